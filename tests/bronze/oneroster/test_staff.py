"""Users of OneRoster who are or were staff, in both versions, from generated sets."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, BY_TABLE, SOURCES, bronze, candidates, picked, references
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


@pytest.mark.parametrize("version", BOTH)
def test_staff(spark: SparkSession, version: str) -> None:
    rows = candidates(spark, "staff", sets.bulk(version), sets.delta(version), new=2)
    others = dict.fromkeys(("stu1", "stu2", "stu5", "par1"), ("NOT_STAFF", "active"))
    disabled, deleted = ("NOT_STAFF", "inactive"), ("NOT_STAFF", "tobedeleted")
    assert picked(rows, "parse_issue", "raw_status") == {
        **others,
        "stu3": disabled,
        "stu4": deleted,
        "tea1": (None, "active"),
    }
    expected = {
        "raw_staff_id": "tea1",
        "raw_given_name": "Given tea1",
        "raw_family_name": "Family tea1",
        "raw_email": "tea1@school.example",
        "raw_school_id": "sch1",
        "raw_leave_reason": None,
    }
    assert {name: rows["tea1"][name] for name in expected} == expected
    assert SOURCES["staff"].provides <= set(rows["tea1"])


def with_roles(*roles: sets.Row) -> sets.Files:
    named = [{"sourcedId": f"r{number}", **role} for number, role in enumerate(roles)]
    return {**sets.bulk("1.2"), **sets.files("1.2", {"roles": named}, "bulk")}


def role(user: str, name: str, **more: str) -> sets.Row:
    return {"userSourcedId": user, "role": name, **more}


def test_roles_that_mean_staff(spark: SparkSession) -> None:
    """Those of both versions, and a vendor's own that says what one does; who is a student as well is staff too."""
    roles = [
        *(role("stu1", "student"), role("stu1", "aide"), role("stu2", "ext:nurse"), role("stu3", "ext:alumnus")),
        *(role("stu4", "pupil"), role("tea1", "SiteAdministrator", status="tobedeleted")),
    ]
    assert picked(candidates(spark, "staff", with_roles(*roles)), "parse_issue", "raw_status") == {
        "stu1": (None, "active"),
        "stu2": (None, "active"),
        "stu3": ("NOT_STAFF", "inactive"),
        "stu4": ("NOT_STAFF", "active"),
        "tea1": (None, "inactive"),
        "par1": ("WAITING_FOR_REFERENCE", "active"),
    }


def test_who_left_by_what_their_roles_say(spark: SparkSession) -> None:
    ended = role("tea1", "teacher", endDate="2025-02-02")
    deliveries = (
        with_roles(ended, role("stu1", "aide"), role("stu2", "student", endDate="2025-02-02")),
        sets.delta("1.1"),
    )
    source = SOURCES["staff"]
    assert source.absences is not None
    users = bronze(spark, BY_TABLE[source.facts], *deliveries)
    gone = source.absences(users, references(spark, "staff", *deliveries)).collect()
    assert [(row["raw_staff_id"], row["at"]) for row in gone] == [("tea1", "2025-02-02")]

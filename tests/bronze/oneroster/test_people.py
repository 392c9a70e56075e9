"""Users of OneRoster who are or were students, in both versions, from generated sets."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, BY_TABLE, SOURCES, absent, bronze, candidates, picked, references
from oneroster_school import STUDENTS
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


@pytest.mark.parametrize("version", BOTH)
def test_students(spark: SparkSession, version: str) -> None:
    rows = candidates(spark, "students", sets.bulk(version), sets.delta(version), new=2)
    assert picked(rows, "parse_issue", "raw_status") == {
        "stu1": (None, "active"),
        "stu2": (None, "active"),
        "stu3": (None, "inactive"),
        "stu4": (None, "tobedeleted"),
        "stu5": (None, "active"),
        "tea1": ("NOT_A_STUDENT", "active"),
        "par1": ("NOT_A_STUDENT", "active"),
    }
    first = rows["stu1"]
    expected = {
        "raw_student_id": "stu1",
        "raw_name": None,
        "raw_given_name": "Given stu1",
        "raw_family_name": "Corrected",
        "raw_email": "stu1@school.example",
        "raw_birth_date": "2010-04-01",
        "raw_gender": "female",
        "raw_school_id": "sch1",
        "raw_updated_at": sets.CHANGED,
    }
    assert {name: first[name] for name in expected} == expected
    assert picked(rows, "raw_grade_level")["stu2"] == "09", "the first of a list"
    # In 1.2 the roles of the fourth and fifth came with the second delivery; nobody's demographics did.
    news = {"stu4", "stu5"} if version == "1.2" else set()
    assert {key for key, row in rows.items() if row["revisit"]} == news
    assert SOURCES["students"].provides <= set(first)


def test_roles_of_users(spark: SparkSession) -> None:
    """A role may be missing, made up, of a vendor's own, second to another, or withdrawn."""
    files = sets.bulk("1.2")
    roles = [
        {"sourcedId": "r1", "userSourcedId": "stu1", "roleType": "secondary", "role": "Student", "orgSourcedId": "b"},
        {"sourcedId": "r2", "userSourcedId": "stu1", "roleType": "primary", "role": "student", "orgSourcedId": "c"},
        {"sourcedId": "r3", "userSourcedId": "stu1", "roleType": "primary", "role": "aide", "orgSourcedId": "a"},
        {"sourcedId": "r4", "userSourcedId": "stu2", "role": "pupil"},
        {"sourcedId": "r5", "userSourcedId": "stu4", "role": "student", "status": "tobedeleted"},
        {"sourcedId": "r6", "userSourcedId": "tea1", "role": "ext:coach"},
        {"sourcedId": "r7", "userSourcedId": "", "role": "student"},
    ]
    content = {"users": [{**row, "primaryOrgSourcedId": ""} for row in sets.tables("1.2")["users"]], "roles": roles}
    files |= sets.files("1.2", content, "bulk")
    rows = candidates(spark, "students", files)
    assert picked(rows, "parse_issue", "raw_status", "raw_school_id") == {
        "stu1": (None, "active", "c"),
        "stu2": ("UNKNOWN_ROLE", "active", None),
        "stu3": ("WAITING_FOR_REFERENCE", "inactive", None),
        "stu4": (None, "inactive", None),
        "tea1": ("NOT_A_STUDENT", "active", None),
        "par1": ("WAITING_FOR_REFERENCE", "active", None),
    }


def test_students_whose_role_is_withdrawn_are_absent_from_then_on(spark: SparkSession) -> None:
    """A role that lives beside it, or the user's own row where it says student, is stronger."""
    assert absent(spark, sets.bulk("1.2"), sets.delta("1.2")) == {("stu4", "2025-02-02")}
    assert absent(spark, sets.bulk("1.1"), sets.delta("1.1")) == set()
    more = {"sourcedId": "again", "userSourcedId": "stu4", "roleType": "secondary", "role": "student"}
    roles = [*sets.changes("1.2")["roles"], more]
    assert absent(spark, sets.bulk("1.2"), sets.files("1.2", {"roles": roles}, "delta")) == set()


def with_roles(*roles: sets.Row) -> sets.Files:
    """The bulk of 1.2 with these roles of stu1 and no others; its users name no school."""
    users = [{**row, "primaryOrgSourcedId": ""} for row in sets.tables("1.2")["users"]]
    named = [
        {"sourcedId": f"r{number}", "userSourcedId": "stu1", "role": "student", **role}
        for number, role in enumerate(roles)
    ]
    return {**sets.bulk("1.2"), **sets.files("1.2", {"users": users, "roles": named}, "bulk")}


ENDED = {"beginDate": "2024-08-15", "endDate": "2025-02-02"}


@pytest.mark.more
@pytest.mark.parametrize(
    ("roles", "statuses", "since"),
    [
        ([ENDED], ["active", "inactive", "inactive"], "2025-02-02"),
        ([{"endDate": "2025-02-03"}], ["active", "active", "inactive"], "2025-02-03"),
        ([{"endDate": "2025-06-30"}], ["active"] * 3, None),
        ([{"endDate": "2024-06-30"}], ["inactive"] * 3, "2025-02-01"),
        ([ENDED, {}], ["active"] * 3, None),
        ([ENDED, {"endDate": "2025-02-03"}], ["active", "active", "inactive"], "2025-02-03"),
        ([ENDED, {"status": "tobedeleted"}], ["active", "inactive", "inactive"], "2025-02-02"),
        ([ENDED, {"role": "teacher"}], ["active", "inactive", "inactive"], "2025-02-02"),
        ([{"endDate": "soon"}], ["active"] * 3, None),
    ],
)
def test_a_role_ends_by_the_first_delivery_after_it(
    spark: SparkSession, roles: list[sets.Row], statuses: list[str], since: str | None
) -> None:
    """Users come on three days; the role came on the first, and the day that it names is the day after its last."""
    users = {"users.csv": with_roles(*roles)["users.csv"]}
    deliveries = (with_roles(*roles), users, users)
    source = SOURCES["students"]
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries)
    rows = source.candidates(facts, references(spark, "students", *deliveries)).where("raw_sourced_id = 'stu1'")
    told = rows.orderBy("batch_number").select("raw_status", "parse_issue").collect()
    assert [tuple(row) for row in told] == [(status, None) for status in statuses]
    assert dict(absent(spark, *deliveries)).get("stu1") == since


@pytest.mark.more
def test_a_role_that_came_after_its_end(spark: SparkSession) -> None:
    """No user came since: the delivery of the role is the first that tells of it."""
    roles = sets.files(
        "1.2", {"roles": [{"sourcedId": "r0", "userSourcedId": "stu1", "role": "student", **ENDED}]}, "delta"
    )
    assert dict(absent(spark, with_roles({}), roles, roles)).get("stu1") == "2025-02-03"


@pytest.mark.more
def test_all_schools_of_a_student(spark: SparkSession) -> None:
    names = ("raw_school_id", "raw_school_ids", "raw_enrollment_date")
    assert picked(candidates(spark, "students", sets.bulk("1.1")), *names)["stu1"] == ("sch1", "sch1,dis1", None)
    secondary = {"roleType": "secondary", "orgSourcedId": "a", "beginDate": "2024-09-01"}
    past = {"roleType": "primary", "orgSourcedId": "b", "beginDate": "2023-08-15", "endDate": "2024-07-01"}
    here = {"roleType": "primary", "orgSourcedId": "c", "beginDate": "2024-08-15", "endDate": "2025-07-01"}
    gone = {"roleType": "primary", "orgSourcedId": "0", "status": "tobedeleted", "beginDate": "2022-08-15"}
    rows = candidates(spark, "students", with_roles(secondary, past, here, gone))
    assert picked(rows, *names)["stu1"] == ("c", "c,b,a,0", "2023-08-15")
    assert picked(rows, *names)["par1"] == (None, "", None)


def test_what_a_newer_bulk_lacks_counts_like_what_is_to_be_deleted(spark: SparkSession) -> None:
    """Role and birth: who has no role any more stays what they were, and is gone from then on."""
    empty = sets.files("1.2", {}, "bulk")
    given = {"gone": 2, "new": 2}
    people = candidates(spark, "students", sets.bulk("1.2"), empty, **given)
    assert picked(people, "parse_issue", "raw_status", "raw_birth_date")["stu1"] == (None, "active", None)
    assert absent(spark, sets.bulk("1.2"), empty, **given) == {(name, "2025-02-02") for name in STUDENTS}
    assert people["tea1"]["parse_issue"] == "NOT_A_STUDENT"

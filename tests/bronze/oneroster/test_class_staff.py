"""Who teaches in a class: enrollments of OneRoster that are no students', in both versions."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, SOURCES, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
NAMES = ("raw_staff_id", "raw_class_id", "raw_role", "raw_is_primary", "raw_status", "parse_issue")
DAYS = ("raw_begin_date", "raw_end_date", "raw_school_id", "raw_school_year", "raw_term")


def enrolled(version: str, **said: dict[str, str]) -> sets.Files:
    """A bulk in which the teacher's enrollment is told once for each of `said`, by id, and says that besides."""
    content = sets.tables(version)
    [model] = [row for row in content["enrollments"] if row["role"] == "teacher"]
    content["enrollments"] = [{**model, "sourcedId": id_, **more} for id_, more in said.items()]
    return sets.files(version, content, "bulk")


@pytest.mark.parametrize("version", BOTH)
def test_enrollments_of_others_than_students(spark: SparkSession, version: str) -> None:
    rows = candidates(spark, "class_staff", sets.violations(version)["unknown_role"](sets.bulk(version)))
    found = picked(rows, *NAMES)
    assert found.pop("enr-tea1-cla1") == ("tea1", "cla1", "teacher", "true", "active", None)
    assert {value[-1] for value in found.values()} == {"NOT_STAFF"}
    assert any(value[2] not in ("student", "teacher") for value in found.values()), "a role that nobody knows"
    assert picked(rows, *DAYS)["enr-tea1-cla1"] == ("2024-08-01", "2025-01-14", "sch1", "2025", "t1")
    assert SOURCES["class_staff"].provides <= set(rows["enr-tea1-cla1"])


def test_roles(spark: SparkSession) -> None:
    roles = {
        "a": "administrator", "b": "Proctor", "c": "aide", "d": "ext:coTeacher", "e": "parent", "f": "guardian",
        "g": "relative", "h": "", "i": " student ", "j": "pupil",
    }  # fmt: skip
    rows = candidates(spark, "class_staff", enrolled("1.1", **{id_: {"role": role} for id_, role in roles.items()}))
    assert picked(rows, "raw_role", "parse_issue") == {
        "a": ("administrator", None),
        "b": ("proctor", None),
        "c": ("aide", None),
        "d": ("coteacher", None),
        **{id_: (roles[id_], "NOT_STAFF") for id_ in "efg"},
        "h": (None, "NOT_STAFF"),
        "i": ("student", "NOT_STAFF"),
        "j": ("pupil", "NOT_STAFF"),
    }


@pytest.mark.more
def test_days_that_nobody_says_are_those_of_the_terms(spark: SparkSession) -> None:
    """The day called end is the one after the last, of an enrollment as of a term."""
    said = {
        "a": {"beginDate": "", "endDate": ""},
        "b": {"beginDate": "2024-11-04", "endDate": ""},
        "c": {"beginDate": "", "endDate": "2024-11-04"},
        "d": {"beginDate": "soon", "endDate": "later"},
        "e": {"beginDate": "", "endDate": "", "classSourcedId": "cla9"},
    }
    rows = candidates(spark, "class_staff", enrolled("1.2", **said), new=2)
    assert picked(rows, "raw_begin_date", "raw_end_date", "parse_issue") == {
        "a": ("2024-08-01", "2025-01-14", None),
        "b": ("2024-11-04", "2025-01-14", None),
        "c": ("2024-08-01", "2024-11-03", None),
        "d": ("soon", "later", None),
        "e": (None, None, "WAITING_FOR_REFERENCE"),
    }
    assert not any(row["revisit"] for row in rows.values())


def test_what_the_source_takes_back_and_what_goes_with_its_class(spark: SparkSession) -> None:
    over = {"status": "tobedeleted", "dateLastModified": "2025-02-01T00:00:00.000Z"}
    told, empty = enrolled("1.1", a={}, b=over), sets.files("1.1", {}, "bulk")
    assert picked(candidates(spark, "class_staff", told), "raw_status") == {"a": "active", "b": "tobedeleted"}
    rows = candidates(spark, "class_staff", told, empty, gone=2, new=2)
    assert picked(rows, "raw_status") == {"a": "inactive", "b": "tobedeleted"}

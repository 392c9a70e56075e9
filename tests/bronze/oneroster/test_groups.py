"""Groups of students in OneRoster's demographics: a candidate for each column that says something."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, BY_TABLE, SOURCES, bronze, references
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

COLUMNS = (
    *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander"),
    *("white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity"),
)
Said = set[tuple[str | None, ...]]


def said(spark: SparkSession, *rows: sets.Row, snapshot: bool = True, version: str = "1.1") -> Said:
    files = {**sets.bulk(version), **sets.files(version, {"demographics": list(rows)}, "bulk")}
    source = SOURCES["student_groups"]
    facts = bronze(spark, BY_TABLE[source.facts], files, snapshot=snapshot)
    found = source.candidates(facts, references(spark, "student_groups", files))
    assert source.provides <= set(found.columns)
    names = ("raw_student_id", "raw_kind", "raw_value", "raw_status", "parse_issue")
    return {tuple(row) for row in found.select(*names).collect()}


@pytest.mark.parametrize("version", BOTH)
def test_what_is_said_of_a_student(spark: SparkSession, version: str) -> None:
    everything = {"sourcedId": "stu1", "sex": " Female", **dict.fromkeys(COLUMNS, "true")}
    some = {"sourcedId": "stu2", "sex": "unspecified", "asian": "TRUE", "white": "false", COLUMNS[-1]: "false"}
    nothing = {"sourcedId": "stu3", "sex": " ", **dict.fromkeys(COLUMNS, "")}
    odd = {"sourcedId": "stu4", "sex": "X", "asian": "maybe"}
    due = {("Sex", "female"), ("Hispanic", "Yes"), ("Race", "Two or More")}
    due |= {("Race", race) for race in ("American Indian or Alaska Native", "Asian", "Black or African American")}
    due |= {("Race", race) for race in ("Native Hawaiian or Other Pacific Islander", "White")}
    assert said(spark, everything, some, nothing, odd, version=version) == {
        *{("stu1", kind, value, None, None) for kind, value in due},
        ("stu2", "Race", "Asian", None, None),
        ("stu2", "Hispanic", "No", None, None),
        ("stu3", None, None, None, "NOTHING_SAID"),
        ("stu4", "Sex", "x", None, None),
    }


@pytest.mark.more
def test_who_is_no_student(spark: SparkSession) -> None:
    white = {"white": "true"}
    for version in ("1.1", "1.2"):
        rows = [{"sourcedId": name, **white} for name in ("tea1", "par1", "nobody")]
        assert said(spark, *rows, version=version) == {
            ("tea1", None, None, None, "NOT_A_STUDENT"),
            ("par1", None, None, None, "NOT_A_STUDENT"),
            ("nobody", None, None, None, "WAITING_FOR_REFERENCE"),
        }


def test_a_change_takes_back_what_it_does_not_say(spark: SparkSession) -> None:
    """Of a bulk the next one does."""
    row = {"sourcedId": "stu1", "sex": "male", "asian": "true", COLUMNS[-1]: "false"}
    found = said(spark, row, snapshot=False)
    held = {("Sex", "male"), ("Race", "Asian"), ("Hispanic", "No")}
    assert {(kind, value) for _, kind, value, status, _ in found if status is None} == held
    back = {(kind, value) for _, kind, value, status, _ in found if status == "tobedeleted"}
    assert {("Sex", "female"), ("Sex", "other"), ("Hispanic", "Yes"), ("Race", "White")} <= back
    assert len(found) == 11
    assert not back & held


@pytest.mark.more
def test_a_record_that_is_to_be_deleted(spark: SparkSession) -> None:
    found = said(spark, {"sourcedId": "stu1", "sex": "male", "status": "tobedeleted"})
    assert found == {("stu1", "Sex", "male", "tobedeleted", None)}
    found = said(spark, {"sourcedId": "stu1", "sex": "male", "status": "tobedeleted"}, snapshot=False)
    assert {status for _, _, _, status, _ in found} == {"tobedeleted"}
    assert len(found) == 11

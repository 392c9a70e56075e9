"""Clicks are summed by student, site and day within a file; what cannot be summed stays as it was delivered."""

from __future__ import annotations

from typing import Any

import pytest
from oulad_rows import DAY, current, rows
from pyspark.sql import DataFrame, SparkSession

from edulake.bronze.oulad.clicks import clicks
from edulake.bronze.oulad.tables import COURSES_RAW, STUDENT_VLE_RAW
from edulake.contract.raw import raw_columns
from edulake.silver.learning import engagement

pytestmark = pytest.mark.once

WAITING = "WAITING_FOR_REFERENCE"
CLICK = {"code_module": "AAA", "code_presentation": "2013B", "id_student": "11", "id_site": "546", "date": "0"}
NAMES = ("raw_student_id", "raw_resource_id", "raw_engaged_at", "raw_events", "records", "parse_issue", "raw_payload")


def made(spark: SparkSession, *given: dict[str, Any]) -> DataFrame:
    return clicks(rows(spark, STUDENT_VLE_RAW, *[{**CLICK, "sum_click": "1", **row} for row in given]), current(spark))


def told(frame: DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in frame.select(*(names or NAMES)).collect()), key=str)


def summed(clicks: str, records: int, student: str = "11", day: str = "2013-02-01") -> tuple[Any, ...]:
    return (student, "546", day, clicks, records, None, None)


def test_clicks_of_a_day_are_added_up(spark: SparkSession) -> None:
    """Blanks around them are none; the sum is of no single record, so that it has no payload."""
    frame = made(
        spark,
        {"sum_click": "3"},
        {"sum_click": " 4 ", "id_student": " 11"},
        {"sum_click": "999999999"},
        {"sum_click": "5", "date": "-2"},
        {"sum_click": "6", "id_student": "12"},
    )
    assert told(frame) == sorted(
        [summed("1000000006", 3), summed("5", 1, day="2013-01-30"), summed("6", 1, student="12")], key=str
    )


def test_a_file_is_the_unit(spark: SparkSession) -> None:
    """Rows of another file, another delivery of the same content, or another load are never added to it."""
    later = DAY.replace(day=7)
    frame = made(
        spark,
        {"sum_click": "1"},
        {"sum_click": "2"},
        {"sum_click": "10", "source_file_sha256": "sha-b", "source_file": "b.csv"},
        {"sum_click": "20", "delivered_at": later, "source_file": "c.csv"},
        {"sum_click": "40", "batch_number": 2, "source_file": "d.csv"},
    )
    assert told(frame, "raw_events", "records", "source_file", "source_system") == [
        ("10", 1, "b.csv", "oulad"),
        ("20", 1, "c.csv", "oulad"),
        ("3", 2, "a.csv", "oulad"),
        ("40", 1, "d.csv", "oulad"),
    ]


def test_what_cannot_be_summed_stays_as_it_was_delivered(spark: SparkSession) -> None:
    """Each row apart, with its payload: who corrects it must know it. It takes nothing from the sums beside it."""
    odd: list[dict[str, Any]] = [
        {"sum_click": "-1"},
        {"sum_click": "1.0"},
        {"sum_click": "1000000000"},
        {"sum_click": None},
        {"date": "soon"},
        {"date": None},
        {"id_student": " "},
        {"id_site": None},
        {"parse_issue": "RAGGED_SHORT"},
        {"code_presentation": "2099B"},
    ]
    given = [{"sum_click": "2"}, {"sum_click": "3"}, *odd, *odd[:1]]
    found = told(made(spark, *given))
    kept = [row for row in found if row[6] == "as delivered"]
    assert [row for row in found if row not in kept] == [summed("5", 2)]
    assert len(kept) == len(odd) + 1
    assert all(row[4] == 1 for row in kept)
    assert sorted(str(row[3]) for row in kept) == sorted(["-1", "-1", "1.0", "1000000000", "None", *["1"] * 6])
    assert sorted(str(row[5]) for row in kept) == sorted(["RAGGED_SHORT", WAITING, *["None"] * 9])


def test_dates_and_kind_of_site_come_from_what_it_refers_to(spark: SparkSession) -> None:
    """A site that nobody knows has no kind, and is not waited for; what is new is looked at again."""
    frame = made(
        spark,
        {},
        {"id_site": "547"},
        {"id_site": "999"},
        {"code_presentation": "2013J", "id_site": "546", "date": "1"},
    )
    names = ("raw_resource_id", "raw_activity", "raw_engaged_at", "raw_school_year", "raw_term", "revisit")
    assert told(frame, *names, "parse_issue") == [
        ("546", "forumng", "2013-02-01", "2013", "2013B", False, None),
        ("546", "forumng", "2013-10-02", "2014", "2013J", True, None),
        ("547", "url", "2013-02-01", "2013", "2013B", True, None),
        ("999", None, "2013-02-01", "2013", "2013B", False, None),
    ]
    assert set(raw_columns(engagement.FORM.table)) <= set(frame.columns)


def test_before_its_presentation_nothing_is_summed(spark: SparkSession) -> None:
    facts = rows(spark, STUDENT_VLE_RAW, *[{**CLICK, "sum_click": clicks} for clicks in ("1", "2")])
    found = told(clicks(facts, current(spark, COURSES_RAW)), "raw_events", "records", "parse_issue", "raw_payload")
    assert found == [("1", 1, WAITING, "as delivered"), ("2", 1, WAITING, "as delivered")]

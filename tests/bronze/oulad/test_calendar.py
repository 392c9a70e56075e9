"""OULAD's calendar: the name of a presentation tells its first day, from which all days are counted."""

from __future__ import annotations

import pytest
from oulad_rows import by_case, current, rows
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.bronze.oulad import calendar
from edulake.bronze.oulad.tables import COURSES_RAW, STUDENT_REGISTRATION_RAW
from edulake.contract.raw import raw_columns
from edulake.silver.learning import enrollments

pytestmark = pytest.mark.once

NO_NAMES = ("2013b", "3013B", "13B", "2013BB", "2013X", "2013", "B", " 2013B", "2013B\n", "20１3B", "")


def test_a_presentation_begins_in_february_or_october(spark: SparkSession) -> None:
    names = {"2013B": ("2013-02-01", "2013"), "2013J": ("2013-10-01", "2014"), "1999J": ("1999-10-01", "2000")}
    given = frame(spark, [(name,) for name in names], "name")
    found = given.select("name", calendar.first_day(F.col("name")), calendar.spring_year(F.col("name"))).collect()
    assert {row[0]: tuple(row)[1:] for row in found} == names


def test_a_name_that_is_none_tells_no_day_and_no_year(spark: SparkSession) -> None:
    given = frame(spark, [(name,) for name in (*NO_NAMES, None)], "name")
    day = calendar.day_after(calendar.first_day(F.col("name")), F.lit("0"))
    found = given.select(day, calendar.spring_year(F.col("name"))).collect()
    assert [tuple(row) for row in found] == [(None, None)] * len(found)


DAYS = [
    ("2013-02-01", "28", "2013-03-01"),
    ("2013-02-01", "0", "2013-02-01"),
    ("2013-02-01", "-3", "2013-01-29"),
    ("2013-10-01", " 92 ", "2014-01-01"),
    ("2013-02-01", "-0", "2013-02-01"),
    ("2013-02-01", "9999", "2040-06-18"),
    ("2013-02-01", "10000", None),
    ("2013-02-01", "1.5", None),
    ("2013-02-01", "+5", None),
    ("2013-02-01", "--5", None),
    ("2013-02-01", "5 5", None),
    ("2013-02-01", "soon", None),
    ("2013-02-01", "", None),
    ("2013-02-01", None, None),
    ("", "5", None),
    (None, "5", None),
]


def test_days_are_counted_from_the_start(spark: SparkSession) -> None:
    given = frame(spark, [row[:2] for row in DAYS], "start days")
    found = given.select(calendar.day_after(F.col("start"), F.col("days"))).collect()
    assert [row[0] for row in found] == [row[2] for row in DAYS]


def test_a_presentation_as_a_class(spark: SparkSession) -> None:
    """Only where both are said: half an id would be that of many."""
    cases = [
        ("AAA", "2013B", "AAA:2013B"),
        (" AAA ", "2013B ", "AAA:2013B"),
        ("AAA", " ", None),
        ("", "2013B", None),
        (None, "2013B", None),
        ("AAA", None, None),
        (None, None, None),
    ]
    given = frame(spark, [case[:2] for case in cases], "module presentation")
    found = given.select(calendar.run(F.col("module"), F.col("presentation"))).collect()
    assert [row[0] for row in found] == [case[2] for case in cases]


def test_facts_get_the_first_day_of_their_presentation_or_wait_for_it(spark: SparkSession) -> None:
    """Where it is new in this run the fact is looked at again; one without a readable name has no days to wait for."""
    said = {"known": ("AAA", "2013B"), "new": (" AAA", "2013J "), "unknown": ("AAA", "2014B"), "odd": ("BBB", "spring")}
    given = [{"case": case, "code_module": m, "code_presentation": p} for case, (m, p) in said.items()]
    given += [{"case": "none"}, {"case": "unread", "parse_issue": "UNREADABLE"}]
    facts = rows(spark, STUDENT_REGISTRATION_RAW, *given)
    presentation = [F.trim(name) for name in calendar.PRESENTATION]
    dated = calendar.with_start(facts, current(spark), *presentation)
    mapped = {
        "raw_course_id": F.col("raw_code_module"),
        "raw_start_date": calendar.day_after(F.col("_start"), F.lit("1")),
    }
    made = calendar.completed(dated, mapped, enrollments.FORM)
    assert by_case(made, "start_date", "revisit", "parse_issue", "course_id") == {
        "known": ("2013-02-02", False, None, "AAA"),
        "new": ("2013-10-02", True, None, " AAA"),
        "unknown": (None, False, "WAITING_FOR_REFERENCE", "AAA"),
        "odd": (None, False, None, "BBB"),
        "none": (None, False, "WAITING_FOR_REFERENCE", None),
        "unread": (None, False, "UNREADABLE", None),
    }
    assert set(raw_columns(enrollments.FORM.table)) <= set(made.columns)
    assert by_case(made, "status", "enrollment_id")["known"] == (None, None), "what nobody mapped is null"


def test_what_refers_to_no_presentation_waits_for_none(spark: SparkSession) -> None:
    facts = rows(spark, COURSES_RAW, {"case": "a"}, {"case": "b", "parse_issue": "RAGGED_SHORT"})
    made = calendar.completed(facts, {"raw_course_id": F.lit("x")}, enrollments.FORM)
    assert by_case(made, "parse_issue", "course_id") == {"a": (None, "x"), "b": ("RAGGED_SHORT", "x")}

"""On which days a school's students are looked at, who is there, and what becomes of them in the days after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Gold
from edulake.ml.problems.school_risk import cohorts

pytestmark = pytest.mark.once


DAY = dt.date(2024, 10, 1)
LATER = dt.date(2025, 1, 1)


def test_as_of_dates_lie_a_horizon_apart() -> None:
    """The newest horizon ends with the last fact; none has less than four weeks of facts before it."""
    days = cohorts.days(dt.date(2024, 1, 1), dt.date(2024, 12, 31), 90)
    assert days == [dt.date(2024, 4, 6), dt.date(2024, 7, 5), dt.date(2024, 10, 3)]
    assert cohorts.days(dt.date(2024, 3, 10), dt.date(2024, 12, 31), 90) == days[1:]
    assert cohorts.days(None, None, 90) == []
    assert len(cohorts.days(dt.date(2010, 1, 1), dt.date(2024, 12, 31), 90)) == cohorts.MOST_COHORTS


@pytest.mark.parametrize(
    ("first", "days"),
    [
        ("2024-06-07", ["2024-07-05", "2024-10-03"]),
        ("2024-06-08", ["2024-10-03"]),
        ("2024-09-05", ["2024-10-03"]),
        ("2024-09-06", []),
        ("2024-12-31", []),
    ],
)
def test_four_weeks_of_facts_come_before_the_first_date(first: str, days: list[str]) -> None:
    found = cohorts.days(dt.date.fromisoformat(first), dt.date(2024, 12, 31), 90)
    assert [str(day) for day in found] == days


@pytest.mark.parametrize(("first", "last"), [(None, DAY), (DAY, None)])
def test_without_facts_there_is_no_date(first: dt.date | None, last: dt.date | None) -> None:
    assert cohorts.days(first, last, 90) == []


def test_each_source_has_each_date(spark: SparkSession) -> None:
    facts = frame(spark, [("s",), ("t",), ("s",)], "source_system")
    found = cohorts.calendar(facts, [DAY, LATER]).collect()
    assert sorted(map(tuple, found)) == [(source, day) for source in ("s", "t") for day in (DAY, LATER)]
    assert cohorts.calendar(facts, []).collect() == []


# Of 1 October: 90 days before it is 3 July.
RESULTS = [
    ("long ago", "2024-07-02", "1", "4th Grade"),
    ("recent", "2024-07-03", "1", "4th Grade"),
    ("moved up", "2024-08-01", "2", "4th Grade"),
    ("moved up", "2024-08-01", "3", "5th Grade"),
    ("moved up", "2024-07-31", "9", "6th Grade"),
    ("unnamed last", "2024-08-01", "1", "4th Grade"),
    ("unnamed last", "2024-09-01", "2", "Unknown"),
    ("unnamed last", "2024-09-02", "3", None),
    ("unnamed", "2024-09-01", "1", "Unknown"),
    ("left", "2024-09-30", "1", "4th Grade"),
    ("on the roll as well", "2024-01-01", "1", "3rd Grade"),
]
DAYS = [("attends", "2024-07-03"), ("attended", "2024-07-02"), ("unnamed", "2024-09-01")]
ROLL = [
    ("left", "false", "4th Grade"),
    ("on the roll", "true", "1st Grade"),
    ("on the roll as well", "true", "4th Grade"),
    ("gone", "false", "1st Grade"),
    ("unnamed", "true", "2nd Grade"),
    ("nowhere", "true", None),
]


def test_who_is_there(spark: SparkSession) -> None:
    """Seen in the last 90 days, or on the roll; but who is known to have left is gone, whatever was seen.

    The grade is that of the newest result that names one, however old, before that of the roll.
    """
    day = str(DAY)
    results = frame(spark, [(who, day, *row) for who, *row in RESULTS], "student_id as_of_date date assessment_id grade_level",
                    as_of_date="date", date="date")  # fmt: skip
    days = frame(
        spark, [(who, day, on) for who, on in DAYS], "student_id as_of_date date", as_of_date="date", date="date"
    )
    roll = frame(spark, [(who, day, *row) for who, *row in ROLL], "student_id as_of_date is_active of_roll",
                 as_of_date="date", is_active="boolean")  # fmt: skip
    found = cohorts.population(results, days, roll).collect()
    assert {row["student_id"]: row["grade_level"] for row in found} == {
        "recent": "4th Grade",
        "moved up": "5th Grade",
        "unnamed last": "4th Grade",
        "unnamed": "2nd Grade",
        "on the roll": "1st Grade",
        "on the roll as well": "3rd Grade",
        "attends": "Unknown",
        "nowhere": "Unknown",
    }


VERSIONS = [
    # Student, source, since when, on the roll, grade, gender and disability.
    ("ann", "s", "2024-08-01T00:00:00", "true", "4th Grade", "F", None),
    ("ann", "s", "2024-09-30T23:59:59", "false", "Unknown", None, "Y"),
    ("ann", "s", "2024-10-01T00:00:00", "true", "5th Grade", "M", "N"),
    ("bob", "s", "2024-11-01T00:00:00", "true", "1st Grade", "M", None),
    ("bob", "s", "2024-12-01T00:00:00", "true", "1st Grade", "F", "N"),
    ("cat", "t", "2024-08-01T00:00:00", "false", "2nd Grade", None, None),
    ("cat", "s", "2024-08-01T00:00:00", "true", "3rd Grade", None, None),
]


@pytest.fixture(scope="module")
def students(spark: SparkSession) -> DataFrame:
    names = "student_id source_system valid_from is_active grade_level gender disability"
    return frame(spark, VERSIONS, names, valid_from="timestamp", is_active="boolean")


def test_the_roll_is_what_the_newest_version_said_before_the_day(students: DataFrame) -> None:
    """One that holds from the midnight of the day on is later; of two of one moment the last source's counts."""
    found = {
        (r["student_id"], r["as_of_date"]): (r["is_active"], r["of_roll"])
        for r in cohorts.on_roll(students, [DAY, LATER]).collect()
    }
    assert found == {
        ("ann", DAY): (False, None),
        ("ann", LATER): (True, "5th Grade"),
        ("bob", LATER): (True, "1st Grade"),
        ("cat", DAY): (False, "2nd Grade"),
        ("cat", LATER): (False, "2nd Grade"),
    }
    assert cohorts.on_roll(students, []).collect() == []


def test_attributes_are_as_known_then_else_as_first_known_later(students: DataFrame) -> None:
    """Each by itself: a version that does not state one leaves it to the others."""
    found = cohorts.attributes(students, [DAY, LATER], ["gender", "disability"]).collect()
    assert {(r["student_id"], r["as_of_date"]): (r["gender"], r["disability"]) for r in found} == {
        ("ann", DAY): ("F", "Y"),
        ("ann", LATER): ("M", "N"),
        ("bob", DAY): ("M", "N"),
        ("bob", LATER): ("F", "N"),
        ("cat", DAY): (None, None),
        ("cat", LATER): (None, None),
    }


def test_a_day_without_a_known_share_is_none(spark: SparkSession) -> None:
    """Nor is one of a source that tells of absences only."""
    rows = [("s", "a", "2024-09-02", "0.2500", "Late", "x", "x", None),
            ("s", "b", "2024-09-02", None, "Absent", "x", "x", None),
            ("s", "c", "2024-09-02", "1", None, "x", "x", None),
            ("s", "d", "2024-09-02", "1", "Absent", "x", "x", "true")]  # fmt: skip
    names = "source_system student_id date absent_fraction status known_at delivered_at is_exception"
    types = {"absent_fraction": "decimal(5,4)", "is_exception": "boolean"}
    found = cohorts.attended(frame(spark, rows, names, **types)).collect()
    assert {row["student_id"]: (row["missed"], row["late"]) for row in found} == {"a": (0.25, 1), "c": (1.0, None)}


def test_results_keep_what_is_not_known(spark: SparkSession) -> None:
    names = "source_system student_id assessment_date assessment_id subject score engagement_score grade_level class_id line_item_id known_at delivered_at"
    row = ("s", "a", "2024-09-02", "1", "Math", None, "7", None, None, None, "k", "d")
    found = cohorts.results(frame(spark, [row], names, score="decimal(5,2)", engagement_score="int"))
    assert dict(found.dtypes)["score"] == dict(found.dtypes)["engagement"] == "double"
    [only] = found.collect()
    assert (only["date"], only["score"], only["engagement"], only["delivered_at"]) == ("2024-09-02", None, 7.0, "d")


def test_what_came_after(spark: SparkSession) -> None:
    """A mean under the bound or chronic absence, in the horizon alone; nothing known is no label."""
    after = [
        ("fails", "2024-10-01", "60"), ("fails", "2024-12-01", "78"),
        ("passes", "2024-10-05", "70"), ("passes", "2024-09-30", "0"), ("passes", "2024-12-30", "0"),
        ("absent", "2024-10-02", "90"),
    ]  # fmt: skip
    rows = [("s", who, day, "Math", score) for who, day, score in after]
    scored = frame(spark, rows, "source_system student_id date subject score", date="date", score="double")
    first = dt.date(2024, 10, 7)
    missed = [("absent", day, "1" if day == 3 else "0") for day in range(10)]
    missed += [("present", day, "0.9" if day == 3 else "0") for day in range(10)]
    missed += [("few", day, "1") for day in range(9)]
    rows = [("s", who, str(first + dt.timedelta(days=day)), share) for who, day, share in missed]
    days = frame(spark, rows, "source_system student_id date missed", date="date", missed="double")
    asked = frame(spark, [(str(DAY),)], "as_of_date", as_of_date="date")
    found = cohorts.outcomes(scored, days, asked, EarlyWarning(), Gold(chronic_absence=Decimal("0.10")))
    assert {row["student_id"]: (row["label"], row["warning_days"]) for row in found.collect()} == {
        "fails": (1, 0),
        "passes": (0, None),
        "absent": (1, 9),
        "present": (0, None),
    }


def test_outcomes_of_both_dates_and_their_bounds(spark: SparkSession) -> None:
    """A day belongs to every date that it is so near to. Of several rows of a day its mean counts once."""
    scores = [
        ("bound", "2024-10-01", "70"),
        *[("bound by three", "2024-10-01", score) for score in ("82.99", "69.97", "57.04")],
        ("below", "2024-12-29", "69.99"),
        ("late", "2024-12-30", "0"),
        ("none", "2024-10-02", None),
    ]
    scored = frame(
        spark, [("s", *row) for row in scores], "source_system student_id date score", date="date", score="double"
    )
    days = [("tenth", f"2024-10-{day:02}", "1" if day == 5 else "0") for day in range(1, 11)]
    days += [("halves", f"2024-10-{day:02}", missed) for day in range(1, 11) for missed in ("0", "0.2")]
    days += [("less", f"2024-10-{day:02}", "0.0999") for day in range(1, 11)]
    attended = frame(
        spark, [("s", *row) for row in days], "source_system student_id date missed", date="date", missed="double"
    )
    asked = frame(spark, [(str(DAY),), ("2024-10-02",)], "as_of_date", as_of_date="date")
    choices, absence = EarlyWarning(failing_below=Decimal(70), horizon_days=90), Gold(minimum_days=9)
    found: dict[Any, Any] = {}
    for row in cohorts.outcomes(scored, attended, asked, choices, absence).collect():
        found.setdefault(row["student_id"], {})[row["as_of_date"].day] = (row["label"], row["warning_days"])
    assert found == {
        "bound": {1: (0, None)},
        "bound by three": {1: (0, None)},
        "below": {1: (1, 89), 2: (1, 88)},
        "late": {2: (1, 89)},
        "tenth": {1: (1, 4), 2: (1, 3)},
        "halves": {1: (1, 0), 2: (1, 0)},
        "less": {1: (0, None), 2: (0, None)},
    }

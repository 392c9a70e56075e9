"""A student's school year, from a few days: bands at their bounds, half days, streaks, and what is not known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

PRODUCT = PRODUCTS["attendance_insights"]
LENIENT = Gold(minimum_days=0)
STRICTER = Gold(chronic_absence=Decimal("0.15"), minimum_days=2)
FIRST = dt.date(2024, 9, 2)
STATUSES = {
    "P": ("Present", "0"),
    "L": ("Late", "0"),
    "A": ("Absent", "1"),
    "X": ("Excused", "1"),
    "H": ("Half Day Absent", "0.5"),
    "?": ("Unknown", None),
}


def rows(days: str, **more: Any) -> list[Row]:
    """One day after another, a letter each; a blank is a day without a row."""
    dates = [(FIRST + dt.timedelta(n)).isoformat() for n in range(len(days))]
    told = [(date, STATUSES[letter]) for date, letter in zip(dates, days, strict=True) if letter != " "]
    return [{"date": date, "status": status, "absent_fraction": share, **more} for date, (status, share) in told]


def given(*told: list[Row]) -> Silver:
    return {ATTENDANCE_TABLE: [row for some in told for row in some]}


def missed(recorded: int, absent: str, rate: str | None) -> Row:
    return {"days_recorded": recorded, "days_absent": absent, "absence_rate": rate}


def judged(band: str, chronic: bool | None) -> Row:
    return {"absence_band": band, "is_chronically_absent": chronic}


def streaks(longest: int, current: int) -> Row:
    return {"longest_absence": longest, "current_absence": current}


FEW = judged("Too Few Days", chronic=None)
MODERATE, SEVERE = judged("Moderate Chronic", chronic=True), judged("Severe Chronic", chronic=True)
AT_RISK, SATISFACTORY = judged("At Risk", chronic=False), judged("Satisfactory", chronic=False)
CASES: products.Cases = {
    "ordinary": (
        given(rows("PPAPPLPPHPPPPPPPPPPP", school_id="N1", term="T1")),
        [
            {
                "student_id": "ordinary",
                "school_year": 2025,
                **AT_RISK,
                **missed(20, "1.5000", "0.0750"),
                "days_late": 1,
                "unmapped_rows": 0,
                **streaks(1, 0),
                "first_date": "2024-09-02",
                "last_date": "2024-09-21",
                "schools": 1,
                "school_id": "N1",
                "term": "T1",
            }
        ],
    ),
    "always there": (
        given(rows("P" * 10)),
        [{**SATISFACTORY, **missed(10, "0.0000", "0.0000"), **streaks(0, 0), "schools": 0, "school_id": None}],
    ),
    "exactly 10 %": (given(rows("PPPPPPPPPA")), [{**MODERATE, **missed(10, "1.0000", "0.1000"), **streaks(1, 1)}]),
    "under 10 %": (given(rows("APPPPPPPPPP")), [{**AT_RISK, **missed(11, "1.0000", "0.0909")}]),
    "exactly 10 % in half days": (
        given(rows("HHPPPPPPPP")),
        [{**MODERATE, **missed(10, "1.0000", "0.1000"), **streaks(0, 0)}],
    ),
    "exactly 5 %": (given(rows("A" + "P" * 19)), [{**AT_RISK, **missed(20, "1.0000", "0.0500")}]),
    "under 5 %": (given(rows("A" + "P" * 20)), [{**SATISFACTORY, **missed(21, "1.0000", "0.0476")}]),
    "exactly 20 %": (given(rows("XPPPPPPPPA")), [{**SEVERE, **missed(10, "2.0000", "0.2000"), **streaks(1, 1)}]),
    "under 20 %": (given(rows("AAPPPPPPPPP")), [{**MODERATE, **missed(11, "2.0000", "0.1818"), **streaks(2, 0)}]),
    "never there": (given(rows("A" * 10)), [{**SEVERE, **missed(10, "10.0000", "1.0000"), **streaks(10, 10)}]),
    "ten days of a source that tells of absences only": (
        given(rows("A" * 10, is_exception=True)),
        [{**FEW, **missed(10, "10.0000", None), **streaks(10, 10)}],
    ),
    "nine days": (given(rows("A" * 9)), [{**FEW, **missed(9, "9.0000", "1.0000"), **streaks(9, 9)}]),
    "nine days and one unknown": (given(rows("AAAA?AAAAA")), [{**FEW, **missed(9, "9.0000", "1.0000")}]),
    "one day there": (
        given(rows("P")),
        [{**FEW, **missed(1, "0.0000", "0.0000"), **streaks(0, 0), "first_date": "2024-09-02", "schools": 0}],
    ),
    "one day away": (given(rows("A")), [{**FEW, **missed(1, "1.0000", "1.0000"), **streaks(1, 1)}]),
    "only unknown": (
        given(rows("??", school_id="N1", term="T1")),
        [
            {
                **FEW,
                **missed(0, "0.0000", None),
                "days_late": 0,
                "unmapped_rows": 2,
                **streaks(0, 0),
                **dict.fromkeys(("first_date", "last_date", "school_id", "term")),
                "schools": 0,
            }
        ],
    ),
    "unknown between": (
        given(rows("PA?AP")),
        [
            {
                **missed(4, "2.0000", "0.5000"),
                "unmapped_rows": 1,
                **streaks(2, 0),
                "first_date": "2024-09-02",
                "last_date": "2024-09-06",
            }
        ],
    ),
    "unknown around known": (
        given(rows(" PA ", school_id="N1", term="T1"), rows("?  ?", school_id="N2"), rows(" ?")),
        [
            {
                **missed(2, "1.0000", "0.5000"),
                "unmapped_rows": 3,
                "first_date": "2024-09-03",
                "last_date": "2024-09-04",
                "schools": 1,
                "school_id": "N1",
                "term": "T1",
            }
        ],
    ),
    "unknown beside known": (
        given(rows("AP", session="1"), rows("??", session="2")),
        [{**missed(2, "1.0000", "0.5000"), "unmapped_rows": 2, **streaks(1, 0)}],
    ),
    "a weekend between": (given(rows("PAA  AAP")), [{**missed(6, "4.0000", "0.6667"), **streaks(4, 0)}]),
    "two streaks": (given(rows("AAPAXAPA")), [{**missed(8, "6.0000", "0.7500"), **streaks(3, 1)}]),
    "a half day ends a streak": (given(rows("AAHA")), [{**missed(4, "3.5000", "0.8750"), **streaks(2, 1)}]),
    "half a ten-thousandth": (
        given(rows("H" + "P" * 15)),
        [{**SATISFACTORY, **missed(16, "0.5000", "0.0313")}],
    ),
    "sessions of a day": (
        given(rows("AAP", session="1"), rows("APP", session="2")),
        [{**missed(3, "1.5000", "0.5000"), **streaks(1, 0)}],
    ),
    "one session of three": (
        given(rows("A", session="1"), rows("P", session="2"), rows("P", session="3")),
        [missed(1, "0.3333", "0.3333")],
    ),
    "two sessions of three": (
        given(rows("A", session="1"), rows("A", session="2"), rows("P", session="3")),
        [{**missed(1, "0.6667", "0.6667"), **streaks(0, 0)}],
    ),
    "exactly 10 % in thirds": (
        given(rows("AAA" + "P" * 7, session="1"), rows("P" * 10, session="2"), rows("P" * 10, session="3")),
        [{**MODERATE, **missed(10, "1.0000", "0.1000"), **streaks(0, 0)}],
    ),
    "exactly 10 % in sevenths and thirds": (
        given(
            rows("A" * 14 + "AAA" + "P" * 13),
            *[rows("P" * 30, session=f"{n}") for n in (2, 3)],
            *[rows("P" * 14, session=f"{n}") for n in (4, 5, 6, 7)],
        ),
        [{**MODERATE, **missed(30, "3.0000", "0.1000")}],
    ),
    "less than 10 %, but not once it is rounded": (
        given([{**row, "absent_fraction": "0.3333"} for row in rows("HHH")], rows("   PPPPPPP")),
        [{**AT_RISK, **missed(10, "0.9999", "0.1000")}],
    ),
    "less than 5 %, but not once it is rounded": (
        given(
            [{**row, "absent_fraction": "0.9999"} for row in rows("A", session="1")],
            rows("A" + "P" * 19, session="2"),
        ),
        [{**SATISFACTORY, **missed(20, "1.0000", "0.0500"), **streaks(0, 0)}],
    ),
    "late twice a day": (
        given(rows("LLP", session="1"), rows("LPP", session="2")),
        [{**missed(3, "0.0000", "0.0000"), "days_late": 2}],
    ),
    "a quarter of a day": (
        given([{**row, "absent_fraction": "0.2500"} for row in rows("LLLL")], rows("    PPPPPP")),
        [{**MODERATE, **missed(10, "1.0000", "0.1000"), "days_late": 4}],
    ),
    "several sources and schools": (
        given(
            rows("AAP", school_id="N1", term="T1"),
            rows("PA ", school_id="N2", term="T1", source_system="lms"),
        ),
        [{**missed(3, "1.5000", "0.5000"), **streaks(1, 0), "schools": 2, "school_id": None, "term": "T1"}],
    ),
    "a school that is not said": (
        given(rows("PP", school_id="N1", term="T1"), rows("  P", term="T2")),
        [{"days_recorded": 3, "schools": 1, "school_id": None, "term": None}],
    ),
    "two school years": (
        given(rows("AP"), rows("  AA", school_year=2026)),
        [
            {"school_year": 2025, **missed(2, "1.0000", "0.5000"), **streaks(1, 0), "last_date": "2024-09-03"},
            {"school_year": 2026, **missed(2, "2.0000", "1.0000"), **streaks(2, 2), "first_date": "2024-09-04"},
        ],
    ),
}
STRICTER_CASES: products.Cases = {
    "exactly 15 %": (given(rows("AAA" + "P" * 17)), [{**MODERATE, **missed(20, "3.0000", "0.1500")}]),
    "under 15 %": (
        given(rows("AAH" + "P" * 17)),
        [{**judged("Moderate Chronic", chronic=False), **missed(20, "2.5000", "0.1250")}],
    ),
    "two days": (given(rows("PA")), [{**SEVERE, **missed(2, "1.0000", "0.5000")}]),
    "one day": (given(rows("A")), [{**FEW, **missed(1, "1.0000", "1.0000")}]),
}

# Where any number of days is enough, none are still too few.
LENIENT_CASES: products.Cases = {
    "no day is enough": (given(rows("?")), [{**FEW, **missed(0, "0.0000", None)}]),
    "one day is enough": (given(rows("A")), [{**SEVERE, **missed(1, "1.0000", "1.0000")}]),
    "one day there is enough": (given(rows("P")), [{**SATISFACTORY, **missed(1, "0.0000", "0.0000")}]),
}
CHOICES = ((CASES, Gold()), (STRICTER_CASES, STRICTER), (LENIENT_CASES, LENIENT))


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return {
        case: rows
        for cases, choices in CHOICES
        for case, rows in products.answers(spark, PRODUCT, cases, choices).items()
    }


@pytest.mark.parametrize("case", [case for cases, _ in CHOICES for case in cases])
def test_a_school_year_from_a_few_days(case: str, found: dict[str, list[Row]]) -> None:
    """Some of them with bounds of the settings' own, the others with those that everybody has."""
    _, expected = {**CASES, **STRICTER_CASES, **LENIENT_CASES}[case]
    assert products.asked(found[case], expected) == expected

"""What staff miss by month: hazards by hand, and staffs made by chance against the oracle."""

from __future__ import annotations

import datetime as dt

import products
import pytest
from products import Row
from pyspark.sql import SparkSession
from staff_of import WEEK, absent, chance, day, given, leave, role
from staff_oracle import Staff

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES_TABLE

PRODUCT = PRODUCTS["staff_attendance"]
MONTH = "2025-03-01"


def row(
    place: str, days: tuple[str | None, str | None, str | None], rate: str | None, unknown: int = 0, staff: int = 1
) -> Row:
    """Days scheduled, excused and absent."""
    figures = dict(zip(("scheduled_days", "excused_days", "absent_days"), days, strict=True))
    counts = {"staff": staff, "staff_unknown": unknown}
    return {"school_id": place, "month": MONTH, "role": "Teacher", **counts, **figures, "attendance_rate": rate}


def both(scheduled: str, excused: str, missed: str, rate: str | None) -> list[Row]:
    days = (f"{scheduled}.0000", *[f"{of}00" for of in (excused, missed)])
    return [row(place, days, rate) for place in ("All", "X")]


def unknown(place: str) -> Row:
    return row(place, (None, None, None), None, 1)


CASES: products.Cases = {
    "a day": (
        given([role()], [absent("2025-03-10")]),
        [{**due, "school_year": 2025, "term": None} for due in both("5", "0.00", "1.00", "0.8000")],
    ),
    "nothing missed but work elsewhere": (
        given([role()], [absent("2025-03-10", category="Official"),
                         absent("2025-03-11", None, category="Professional Development")]),
        both("5", "0.00", "0.00", "1.0000"),
    ),
    "twice on one day is once": (
        given([role()], [absent("2025-03-10"), absent("2025-03-10", "0.5", category="Personal"),
                         absent("2025-03-11", "0.5"), absent("2025-03-11", "0.25")]),
        both("5", "0.00", "1.75", "0.6500"),
    ),
    "what is excused leaves both sides, and comes first": (
        given([role()], [absent("2025-03-10", category="Jury"), absent("2025-03-11", "0.5", category="Closure"),
                         absent("2025-03-11"), absent("2025-03-12", category="Unknown")]),
        both("5", "1.50", "1.50", "0.5714"),
    ),
    "nothing left to work": (
        given([role()], [leave("2025-03-01", None, category="Bereavement")]),
        both("5", "5.00", "0.00", None),
    ),
    "a leave counts on school days, up to the newest delivery": (
        given([role()], [leave("2025-02-01", "2025-03-11", category="Unpaid"), absent("2025-03-14", "0.5")]),
        both("5", "0.00", "2.50", "0.5000"),
    ),
    "no share of the day": (
        given([role()], [absent("2025-03-10", None, hours="7.50")]), [unknown("All"), unknown("X")]
    ),
    "no hours at all are none": (
        given([role()], [absent("2025-03-10", None, hours="0.00")]), both("5", "0.00", "0.00", "1.0000")
    ),
    "no share of full time": (given([role(fte=None)], [absent("2025-03-10")]), [unknown("All"), unknown("X")]),
    "one of two is known": (
        given([role(), role("T2", fte=None)], [absent("2025-03-10")]),
        [row(place, ("5.0000", "0.0000", "1.0000"), None, 1, 2) for place in ("All", "X")],
    ),
    "a part of the day of a part of full time": (
        given([role(fte="0.3333")], [absent("2025-03-10", "0.2500")]),
        [row(place, ("1.6665", "0.0000", "0.0833"), "0.9500") for place in ("All", "X")],
    ),
    "an old role that stayed": (
        given([role(), role(begin_date="2023-08-01")], [absent("2025-03-10")]), both("5", "0.00", "1.00", "0.8000")
    ),
    "an old role that says otherwise": (
        given([role(), role(fte="0.5")], [absent("2025-03-10")]), [unknown("All"), unknown("X")]
    ),
    "at two schools, absent from both": (
        given([role(fte="0.6"), role(school=None, fte="0.4")], [absent("2025-03-10")],
              [*WEEK, *[{**of, "school_id": None} for of in WEEK[:4]]]),
        [row("All", ("4.6000", "0.0000", "1.0000"), "0.7826"), row("Unknown", ("1.6000", "0.0000", "0.4000"), "0.7500"),
         row("X", ("3.0000", "0.0000", "0.6000"), "0.8000")],
    ),
    "at two schools, absent from one": (
        given([role(fte="0.5"), role(school="Y", fte="0.5")], [absent("2025-03-10", school_id="Y")],
              [*WEEK, *[{**of, "school_id": "Y"} for of in WEEK]]),
        [row("All", ("5.0000", "0.0000", "0.5000"), "0.9000"), row("X", ("2.5000", "0.0000", "0.0000"), "1.0000"),
         row("Y", ("2.5000", "0.0000", "0.5000"), "0.8000")],
    ),
    "absent from one on a day on which it is closed": (
        given([role(fte="0.5"), role(school="Z", fte="0.5")], [absent("2025-03-10", school_id="Z")],
              [*WEEK, day("2025-03-11", "Z")]),
        [row("All", ("3.0000", "0.0000", "0.0000"), "1.0000"), row("X", ("2.5000", "0.0000", "0.0000"), "1.0000"),
         row("Z", ("0.5000", "0.0000", "0.0000"), "1.0000")],
    ),
    "an absence from a school of which nobody knows": (
        given([role()], [absent("2025-03-10", school_id="Q")]), both("5", "0.00", "1.00", "0.8000")
    ),
    "twice full time": (
        given([role(), role(school="Y")], [absent("2025-03-10")], [*WEEK, *[{**of, "school_id": "Y"} for of in WEEK]]),
        [unknown("All"), row("X", ("5.0000", "0.0000", "1.0000"), "0.8000"),
         row("Y", ("5.0000", "0.0000", "1.0000"), "0.8000")],
    ),
    "two roles": (
        given([role(fte="0.5"), role(fte="0.5", role="Aide")], [absent("2025-03-10", "0.5")]),
        [{**row(place, ("2.5000", "0.0000", "0.2500"), "0.9000"), "role": name}
         for place in ("All", "X") for name in ("Aide", "Teacher")],
    ),
    "not before the role, nor after it": (
        given([role(begin_date="2025-03-11", end_date="2025-03-13")], [absent("2025-03-10"), absent("2025-03-13")]),
        both("3", "0.00", "1.00", "0.6667"),
    ),
    "no calendar": (
        given([role(school="V")], [absent("2025-03-10", delivered_at=dt.datetime(2025, 3, 20, tzinfo=dt.UTC))], []),
        [unknown("All"), unknown("V")],
    ),
    "a calendar of closed days": (
        given([role()], [absent("2025-03-10")], [day("2025-03-11", is_held=False), day("2025-03-12", term="Spring")]),
        [{**row(place, ("1.0000", "0.0000", "0.0000"), "1.0000"), "term": "Spring"} for place in ("All", "X")],
    ),
    "days of which nobody told yet": (
        given([role()], [absent("2025-03-10", delivered_at=dt.datetime(2025, 3, 11, tzinfo=dt.UTC))]),
        both("2", "0.00", "1.00", "0.5000"),
    ),
    "months before the first that is told": (
        given([role()], [absent("2025-03-14")], [*WEEK, day("2025-02-28")]), both("5", "0.00", "1.00", "0.8000")
    ),
}  # fmt: skip
# By systems that know no roles: of staff whom another one knows, and a calendar of theirs.
ELSEWHERE: products.Cases = {
    "hr": (
        given([role("T9", "W")], [absent("2025-03-10", staff="T9", source_system="an absence system")],
              [{**of, "school_id": "W", "source_system": "sis"} for of in WEEK]),
        [row(place, ("5.0000", "0.0000", "1.0000"), "0.8000") for place in ("All", "W")],
    )
}  # fmt: skip


STAFFS = {f"~{seed}": chance(seed) for seed in range(6)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (silver, []) for name, silver in STAFFS.items()}}
    return {**products.answers(spark, PRODUCT, every), **products.answers(spark, PRODUCT, ELSEWHERE)}


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_what_a_few_of_the_staff_miss(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", STAFFS)
def test_a_staff_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    tables = (STAFF_ABSENCES_TABLE, STAFF_ROLES_TABLE, SCHOOL_DAYS_TABLE)
    due = Staff(*[[*STAFFS[name][table]] for table in tables]).attendance()
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due


def test_what_is_excused_is_a_choice(spark: SparkSession) -> None:
    case = {"a": (given([role()], [absent("2025-03-10"), absent("2025-03-11", category="Jury")]), [])}
    [row, _] = products.answers(spark, PRODUCT, case, Gold(excused_absences=["Sick"]))["a"]
    assert (row["excused_days"], row["absent_days"], row["attendance_rate"]) == ("1.0000", "1.0000", "0.7500")

"""Who of the staff missed more than ten days: bounds by hand, and staffs made by chance against the oracle."""

from __future__ import annotations

import products
import pytest
from products import Row
from pyspark.sql import SparkSession
from staff_of import absent, chance, day, given, leave, role
from staff_oracle import Staff

from edulake.gold import PRODUCTS
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES_TABLE

PRODUCT = PRODUCTS["staff_absence_days"]
DAYS = [day(f"2025-0{month}-{number:02}") for month in (2, 3) for number in range(1, 15)]
# That a day is told as well says that absences of days are told since then.
TEN = (leave("2025-02-01", "2025-02-10"), absent("2025-02-12", "0"))


def due(over: int, unknown: int = 0, rate: str | None = None, staff: int = 1) -> list[Row]:
    counts = {"staff": staff, "staff_over_10_days": over, "staff_unknown": unknown, "over_10_rate": rate}
    return [{"school_id": place, "school_year": 2025, "role": "Teacher", **counts} for place in ("All", "X")]


CASES: products.Cases = {
    "ten days are not over ten": (given([role()], [*TEN], DAYS), due(0, rate="0.0000")),
    "a quarter more is": (given([role()], [*TEN, absent("2025-03-01", "0.25")], DAYS), due(1, rate="1.0000")),
    "a day of one who works half of it is a day": (
        given([role(fte="0.5")], [*TEN, absent("2025-03-01", "0.25")], DAYS), due(1, rate="1.0000")
    ),
    "days need no share of full time": (
        given([role(fte=None)], [*TEN, absent("2025-03-01")], DAYS), due(1, rate="1.0000")
    ),
    "ten, and one of which nobody knows how much": (
        given([role(), role("T2")], [*TEN, absent("2025-03-01", None)], DAYS), due(0, 1, None, 2)
    ),
    "over ten whatever that one is": (
        given([role()], [*TEN, absent("2025-03-01"), absent("2025-03-02", None)], DAYS), due(1, rate="1.0000")
    ),
    "ten more that are excused or work": (
        given([role()], [*TEN, leave("2025-03-01", None, category="Jury"), absent("2025-02-12", category="Official")],
              DAYS),
        due(0, rate="0.0000"),
    ),
    "of two school years": (
        given([role(begin_date="2024-06-01")], [*TEN, leave("2024-06-20", "2024-06-30"), absent("2024-06-19")],
              [*DAYS, *[day(f"2024-06-{number}") for number in range(20, 31)]]),
        [{**row, "school_year": year, "staff_over_10_days": over, "over_10_rate": f"{over}.0000"}
         for row in due(0) for year, over in ((2024, 1), (2025, 0))],
    ),
}  # fmt: skip
STAFFS = {f"~{seed}": chance(seed) for seed in range(10, 14)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {**CASES, **{name: (silver, []) for name, silver in STAFFS.items()}})


@pytest.mark.parametrize("case", CASES)
def test_days_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", STAFFS)
def test_a_staff_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    tables = (STAFF_ABSENCES_TABLE, STAFF_ROLES_TABLE, SCHOOL_DAYS_TABLE)
    expected = Staff(*[[*STAFFS[name][table]] for table in tables]).over_ten()
    assert [{column: row[column] for column in expected[0]} for row in found[name]] == expected

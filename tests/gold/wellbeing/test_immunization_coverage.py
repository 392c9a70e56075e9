"""Who is immunized, from a few records: each member in one of five states, and nobody guessed to be in another."""

from __future__ import annotations

from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS_TABLE

PRODUCT = PRODUCTS["immunization_coverage"]
GRADE = "1st Grade"
TWO_MMR = Gold(required_doses={"MMR": {"All": 2, "12th Grade": 1}, "Tdap": {"7th Grade": 1}})
STATES = ("complete", "exempt_medical", "exempt_other", "incomplete", "no_record")


def shot(student: str, day: str | None, code: str = "MMR", status: str | None = "Given", **more: Any) -> Row:
    told = {"student_id": student, "event_date": day, "code": code, "status": status}
    return {"kind": "Immunization", **told, **more}


def exempt(student: str, code: str = "MMR", status: str | None = None, day: str | None = None) -> Row:
    return shot(student, day, code, status, kind="Exemption")


def given(records: list[Row], stays: list[Row]) -> products.Silver:
    return {HEALTH_RECORDS_TABLE: records, MEMBERSHIPS_TABLE: [{"grade_level": GRADE, **stay_} for stay_ in stays]}


def row(school: str, states: tuple[int, ...], coverage: str, **more: Any) -> Row:
    return {
        "school_id": school,
        "members": sum(states),
        **dict(zip(STATES, states, strict=True)),
        "coverage": coverage,
        **more,
    }


def alone(states: tuple[int, ...], coverage: str, **more: Any) -> list[Row]:
    return [row(place, states, coverage, **more) for place in ("All", "X")]


def one(student: str) -> list[Row]:
    return [stay(student, "X")]


FULL = [shot("S1", "2015-01-01"), shot("S1", "2019-01-01")]
CASES: products.Cases = {
    "ordinary": (
        given(
            [*FULL, exempt("S2", status="Medical Exemption"), exempt("S3", status="Other Exemption"), shot("S4", "2015-01-01")],
            [stay(f"S{n}", "X") for n in (1, 2, 3, 4, 5)],
        ),
        alone((1, 1, 1, 1, 1), "0.2000", school_year=2025, grade_level=GRADE, vaccine="MMR", required_doses=2, term=None),
    ),
    "on the census day": (given([shot("S1", "2015-01-01"), shot("S1", "2024-10-01")], one("S1")), alone((1, 0, 0, 0, 0), "1.0000")),
    "the day after": (given([shot("S1", "2015-01-01"), shot("S1", "2024-10-02")], one("S1")), alone((0, 0, 0, 1, 0), "0.0000")),
    "all of it after": (given([shot("S1", "2024-10-02"), shot("S1", "2025-01-02")], one("S1")), alone((0, 0, 0, 0, 1), "0.0000")),
    "one day told twice is one dose": (
        given([shot("S1", "2015-01-01"), shot("S1", "2015-01-01", status=None)], one("S1")), alone((0, 0, 0, 1, 0), "0.0000")
    ),
    "what is given in one shot with others, and not said to be given": (
        given([shot("S1", "2015-01-01", "MMRV", None), shot("S1", "2019-01-01")], one("S1")), alone((1, 0, 0, 0, 0), "1.0000")
    ),
    "due, without a day, and of another vaccine": (
        given(
            [*FULL[:1], shot("S1", None), shot("S2", None, status="Due"), shot("S3", "2015-01-01", "Polio")],
            [stay(f"S{n}", "X") for n in (1, 2, 3)],
        ),
        alone((0, 0, 0, 2, 1), "0.0000"),
    ),
    "exempt from all, and given all the same": (
        given([exempt("S1", "All Vaccines"), *FULL, exempt("S2", "All Vaccines"), exempt("S2", status="Medical Exemption")],
              [stay("S1", "X"), stay("S2", "X")]),
        alone((1, 1, 0, 0, 0), "0.5000"),
    ),
    "an exemption that is over, and one to come": (
        given([exempt("S1", status="Resolved"), exempt("S2", day="2024-10-02")], [stay("S1", "X"), stay("S2", "X")]),
        alone((0, 0, 0, 1, 1), "0.0000"),
    ),
    "who is not a member on the census day": (
        given(FULL, [stay("S1", "X"), stay("S2", "X", end="2024-09-30"), stay("S3", "X", "2024-10-02"), stay("S4", "X", end="2024-10-01")]),
        alone((1, 0, 0, 0, 1), "0.5000"),
    ),
    "two schools, two grades, one student": (
        given(FULL, [stay("S1", "X", is_primary=False), stay("S1", "Y", is_primary=True, grade_level="12th Grade")]),
        [
            row("All", (1, 0, 0, 0, 0), "1.0000", grade_level="12th Grade", required_doses=1),
            row("X", (1, 0, 0, 0, 0), "1.0000", grade_level=GRADE, required_doses=2),
            row("Y", (1, 0, 0, 0, 0), "1.0000", grade_level="12th Grade", required_doses=1),
        ],
    ),
    "another vaccine of another grade": (
        given([shot("S1", "2020-01-01", "Tdap")], [stay("S1", "X", grade_level="7th Grade")]),
        [
            row(place, states, coverage, vaccine=vaccine)
            for place in ("All", "X")
            for vaccine, states, coverage in (("MMR", (0, 0, 0, 0, 1), "0.0000"), ("Tdap", (1, 0, 0, 0, 0), "1.0000"))
        ],
    ),
    "two years": (
        given([shot("S1", "2015-01-01"), shot("S1", "2024-01-01")], [stay("S1", "X", "2023-09-01")]),
        [
            row(place, states, coverage, school_year=year)
            for place in ("All", "X")
            for year, states, coverage in ((2024, (0, 0, 0, 1, 0), "0.0000"), (2025, (1, 0, 0, 0, 0), "1.0000"))
        ],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES, TWO_MMR)


@pytest.mark.parametrize("case", CASES)
def test_states_from_a_few_records(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected

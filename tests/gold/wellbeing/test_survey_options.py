"""Which options are chosen: of those who answer, each counted once, and also those that nobody chose."""

from __future__ import annotations

import products
import pytest
from products import Row
from pyspark.sql import SparkSession
from survey_oracle import Voices
from surveys_of import answer, chance, given, item, response

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["survey_options"]
WAYS = item("Q", form="Multiple", options=["bus", "walk, or run", "car"])
THREE = [response(number) for number in "123"]


def chose(number: str, *options: str | None, code: str = "Q") -> list[Row]:
    return [answer(number, code, None, option=option) for option in options]


def row(option: str, n: int, answered: int, share: str, **more: object) -> Row:
    return {"option": option, "n": n, "n_answered": answered, "share": share, **more}


CASES: products.Cases = {
    "several of each": (
        given([WAYS], THREE, [*chose("1", "bus", "walk, or run"), *chose("2", "bus"), answer("3", "Q", None, "No Response")]),
        [row("bus", 2, 2, "1.0000", item_code="Q", text="Q?", family="climate", school_year=2025, term=None),
         row("car", 0, 2, "0.0000"), row("walk, or run", 1, 2, "0.5000")],
    ),
    "one that the item does not declare": (
        given([WAYS], THREE, [*chose("1", "bus"), *chose("2", "boat"), *chose("3", None)]),
        [row("boat", 1, 3, "0.3333"), row("bus", 1, 3, "0.3333"), row("car", 0, 3, "0.0000"),
         row("walk, or run", 0, 3, "0.0000")],
    ),
    "told twice": (
        given([WAYS], THREE[:1], [*chose("1", "bus"), *chose("1", "bus")]),
        [row("bus", 1, 1, "1.0000"), row("car", 0, 1, "0.0000"), row("walk, or run", 0, 1, "0.0000")],
    ),
    "items without options, and one that nobody answered": (
        given([WAYS, item("R"), item("S", options=["yes"])], THREE,
              [answer("1", "R", "4"), answer("1", "Q", None, "Not Applicable"), *chose("1", "no", code="S")]),
        [row("no", 1, 1, "1.0000", item_code="S"), row("yes", 0, 1, "0.0000", item_code="S")],
    ),
    "an item that nobody is known to ask": (given([], THREE, chose("1", "bus")), [row("bus", 1, 1, "1.0000", text=None)]),
    "parents apart": (
        given([item("Q", options=None)], [*THREE, response("4", respondent_kind="Parent")], [*chose("1", "bus"), *chose("4", "car")]),
        [row("car", 1, 1, "1.0000", respondent_kind="Parent"), row("bus", 1, 1, "1.0000", respondent_kind="Student")],
    ),
}  # fmt: skip
SEEDS = {f"~{seed}": chance(seed) for seed in range(20, 24)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {**CASES, **{name: (silver, []) for name, silver in SEEDS.items()}})


@pytest.mark.parametrize("case", CASES)
def test_options_of_a_few_answers(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    rows = [one for one in found[case] if (one["school_id"], one["grade_level"]) == ("All", "All")]
    assert products.asked(rows, expected) == expected


@pytest.mark.parametrize("name", SEEDS)
def test_surveys_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Voices(SEEDS[name]).options()
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due

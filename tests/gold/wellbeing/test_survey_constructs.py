"""What a survey measures by several items: means of people's means, of those who answer half of them or more."""

from __future__ import annotations

from typing import Any

import products
import pytest
from products import Row
from pyspark.sql import SparkSession
from survey_oracle import Voices
from surveys_of import NEXT_FALL, answer, answers, chance, given, item, response, turned

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["survey_constructs"]
FOUR = [item(code) for code in "ABCD"]


def said(**values: str) -> list[Row]:
    """Answers to A, B, … of responses 1, 2, …, a digit each; a hyphen is none."""
    return [
        one for code, of in values.items() for one in answers(code, *[None if value == "-" else value for value in of])
    ]


def row(**columns: Any) -> Row:
    return columns


def people(count: int, **more: Any) -> list[Row]:
    return [response(str(number), **more) for number in range(1, count + 1)]


def again(items: list[Row], *, later: list[Row] | None = None) -> products.Silver:
    """Survey V, in which A and B have 2 and 4, and W a year later, in which both have 4."""
    others = [{**one, "survey_id": "W"} for one in (later or items)]
    told = [*said(A="2", B="4"), answer("9", "A", "4"), answer("9", "B", "4")]
    return given([*items, *others], [*people(1), response("9", "W", NEXT_FALL)], told)


AB = FOUR[:2]
CASES: products.Cases = {
    "each person once, whatever they answered": (
        given(FOUR, people(3), said(A="551", B="511", C="51-", D="5--")),
        [row(construct="Belonging", family="climate", items=4, respondents=3, too_few=0, mean="2.7778", in_favour=1,
              not_in_favour=2, favourability="0.3333", school_year=2025, earlier_survey_id=None)],
    ),
    "half of the items are enough": (
        given(FOUR, people(2), said(A="55", B="5-", C="--", D="1-") + answers("C", None, None, "1")),
        [row(items=3, respondents=1, too_few=1, mean="3.6667")],
    ),
    "of four, two": (given(FOUR, people(2), said(A="45", B="5-", C="-1", D="-1")), [row(items=4, respondents=2, mean="3.4167")]),
    "and one is not": (given(FOUR, people(2), said(A="45", B="5-", C="5-", D="5-")), [row(respondents=1, too_few=1, mean="4.7500")]),
    "reversed items are turned over": (
        given([item("A"), turned("B")], people(1), said(A="5", B="2")), [row(mean="4.5000", in_favour=1)]
    ),
    "an item that nobody can score counts as one that is not answered": (
        given([item("A"), item("B", counts_reversed=None), item("C", counts_reversed=None)], people(1), said(A="5", B="5", C="5")),
        [row(items=3, respondents=0, too_few=1, mean=None, in_favour=0, favourability=None)],
    ),
    "in favour is whose mean is, unrounded": (
        given([item(code, favourable_from="3.67") for code in "ABC"], people(2), said(A="34", B="44", C="44")),
        [row(respondents=2, in_favour=1, mean="3.8333")],
    ),
    "other scales have no mean in common": (
        given([item("A"), item("B", scale_max="6")], people(1), said(A="5", B="5")),
        [row(items=2, respondents=1, mean=None, in_favour=None, not_in_favour=None, favourability=None)],
    ),
    "a favourable answer that means something else": (
        given([item("A"), item("B", favourable_from="3")], people(1), said(A="5", B="5")),
        [row(mean="5.0000", in_favour=None)],
    ),
    "items that measure nothing, or are none of one value": (
        given([item("A"), item("B", construct=None), item("C", form="Multiple"), item("D", form="Text")], people(1),
              said(A="2", B="5", C="5", D="5")),
        [row(items=1, mean="2.0000")],
    ),
    "parents are asked other items": (
        given(FOUR, [*people(1), response("2", respondent_kind="Parent")], said(A="2-", B="2-", C="-4", D="--")),
        [row(respondent_kind="Parent", items=1, mean="4.0000"), row(respondent_kind="Student", items=2, mean="2.0000")],
    ),
    "a year later": (
        again(AB),
        [row(survey_id="V", mean="3.0000", earlier_survey_id=None, mean_change=None),
         row(survey_id="W", mean="4.0000", earlier_survey_id="V", mean_change="1.0000", favourability_change="1.0000")],
    ),
    "with an item in other words": (
        again(AB, later=[item("A"), item("B", text="b?")]), [{}, row(earlier_survey_id=None, mean_change=None)]
    ),
    "with one that was not asked before": (
        again(AB[:1], later=AB), [row(items=1), row(items=2, earlier_survey_id=None, mean_change=None)]
    ),
    "with one whose words nobody knows": (
        again([item("A"), item("B", text=None)]), [{}, row(earlier_survey_id=None, mean_change=None)]
    ),
    "in families of which one is not said": (
        again(AB, later=[item("A"), item("B", family=None)]), [{}, row(family=None, earlier_survey_id=None)]
    ),
}  # fmt: skip
SEEDS = {f"~{seed}": chance(seed) for seed in range(10, 15)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {**CASES, **{name: (silver, []) for name, silver in SEEDS.items()}})


@pytest.mark.parametrize("case", CASES)
def test_constructs_of_a_few_answers(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    rows = [row for row in found[case] if (row["school_id"], row["grade_level"]) == ("All", "All")]
    assert products.asked(rows, expected) == expected


@pytest.mark.parametrize("name", SEEDS)
def test_surveys_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Voices(SEEDS[name]).constructs()
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due


def test_some_of_them_are_compared(found: dict[str, list[Row]]) -> None:
    assert any(row["mean_change"] for name in SEEDS for row in found[name])

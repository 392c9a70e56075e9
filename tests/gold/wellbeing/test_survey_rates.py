"""How many of those invited complete a survey: by hand, in all schools and in each."""

from __future__ import annotations

from typing import Any

import products
import pytest
from products import Row
from pyspark.sql import SparkSession
from surveys_of import answers, given, invited, item, response

from edulake.gold import PRODUCTS

TWO, THREE = [response("1"), response("2")], [response(n) for n in "123"]
AGREE = answers("Q", "4", "5", "1")


def row(**columns: Any) -> Row:
    return columns


def at(school: str, grade: str, **more: Any) -> Row:
    return row(school_id=school, grade_level=grade, item_code="Q", **more)


# Of one survey: what is told of all schools and grade levels together.
CASES: products.Cases = {
    "who was invited": (
        given([item("Q")], [*THREE, response("4", status="Partial")], AGREE, [invited(4), invited(9, kind="Staff")]),
        [row(invited=4, completed=3, response_rate="0.7500")],
    ),
    "what is said of no school counts for all": (
        given([item("Q")], THREE, AGREE, [invited(4), invited(12, None)]), [row(invited=12, response_rate="0.2500")]
    ),
    "schools are summed": (
        given([item("Q")], [*TWO, response("3", school_id=None)], AGREE, [invited(4), invited(8, "Y")]),
        [row(invited=12, response_rate="0.2500")],
    ),
    "but for one of which nothing is said": (
        given([item("Q")], [*TWO, response("3", school_id="Y")], AGREE, [invited(4)]),
        [row(invited=None, completed=3, response_rate=None)],
    ),
    "and one that cannot be read": (
        given([item("Q")], TWO, AGREE, [invited(4), invited(None, "Y")]), [row(invited=None, response_rate=None)]
    ),
    "two numbers of no school": (
        given([item("Q")], THREE, AGREE, [invited(10, None), invited(5, None)]), [row(invited=15, response_rate="0.2000")]
    ),
    "more than an INT holds": (
        given([item("Q")], THREE, AGREE, [invited(2147483647), invited(1, "Y")]),
        [row(invited=None, completed=3, response_rate=None)],
    ),
    "no status is known": (
        given([item("Q")], [response("1", status="Unknown"), response("4", respondent_kind="Staff")], AGREE, [invited(4)]),
        [row(invited=4, completed=None, response_rate=None)],
    ),
    "one is known": (
        given([item("Q")], [response("1", status="Unknown"), response("2", status="Partial")], AGREE, [invited(4)]),
        [row(invited=4, completed=0, response_rate="0.0000")],
    ),
    "fewer were invited than answered": (
        given([item("Q")], THREE, AGREE, [invited(2)]), [row(invited=2, completed=3, response_rate=None)]
    ),
    "nobody was invited": (
        given([item("Q")], [response("1", status="Partial")], AGREE, [invited(0)]),
        [row(invited=0, completed=0, response_rate=None)],
    ),
}  # fmt: skip
PLACES: products.Cases = {
    "kinds that nobody knows are one": (
        given([item("Q")], [response(n, respondent_kind="Unknown") for n in "123"], AGREE,
              [invited(10, kind="Unknown"), invited(5, kind="Unknown")]),
        [at(place, grade, invited=15 if grade == "All" else None) for place in ("All", "X") for grade in ("All", "Unknown")],
    ),
    "of which one number cannot be read": (
        given([item("Q")], TWO, AGREE, [invited(10), invited(None), invited(9, None)]),
        [at(place, grade, invited=9 if (place, grade) == ("All", "All") else None)
         for place in ("All", "X") for grade in ("All", "Unknown")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCTS["survey_results"], {**CASES, **PLACES})


@pytest.mark.parametrize("case", CASES)
def test_rates_of_a_survey(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    whole = [one for one in found[case] if (one["school_id"], one["grade_level"]) == ("All", "All")]
    assert products.asked(whole, expected) == expected


@pytest.mark.parametrize("case", PLACES)
def test_rates_of_each_place(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = PLACES[case]
    assert products.asked(found[case], expected) == expected

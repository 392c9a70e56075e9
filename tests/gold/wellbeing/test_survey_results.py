"""What is said to each question: answers that count, scored as declared, and how that moved, by hand and by chance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from members_of import stay
from products import Row
from pyspark.sql import SparkSession
from survey_oracle import Voices
from surveys_of import NEXT_FALL, answer, answers, by, chance, given, invited, item, response, turned

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["survey_results"]
TWO, THREE = [response("1"), response("2")], [response(n) for n in "123"]
AGREE = answers("Q", "4", "5", "1")


def row(**columns: Any) -> Row:
    return columns


def at(school: str, grade: str, **more: Any) -> Row:
    return row(school_id=school, grade_level=grade, item_code="Q", **more)


def everywhere(school: str = "X", grade: str = "Unknown", **more: Any) -> list[Row]:
    """Of responses of one school and grade level."""
    return [at(place, level, **more) for place in sorted(("All", school)) for level in sorted(("All", grade))]


def in_all(rows: list[Row], **of: Any) -> list[Row]:
    """The rows of all schools and grade levels."""
    return [
        one for one in rows if (one["school_id"], one["grade_level"]) == ("All", "All") and of.items() <= one.items()
    ]


def a_year_later(*items: Row) -> products.Silver:
    later = [response("8", "W", NEXT_FALL), response("9", "W", NEXT_FALL)]
    return given(list(items), [*THREE, *later], [*AGREE, answer("8", "Q", "5"), answer("9", "Q", "4")])


# Of one survey: rows that are expected in all schools and grade levels together.
CASES: products.Cases = {
    "answers of a scale": (
        given([item("Q")], THREE, AGREE),
        [row(n_answered=3, n_valid=3, respondents=3, mean="3.3333", favourable=2, favourability="0.6667", in_favour=2,
              not_in_favour=1, family="climate", construct="Belonging", text="Q?", school_year=2025, term=None,
              earlier_survey_id=None, mean_change=None)],
    ),
    "a reversed item is turned over": (
        given([turned("Q")], THREE, AGREE), [row(mean="2.6667", favourable=1, favourability="0.3333")]
    ),
    "not where its values are stored so": (
        given([turned("Q", stored_reversed=True, counts_reversed=False)], THREE, AGREE), [row(mean="3.3333", favourable=2)]
    ),
    "nobody says how it is keyed": (
        given([item("Q", is_reversed=None, stored_reversed=None, counts_reversed=None)], THREE, AGREE),
        [row(n_answered=3, n_valid=0, respondents=0, mean=None, favourable=0, favourability=None)],
    ),
    "a reversed item without a scale": (
        given([turned("Q", scale_max=None)], THREE, AGREE), [row(n_answered=3, n_valid=0, mean=None)]
    ),
    "no bound of what is favourable": (
        given([item("Q", favourable_from=None)], THREE, AGREE),
        [row(mean="3.3333", favourable=None, favourability=None, in_favour=None, not_in_favour=None)],
    ),
    "half of a digit is rounded up": (
        given([item("Q", form="Number", favourable_from=None)], [response(str(n)) for n in range(16)],
              [answer(str(n), "Q", "1.01" if n else "1") for n in range(16)]),
        [row(n_valid=16, mean="1.0094")],
    ),
    "why there is no answer": (
        given([item("Q")], [response(str(n)) for n in range(5)],
              [answer("0", "Q", "3"), *[answer(str(n), "Q", None, status) for n, status in
               enumerate(("No Response", "Not Applicable", "Out Of Scale", "Out Of Scale"), 1)]]),
        [row(n_answered=1, n_no_response=1, n_na=1, n_out_of_scale=2, n_valid=1, mean="3.0000")],
    ),
    "several chosen options are one answer without a score": (
        given([item("Q", form="Multiple")], TWO,
              [answer("1", "Q", "1", option="a"), answer("1", "Q", "2", option="b"), answer("2", "Q", "1", option="a")]),
        [row(n_answered=2, n_valid=0, mean=None)],
    ),
    "an item that nobody is known to ask": (
        given([], THREE, AGREE), [row(n_answered=3, n_valid=0, mean=None, text=None, favourable=None)]
    ),
    "an item that is closed was asked all the same": (given([item("Q", is_active=False)], THREE, AGREE), [row(n_valid=3)]),
    "an answer of no response": (given([item("Q")], TWO, AGREE), [row(n_answered=2, mean="4.5000")]),
    "the newest complete one of a person": (
        given([item("Q")],
              [by("S", "1"), by("S", "2", day="2024-10-09"), by("S", "3", day="2024-10-10", status="Partial")], AGREE),
        [row(n_valid=1, mean="5.0000", completed=1)],
    ),
    "of one day the one that is known last": (
        given([item("Q")], [by("S", "1", known_at=dt.datetime(2024, 10, 8, 9, tzinfo=dt.UTC)), by("S", "2"),
                            by("S", "3", known_at=dt.datetime(2024, 10, 8, 8, tzinfo=dt.UTC))], AGREE),
        [row(n_valid=1, mean="4.0000", completed=1)],
    ),
    "the newest that is not empty, where none is complete": (
        given([item("Q")],
              [by("S", "1", status="Partial"), by("S", "3", day="2024-10-10", status="Empty")], AGREE),
        [row(n_valid=1, mean="4.0000", completed=0)],
    ),
    "what somebody tried it by": (
        given([item("Q")], [response("1"), response("2", status="Test")], AGREE),
        [row(n_valid=1, mean="4.0000", completed=1)],
    ),
    "a parent of two children is one person with two answers": (
        given([item("Q")],
              [response(n, respondent_kind="Parent", guardian_id="G", about_student_id=of, is_anonymous=False)
               for n, of in (("1", "S1"), ("2", "S2"), ("3", None))], AGREE),
        [row(n_valid=3, respondents=1, in_favour=1, not_in_favour=1, completed=1, respondent_kind="Parent")],
    ),
    "staff 1 is not student 1": (
        given([item("Q")], [by("1"), response("2", staff_id="1", respondent_kind="Staff")], AGREE),
        [row(respondent_kind="Staff", mean="5.0000"), row(respondent_kind="Student", mean="4.0000")],
    ),
    "a year later": (
        a_year_later(item("Q"), item("Q", "W")),
        [row(survey_id="V", earlier_survey_id=None),
         row(survey_id="W", earlier_survey_id="V", mean_change="1.1667", favourability_change="0.3333")],
    ),
    "less than before": (
        given([item("Q"), item("Q", "W")], [*THREE, response("9", "W", NEXT_FALL)], [*AGREE, answer("9", "Q", "2")]),
        [row(mean_change=None), row(mean_change="-1.3333", favourability_change="-0.6667")],
    ),
}  # fmt: skip
# As of 912 people on a scale from 1 to 6: a mean of 2.4134, and 0.1096 of 5 or 6.
OF_MANY = [str(1 + sum(n >= at for at in (365, 570, 662, 812, 862))) for n in range(912)]
IRRITABLE = {"scale_max": "6", "favourable_from": "5"}
UNSCALED = {"scale_min": None, "scale_max": None}
NOT_COMPARED: dict[str, list[Row]] = {
    "in other words": [item("Q"), item("Q", "W", text="q?")],
    "in words that nobody knows": [item("Q", text=None), item("Q", "W", text=None)],
    "of another family": [item("Q"), item("Q", "W", family="exit")],
    "of no family": [item("Q", family=None), item("Q", "W", family=None)],
    "on another scale": [item("Q"), item("Q", "W", scale_max="6")],
    "favourable from elsewhere": [item("Q"), item("Q", "W", favourable_from="5")],
    "keyed otherwise": [item("Q"), turned("Q", "W")],
    "of options with other values": [
        item("Q", **UNSCALED, coded_options=["4.00=Never", "5.00=Always"]),
        item("Q", "W", **UNSCALED, coded_options=["5.00=Never", "4.00=Always"]),
    ],
}
CASES = {
    **CASES,
    **{
        name: (a_year_later(*items), [{}, {"earlier_survey_id": None, "mean_change": None}])
        for name, items in NOT_COMPARED.items()
    },
    "of many as they stand": (
        given([item("Q", **IRRITABLE)], [response(str(n)) for n in range(1, 913)], answers("Q", *OF_MANY)),
        [{"n_valid": 912, "mean": "2.4134", "favourability": "0.1096"}],
    ),
    "of many turned over": (
        given([turned("Q", **IRRITABLE)], [response(str(n)) for n in range(1, 913)], answers("Q", *OF_MANY)),
        [{"n_valid": 912, "mean": "4.5866", "favourability": "0.6250"}],
    ),
    "of options with the same values": (
        a_year_later(
            item("Q", **UNSCALED, coded_options=["1.00=Never"]),
            item("Q", "W", **UNSCALED, coded_options=["1.00=Never"]),
        ),
        [{}, {"earlier_survey_id": "V"}],
    ),
    "whatever options are called on a scale": (
        a_year_later(item("Q", coded_options=["1.00=Never"]), item("Q", "W", coded_options=["1.00=never"])),
        [{}, {"earlier_survey_id": "V"}],
    ),
    "both began on one day": (
        given([item("Q"), item("Q", "W")], [*TWO, response("9", "W")], [*AGREE, answer("9", "Q", "2")]),
        [{"earlier_survey_id": None}] * 2,
    ),
    "turned over before and not since, as its values are stored": (
        a_year_later(turned("Q"), turned("Q", "W", stored_reversed=True, counts_reversed=False)),
        [{"mean": "2.6667"}, {"mean": "4.5000", "mean_change": "1.8333"}],
    ),
}
MOVED = [
    stay("S", "X", end="2024-10-07", grade_level="1st Grade"),
    stay("S", "Y", "2024-10-08", grade_level="2nd Grade"),
]
PLACES: products.Cases = {
    "of nobody known, by what the response says": (
        given([item("Q")], [response("1", grade_level="3rd Grade")], AGREE, stays=MOVED), everywhere("X", "3rd Grade", n_valid=1)
    ),
    "the school of the day, whatever the response says": (
        given([item("Q")], [by("S", "1", grade_level="3rd Grade")], AGREE, stays=MOVED), everywhere("Y", "2nd Grade", n_valid=1)
    ),
    "and of the day before": (
        given([item("Q")], [by("S", "1", day="2024-10-07")], AGREE, stays=MOVED), everywhere("X", "1st Grade", n_valid=1)
    ),
    "of several schools the one that is named": (
        given([item("Q")], [by("S", "1")], AGREE,
              stays=[stay("S", "X", is_primary=False, grade_level="1st Grade"), stay("S", "A", is_primary=True, grade_level="2nd Grade")]),
        everywhere("X", "1st Grade"),
    ),
    "else the main one": (
        given([item("Q")], [by("S", "1", school_id=None)], AGREE,
              stays=[stay("S", "X", is_primary=True, grade_level="1st Grade"), stay("S", "A", grade_level="2nd Grade")]),
        everywhere("X", "1st Grade"),
    ),
    "who is a member of no school on the day": (
        given([item("Q")], [by("S", "1", day="2024-08-01", school_id=None)], AGREE, stays=MOVED), everywhere("Unknown", "Unknown")
    ),
    "a stay that names neither": (
        given([item("Q")], [by("S", "1", grade_level="1st Grade")], AGREE, stays=[stay("S", None, grade_level="Unknown")]),
        everywhere("X", "1st Grade"),
    ),
    "no day": (given([item("Q")], [by("S", "1", day=None)], AGREE, stays=MOVED), everywhere("X", first_day=None, school_year=None)),
    "rates are of all grade levels": (
        given([item("Q")], [response("1")], AGREE, [invited(2)]),
        [at("All", "All", completed=1, invited=2), at("All", "Unknown", completed=None, invited=None),
         at("X", "All", completed=1, invited=2, response_rate="0.5000"), at("X", "Unknown", response_rate=None)],
    ),
}  # fmt: skip
SEEDS = {f"~{seed}": chance(seed) for seed in range(6)}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **PLACES, **{name: (silver, []) for name, silver in SEEDS.items()}}
    return products.answers(spark, PRODUCT, every)


@pytest.mark.parametrize("case", CASES)
def test_results_of_a_few_answers(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(in_all(found[case]), expected) == expected


@pytest.mark.parametrize("case", PLACES)
def test_places_of_a_few_responses(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = PLACES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", SEEDS)
def test_surveys_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Voices(SEEDS[name]).results()
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due


def test_some_of_them_are_compared(found: dict[str, list[Row]]) -> None:
    assert any(row["mean_change"] for name in SEEDS for row in found[name])

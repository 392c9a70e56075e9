"""Which answers are over, as a newer delivery of the same response and item does not say them."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import day, rows_of

from edulake.bronze.item_lists import apart
from edulake.bronze.older_answers import without_older
from edulake.silver.wellbeing.survey_answers import FORM

Row = dict[str, Any]


def said(value: str | None, on: int, option: str | None = None, **more: Any) -> Row:
    """An answer of which several may be chosen."""
    of = {"raw_survey_id": "V", "raw_response_id": "R", "raw_item_code": "Q", "raw_form": "checkbox"}
    told = {"raw_value": value, "raw_option": option, "raw_options": "Bus|Car", "source_system": "s"}
    return {**of, **told, "delivered_at": day(on), "source_file_modified_at": day(on), **more}


# Of a wide file or not: answers, and what is over.
CASES: dict[str, tuple[bool, list[Row], list[tuple[str | None, str | None]]]] = {
    "a cell that names one less": (False, [said("Bus, Car", 1), said("Bus", 2)], [("Bus", "Bus"), ("Car", "Car")]),
    "nothing is chosen any more": (False, [said("Bus", 1), said(None, 2)], [("Bus", "Bus")]),
    "rows of one day": (
        False, [said("Bus", 1), said("Car", 1, source_file_modified_at=day(3))], [],
    ),
    "rows of options that are named": (
        False, [said("1", 1, "Bus"), said("1", 1, "Car"), said("0", 2, " car ")], [("Car", "1")],
    ),
    "a column an option, no more": (
        True, [said("Yes", 1, "Bus"), said("Yes", 1, "Car"), said("Yes", 2, "Bus"), said("No", 2, "Car")],
        [("Bus", "Yes"), ("Car", "Yes")],
    ),
    "a column an option, left empty": (
        True, [said("x", 1, "Bus"), said("x", 1, "Car"), said("x", 2, "Bus")], [("Bus", "x"), ("Car", "x")],
    ),
    "a wide file of one day, written later": (
        True, [said("x", 1, "Car"), said("x", 1, "Bus", source_file_modified_at=day(3))], [("Car", "x")],
    ),
    "of one that may be chosen": (False, [said("Bus", 1, raw_form="radio"), said("Car", 2, raw_form="radio")], []),
    "of a form that nobody knows": (
        False, [said("1", 1, "Bus", raw_form=None), said("0", 2, "Bus", raw_form=None)], [("Bus", "1")],
    ),
    "of another item, response, survey or source": (
        False,
        [said("Bus", 1), *[said("Car", 2, **{name: "X"}) for name in ("raw_item_code", "raw_response_id", "raw_survey_id", "source_system")]],
        [],
    ),
    "of nobody": (False, [said("Bus", 1, raw_response_id=None), said("Car", 2, raw_response_id=None)], []),
    "what cannot be read takes nothing back": (False, [said("Bus", 1), said("Car", 2, parse_issue="RAGGED_LONG")], []),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[tuple[str | None, str | None]]]:
    """What is over in each case, whose sources are its own."""
    of_case: dict[str, list[tuple[str | None, str | None]]] = {case: [] for case in CASES}
    for wide in (False, True):
        rows = [
            {**row, "source_system": f"{case}|{row['source_system']}"}
            for case, (is_wide, given, _) in CASES.items()
            for row in given
            if is_wide == wide
        ]
        frame = rows_of(spark, FORM.table, *rows).withColumns(
            {"arrives": F.lit(False), "revisit": F.lit(False), "candidate": F.lit(0), "place": F.lit("p")}
        )
        for row in apart(without_older(frame, wide=wide)).where("parse_issue = 'TAKEN_BACK'").collect():
            of_case[row["source_system"].partition("|")[0]].append((row["raw_option"], row["raw_value"]))
    return of_case


@pytest.mark.parametrize("case", CASES)
def test_what_is_over(found: dict[str, list[tuple[str | None, str | None]]], case: str) -> None:
    assert sorted(found[case]) == CASES[case][2]


def test_a_response_of_which_a_row_arrives_is_looked_at_anew(spark: SparkSession) -> None:
    rows = [said("Bus", 1), said("Car", 2, raw_response_id=" R"), said("Bus", 1, raw_response_id="R2")]
    frame = rows_of(spark, FORM.table, *rows).withColumns(
        {"arrives": F.col("delivered_at") == F.lit(day(2)), "revisit": F.lit(False)}
    )
    again = without_older(frame, wide=False).where("revisit").select("raw_response_id").collect()
    assert sorted(row[0] for row in again) == [" R", "R"]

"""What lists of items say of answers, and answers in which several options were chosen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import rows_of

from edulake.bronze.configured import configured
from edulake.bronze.item_lists import Items, apart, declared, told
from edulake.config.settings import SourceSettings
from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code
from edulake.silver.wellbeing import survey_answers, survey_items

CODES = Notation(decimal_comma=True, codes=(("form", (Code("MC", "Single"),)),))
BLOCK = SourceSettings(
    "csv", files="*", subject="survey_items", columns={"item_code": "q", "form": "f"}, constants={"survey_id": "V"}
)
SOURCE = configured("s", BLOCK)
LIST = Items("s", SOURCE.candidates, CODES, ("raw_item_code",), SOURCE.feeds[0], constants=())


def listed(spark: SparkSession, *rows: dict[str, Any]) -> DataFrame:
    """By item what the list says of it."""
    usual = {"source_system": "s", "payload_form": "json", "delivered_at": dt.datetime(2025, 3, 1, tzinfo=dt.UTC)}
    full = [{**usual, "raw_payload": str(row), **row} for row in rows]
    frame = rows_of(spark, survey_items.FORM.table, *full)
    gone = F.coalesce(F.col("raw_text") == "gone", F.lit(False))
    return declared(LIST, frame.withColumns({"is_gone": gone, "gone_at": F.lit(None).cast("timestamp")}))


def item(code: str, **said: Any) -> dict[str, Any]:
    return {
        "raw_item_code": code,
        **{name if name == "delivered_at" else f"raw_{name}": v for name, v in said.items()},
    }


def answer(code: str, value: str | None, **said: Any) -> dict[str, Any]:
    raw = {f"raw_{name}": v for name, v in said.items() if name != "parse_issue"}
    return {
        "raw_survey_id": "V",
        "raw_item_code": code,
        "raw_value": value,
        **raw,
        "parse_issue": said.get("parse_issue"),
    }


def test_what_a_list_says_of_its_items(spark: SparkSession) -> None:
    """In its own codes and numbers; of two rows of an item the newest that is not gone counts."""
    later = dt.datetime(2025, 3, 2, tzinfo=dt.UTC)
    rows = listed(
        spark,
        item("A", form="mc", scale_min="1", scale_max="5,5", options="a|b"),
        item("B", form="Text"),
        item(" B", form="Number", delivered_at=later),
        item("C", form="Text"),
        item("C ", form="Number", delivered_at=later, text="gone"),
        item("D", form="who knows"),
        item("E"),
        item(" ", form="Text"),
    )
    found = {row["_item"]: tuple(row["_said"]) for row in rows.collect()}
    assert found == {
        "A": ("Single", "1.00", "5.50", "a|b"),
        "B": ("Number", None, None, None),
        "C": ("Text", None, None, None),
        "D": ("Unknown", None, None, None),
        "E": ("Unknown", None, None, None),
    }


@pytest.mark.parametrize("comma", [False, True])
def test_answers_know_what_their_items_say(spark: SparkSession, comma: bool) -> None:
    """In their own decimal sign, and unless they say it themselves; one of no list says what it did."""
    items = listed(spark, item("A", form="mc", scale_min="1", scale_max="5,5", options="a"), item("B", form="Text"))
    rows = [
        answer(" A", "4"),
        answer("A", "4", form="Number", scale_max="9", options=" "),
        answer("B", "x"),
        answer("C", "x", form="Text"),
        answer("a", "x"),
        {**answer("A", "4"), "raw_survey_id": "W"},
    ]
    known = told(rows_of(spark, survey_answers.FORM.table, *rows), items, decimal_comma=comma)
    names = ("item_code", "form", "scale_min", "scale_max", "options")
    found = {tuple(row) for row in known.select(*[f"raw_{name}" for name in names]).collect()}
    low, high = ("1,00", "5,50") if comma else ("1.00", "5.50")
    assert known.count() == len(rows)
    assert found == {
        (" A", "Single", low, high, "a"),
        ("A", "Number", low, "9", "a"),
        ("B", "Text", None, None, None),
        ("C", "Text", None, None, None),
        ("a", None, None, None, None),
        ("A", None, None, None, None),
    }


def test_a_cell_of_several_options_is_several_answers(spark: SparkSession) -> None:
    several = {"form": "checkbox", "options": "Reading, writing|Math"}
    rows = [
        answer("A", "Math, reading, writing", **several),
        answer("B", "Math, chess", **several),
        answer("C", "chess", **several),
        answer("D", None, **several),
        answer("E", "1", option="Math", **several),
        answer("F", "Math, reading, writing", **{**several, "form": "Single"}),
        answer("G", "Math, reading, writing", **several, parse_issue="RAGGED_LONG"),
        answer("H", "Math, reading, writing", **several, parse_issue="TAKEN_BACK"),
    ]
    frame = rows_of(spark, survey_answers.FORM.table, *rows)
    is_apart = F.coalesce(F.col("parse_issue") != "RAGGED_LONG", F.lit(True))
    numbered = frame.withColumns({"candidate": F.when(is_apart, 2), "place": F.lit("p")})
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in apart(numbered).orderBy("raw_item_code", "candidate").collect():
        found.setdefault(row["raw_item_code"], []).append((row["candidate"], row["raw_option"], row["raw_value"]))
    both = [(20_000, "Reading, writing", "Reading, writing"), (20_001, "Math", "Math")]
    assert found == {
        "A": both,
        "B": [(20_000, "Math", "Math"), (20_001, None, "Math, chess")],
        "C": [(20_000, None, "chess")],
        "D": [(20_000, None, None)],
        "E": [(20_000, "Math", "1")],
        "F": [(20_000, None, "Math, reading, writing")],
        "G": [(None, None, "Math, reading, writing")],
        "H": both,
    }

"""Survey items: what silver makes of each record, and which contradict what is answered."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "survey_id": "climate-2025", "item_code": "Q1", "family": "climate", "text": "I feel safe", "construct": "Safety",
    "form": "single choice", "scale_min": "1", "scale_max": "5", "favourable_from": "4", "is_reversed": "no",
    "stored_reversed": "no", "options": "1=No, never|5=Always", "status": "active",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": "2024/25", "term": "Spring",
}  # fmt: skip
NEEDED = {"survey_id": "climate-2025", "item_code": "Q1"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north"),
    "codes": Notation(codes=(("form", (Code("MC", "Single"), Code("-", "Text"))),)),
}
UNSAID = ("family", "text", "construct", "form_raw", "scale_min", "scale_max", "favourable_from", "is_reversed")
BARE = {
    **dict.fromkeys((*UNSAID, "stored_reversed", "counts_reversed", "options", "coded_options", "school_id", "school_year", "term")),
    "survey_id": "climate-2025", "item_code": "Q1", "form": "Unknown", "is_active": True, "known_at": DELIVERED,
    "item_id": hashed("s", "climate-2025", "Q1"),
}  # fmt: skip
FORMS: dict[str | None, str] = {
    "Radio": "Single", "CHECKBOX": "Multiple", "grid": "Matrix", "rank_order": "Ranking", "slider": "Number",
    "open-ended": "Text", "multiple choice": "Unknown", "MC": "Unknown", "x" * 10_000: "Unknown", None: "Unknown",
    "N/A": "Unknown",
}  # fmt: skip
SCALES: dict[tuple[str | None, str | None], tuple[str, str] | None] = {
    ("0", "1"): ("0.00", "1.00"), ("-2.5", "2.5"): ("-2.50", "2.50"), (" 1.0", "06"): ("1.00", "6.00"),
    ("5", "1"): None, ("1", "1"): None, ("1", None): None, (None, "5"): None, ("low", "5"): None, ("1", "10000"): None,
    ("1", "5.005"): None,
}  # fmt: skip
# What is said of an item, of how it is stored, and what follows from both.
KEYING: dict[tuple[str | None, str | None], bool | None] = {
    ("no", "no"): False, ("no", None): False, ("no", "yes"): False, ("yes", "no"): True, ("yes", "yes"): False,
    ("yes", None): None, (None, "yes"): False, (None, "no"): None, (None, None): None,
}  # fmt: skip
OPTIONS: dict[str, list[str]] = {
    "a|b, c|None": ["a", "b, c", "None"], "1=Never\n2=Always": ["Never", "Always"], "NA=Don't know": [],
    "1=Never|NA=Don't know|NA": ["Never", "NA"],
}  # fmt: skip
CODED: dict[str | None, list[str] | None] = {
    "5=Always|a|0.5=No, never|NA=?": ["5.00=Always", "0.50=No, never"], "a|NA=?": None, "": None, None: None,
}  # fmt: skip
IDS: dict[str | None, tuple[str, ...]] = {
    None: ("NULL_SURVEY_ID",), " ": ("NULL_SURVEY_ID",), "1.23457E+11": ("ID_DAMAGED",), "x" * 129: ("NULL_SURVEY_ID",),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "survey_id": "climate-2025", "item_code": "Q1", "source_system": "s", "family": "climate",
            "item_id": hashed("s", "climate-2025", "Q1"), "text": "I feel safe", "construct": "Safety",
            "form": "Single", "form_raw": "single choice", "scale_min": "1.00", "scale_max": "5.00",
            "favourable_from": "4.00", "is_reversed": False, "stored_reversed": False, "counts_reversed": False,
            "options": ["No, never", "Always"], "is_active": True, "closed_is_active": False, "school_id": "X",
            "school_year": 2025, "term": "Spring", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"survey_id": None, "item_code": None}, ("NULL_SURVEY_ID", "NULL_ITEM_CODE")),
    **{f"survey {raw and raw[:9]!a}": Case({"survey_id": raw}, {"survey_id": None}, due) for raw, due in IDS.items()},
    "a code in words": Case(
        {"item_code": " How  safe? "},
        {"item_code": "How safe?", "item_id": hashed("s", "climate-2025", "How safe?")},
    ),
    **{
        f"form {raw and raw[:9]}": Case(
            {"form": raw}, {"form": form}, issues=("UNMAPPED_FORM",) if form == "Unknown" and raw not in (None, "N/A") else ()
        )
        for raw, form in FORMS.items()
    },
    "a form in a code": Case({"form": "mc"}, {"form": "Single", "form_raw": "mc"}, source="codes"),
    "a form that is nothing elsewhere": Case({"form": "-"}, {"form": "Text", "form_raw": "-"}, source="codes"),
    **{
        f"from {low} to {high}": Case(
            {"scale_min": low, "scale_max": high},
            {"scale_min": scale and scale[0], "scale_max": scale and scale[1]},
            issues=() if scale else ("BAD_SCALE",),
        )
        for (low, high), scale in SCALES.items()
    },
    "without a scale": Case({"scale_min": None, "scale_max": None}, {"scale_min": None, "scale_max": None}),
    "decimal commas": Case(
        {"scale_min": "0,5", "favourable_from": "3,75"}, {"scale_min": "0.50", "favourable_from": "3.75"}, source="comma"
    ),
    "a favourable score in words": Case({"favourable_from": "high"}, {"favourable_from": None}, issues=("BAD_FAVOURABLE_FROM",)),
    **{
        f"reversed {turned}, stored {stored}": Case(
            {"is_reversed": turned, "stored_reversed": stored}, {"counts_reversed": counts}
        )
        for (turned, stored), counts in KEYING.items()
    },
    "keyed in words": Case(
        {"is_reversed": "minus", "stored_reversed": "perhaps"},
        {"is_reversed": None, "stored_reversed": None, "counts_reversed": None},
        issues=("BAD_REVERSED", "BAD_STORED_REVERSED"),
    ),
    **{f"options {raw!a}": Case({"options": raw}, {"options": due}) for raw, due in OPTIONS.items()},
    **{f"values of {raw!a}": Case({"options": raw}, {"coded_options": due}) for raw, due in CODED.items()},
    "closed": Case({"status": "inactive"}, {"is_active": False}),
    "a status in words": Case({"status": "maybe"}, {"is_active": True}, issues=("UNMAPPED_STATUS",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a namespace": Case(
        {},
        {"survey_id": "north:climate-2025", "school_id": "north:X", "item_id": hashed("north", "climate-2025", "Q1")},
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "survey_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "survey_items", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def item(code: str, **said: Any) -> dict[str, Any]:
    usual = {"survey_id": "S", "item_code": code, "item_id": code, "construct": "C", "counts_reversed": False}
    return {**usual, "scale_min": 1, "scale_max": 5, **said}


def test_items_of_which_nobody_says_how_they_are_keyed(spark: SparkSession) -> None:
    rows = [
        item("keyed"),
        item("unkeyed", counts_reversed=None),
        item("judged", counts_reversed=None, construct=None, favourable_from=4),
        item("neither", counts_reversed=None, construct=None),
        item("closed", counts_reversed=None, is_active=False),
    ]
    assert contradicting(spark, "survey_items", "KEYING_UNKNOWN", rows) == ["judged", "unkeyed"]


def answers(people: int, **values: list[int]) -> list[dict[str, Any]]:
    """What each of so many people says to each item: the values in turn."""
    return [
        {"survey_id": "S", "item_code": code, "response_id": f"r{n}", "value": given[n % len(given)]}
        for n in range(people)
        for code, given in values.items()
    ]


def test_an_item_that_is_keyed_the_wrong_way_round(spark: SparkSession) -> None:
    """Its scores fall where those of the rest rise; keyed as it is they agree, and of few people nothing is said."""
    said = {"a": [1, 2, 3, 4, 5], "b": [1, 2, 3, 4, 5], "c": [2, 2, 3, 4, 4], "d": [5, 4, 3, 2, 1]}
    wrong = [item("a"), item("b"), item("c"), item("d")]
    right = [*wrong[:3], item("d", counts_reversed=True)]
    unknown = [*wrong[:3], item("d", counts_reversed=None)]
    apart = [*wrong[:3], item("d", construct="another")]
    for items, people, due in [
        (wrong, 30, ["d"]),
        (wrong, 29, []),
        (right, 30, []),
        (unknown, 30, []),
        (apart, 30, []),
        ([*right[:2], item("c", counts_reversed=True), right[3]], 30, ["c"]),
    ]:
        found = contradicting(
            spark, "survey_items", "KEYING_CONTRADICTED", items, survey_answers=answers(people, **said)
        )
        assert found == due
    assert not contradicting(
        spark, "survey_items", "KEYING_CONTRADICTED", [item("a")], survey_answers=answers(30, a=[1, 2])
    ), "one item alone goes with none"
    level = answers(30, a=[1, 5], b=[3])
    assert not contradicting(spark, "survey_items", "KEYING_CONTRADICTED", wrong[:2], survey_answers=level)

"""Survey answers: what silver makes of each record, by what its item declares."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "survey_id": "V", "response_id": "R1", "item_code": "Q1", "value": "4", "option": None, "status": None,
    "is_test": None, "form": "Single", "scale_min": "1", "scale_max": "6", "options": None, "school_id": "X",
    "school_year": "2024/25", "term": "Spring",
}  # fmt: skip
NEEDED = {"survey_id": "V", "response_id": "R1", "item_code": "Q1"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north"),
    "codes": Notation(
        codes=(("status", (Code("0", "Not Applicable"), Code("-", "No Response"), Code("9", "Unknown"))),)
    ),
}
R1 = hashed("s", "V", "R1")
OPTIONS = "1=1 - Strongly disagree|2=Disagree|NA=Don't know|9=Later"
NO_VALUE = {"value": None, "option": None}
ITEMS = {
    "scale": {"form": "Single", "scale_min": "1", "scale_max": "6"},
    "listed": {"form": "Single", "scale_min": "1", "scale_max": "6", "options": OPTIONS},
    "words": {"form": "Single", "scale_min": None, "scale_max": None, "options": "Yes|No|None|12"},
    "coded": {"form": "Matrix", "scale_min": None, "scale_max": None, "options": "1=Never|2=Often"},
    "texts": {"form": "Text", "scale_min": None, "scale_max": None},
    "number": {"form": "Number", "scale_min": None, "scale_max": None},
    "age": {"form": "Number", "scale_min": "0", "scale_max": "99"},
    "bare": {"form": "Single", "scale_min": None, "scale_max": None},
    "odd": {"form": "who knows", "scale_min": "1", "scale_max": "6"},
    "nobody": {"form": None, "scale_min": None, "scale_max": None},
    "upside down": {"form": "Single", "scale_min": "6", "scale_max": "1"},
}  # fmt: skip


class Read(NamedTuple):
    """What an answer is: value, option and status, whether there is text, and the issue."""

    value: str | None = None
    option: str | None = None
    status: str = "Answered"
    has_text: bool = False
    issue: str | None = None


OFF = Read(status="Out Of Scale", issue="SCORE_OUT_OF_SCALE")
NO_ANSWER, NOT_APPLICABLE = Read(status="No Response"), Read(status="Not Applicable")
WORDS = Read(has_text=True, issue="UNKNOWN_OPTION")
READ: dict[tuple[str, str | None], Read] = {
    ("scale", "4"): Read("4.00"), ("scale", "1"): Read("1.00"), ("scale", "6.0"): Read("6.00"),
    ("scale", "2.25"): Read("2.25"), ("scale", "0"): OFF, ("scale", "7"): OFF, ("scale", "6.01"): OFF,
    ("scale", "2.255"): OFF, ("scale", "4 - Agree"): WORDS, ("scale", "x" * 10_000): WORDS,
    ("scale", None): NO_ANSWER, ("scale", " "): NO_ANSWER, ("scale", "N/A"): NO_ANSWER, ("scale", "none"): NO_ANSWER,
    ("scale", "Skipped"): NO_ANSWER, ("scale", "Prefer not to say"): NO_ANSWER,
    ("scale", "Don't know"): NOT_APPLICABLE,
    ("listed", "1 - strongly disagree"): Read("1.00", "1 - Strongly disagree"), ("listed", "2.0"): Read("2.00", "Disagree"),
    ("listed", "don't know"): Read(None, "Don't know", "Not Applicable"),
    ("listed", "NA"): Read(None, "Don't know", "Not Applicable"),
    ("listed", "3"): Read(issue="UNKNOWN_OPTION"), ("listed", "8"): OFF,
    ("listed", "Later"): Read(None, "Later", "Out Of Scale", issue="SCORE_OUT_OF_SCALE"),
    ("listed", "Strongly"): WORDS,
    ("words", "YES"): Read(None, "Yes"), ("words", "None"): Read(None, "None"), ("words", "12"): Read(None, "12"),
    ("words", "13"): Read(issue="UNKNOWN_OPTION"), ("words", "Maybe"): WORDS, ("words", "n/a"): NO_ANSWER,
    ("coded", "2"): Read("2.00", "Often"), ("coded", "never"): Read("1.00", "Never"),
    ("coded", "3"): Read(issue="UNKNOWN_OPTION"),
    ("texts", "I was sad"): Read(has_text=True), ("texts", "12"): Read(has_text=True), ("texts", "None"): NO_ANSWER,
    ("texts", "Don't know"): Read(has_text=True), ("texts", None): NO_ANSWER,
    ("number", "12.5"): Read("12.50"), ("number", "-3"): Read("-3.00"), ("number", "10000"): OFF,
    ("number", "a few"): WORDS,
    ("age", "14"): Read("14.00"), ("age", "140"): OFF,
    ("bare", "3"): Read(issue="UNKNOWN_OPTION"), ("bare", "Yes"): WORDS,
    ("odd", "3"): Read("3.00"),
    ("nobody", "3"): Read(issue="UNKNOWN_ITEM"), ("nobody", "Yes"): Read(has_text=True, issue="UNKNOWN_ITEM"),
    ("upside down", "3"): Read(issue="UNKNOWN_OPTION"),
}  # fmt: skip
# Of items where several may be chosen each option is an answer of its own.
CLUBS = {"form": "Multiple", "scale_min": None, "scale_max": None, "options": "1=Reading, writing|2=Math|No"}
CHOSEN: dict[tuple[str | None, str | None], Read] = {
    ("Math", "Math"): Read(None, "Math"), ("Math", "1"): Read(None, "Math"), ("math", "yes"): Read(None, "Math"),
    ("2", "TRUE"): Read(None, "Math"), ("No", "No"): Read(None, "No"), ("Chess", "1"): Read(issue="UNKNOWN_OPTION"),
    ("Math", "and more"): Read(None, "Math", has_text=True), (None, "Reading, writing"): Read(None, "Reading, writing"),
    (None, "Chess"): WORDS, (None, None): NO_ANSWER,
}  # fmt: skip
# Of one answer, its label and its number: form, option, value, what the item lists, and the value that is read.
BESIDE = (
    ("Single", "Not at all", "0", "0=Not at all|1=A little", "0.00"), ("Single", "Not at all", "0", None, "0.00"),
    ("Matrix", "Not at all", "0", "Not at all|A little", "0.00"), ("Number", "days", "0", None, "0.00"),
    ("Single", "A little", "1", "0=Not at all|1=A little", "1.00"), ("Ranking", "Bus", "2", "Bus|Car", "2.00"),
)  # fmt: skip
# And what tells that it was not chosen: its value, the lowest of the scale, what the item lists, and the issue.
UNCHOSEN = (
    ("0", None, "Bus|Car"), ("0", "1", "Bus|Car", "SCORE_OUT_OF_SCALE"), ("0", "0", "1=Bus|2=Car"), ("no", "0", "Bus|Car"),
)  # fmt: skip


def read(raw: dict[str, str | None], due: Read, **more: Any) -> Case:
    told = {"value": due.value, "option": due.option, "status": due.status, "has_text": due.has_text, **more}
    return Case(raw, told, issues=(due.issue,) if due.issue else ())


CASES = {
    "ordinary": Case(
        {},
        {
            "survey_id": "V", "item_code": "Q1", "response_id": R1, "source_system": "s", "value": "4.00",
            "answer_id": hashed("s", "V", "R1", "Q1", None), "option": None, "status": "Answered", "has_text": False,
            "school_id": "X", "school_year": 2025, "term": "Spring", "known_at": DELIVERED, "source_updated_at": None,
        },
    ),
    "nothing but what it needs": Case(
        {**NOTHING, **NEEDED}, {**NO_VALUE, "status": "No Response", "has_text": False}, issues=("UNKNOWN_ITEM",)
    ),
    "nothing at all": Case(NOTHING, {}, ("NULL_SURVEY_ID", "NULL_RESPONSE_ID", "NULL_ITEM_CODE"), ("UNKNOWN_ITEM",)),
    "a placeholder": Case({"response_id": "@ID@"}, {"response_id": None}, ("NULL_RESPONSE_ID",)),
    "a destroyed response": Case({"response_id": "1E+11"}, {"response_id": None}, ("ID_DAMAGED",)),
    **{
        f"{item}: {raw and raw[:12]}": read({**ITEMS[item], "value": raw}, due)
        for (item, raw), due in READ.items()
    },
    **{
        f"of several {option}: {raw}": read(
            {**CLUBS, "option": option, "value": raw},
            due,
            answer_id=hashed("s", "V", "R1", "Q1", due.option or option),
        )
        for (option, raw), due in CHOSEN.items()
    },
    **{
        f"not chosen: {raw}": Case({**CLUBS, "option": "Math", "value": raw}, {}, ("NOTHING_SAID",))
        for raw in ("0", "no", "FALSE")
    },
    **{
        f"{form} {option} beside {raw}, {listed}": Case(
            {"form": form, "option": option, "value": raw, "options": listed, "scale_min": "0", "scale_max": "4"},
            {"value": value, "answer_id": hashed("s", "V", "R1", "Q1", option if form == "Ranking" else None)},
        )
        for form, option, raw, listed, value in BESIDE
    },
    **{
        f"not chosen, of one: {raw}, {low}, {listed}": Case(
            {"option": "Bus", "value": raw, "options": listed, "scale_min": low, "scale_max": low and "4"},
            {},
            ("NOTHING_SAID",),
            tuple(issues),
        )
        for raw, low, listed, *issues in UNCHOSEN
    },
    "a code of the source": read({"value": "0"}, NOT_APPLICABLE)._replace(source="codes"),
    "a code that is nothing elsewhere": read({"value": "-"}, NO_ANSWER)._replace(source="codes"),
    "a code that says nothing": read({"value": "9"}, OFF)._replace(source="codes"),
    "an option before a code": read(
        {"value": "0", "options": "0=Never|5=Often", "scale_min": "0"}, Read("0.00", "Never")
    )._replace(source="codes"),
    "a status beside the value": read({"status": "Not applicable"}, NOT_APPLICABLE),
    "answered, and nothing is said": read({"status": "answered", "value": None}, Read()),
    "a status in words": read({"status": "perhaps"}, Read("4.00", issue="UNMAPPED_STATUS")),
    "decimal commas": Case(
        {"value": "2,5", "scale_min": "0,5", "scale_max": "2,5"}, {"value": "2.50"}, source="comma"
    ),
    "an option by its value with a comma": Case(
        {"value": "2,5", "options": "2.5=Often|3=Always", "scale_min": None, "scale_max": None},
        {"value": "2.50", "option": "Often"},
        source="comma",
    ),
    "a test": Case({"is_test": "Survey Preview"}, {"status": "Test", "value": None, "option": None, "has_text": False}),
    "a test off the scale": Case({"is_test": "yes", "value": "99"}, {"status": "Test", "value": None}),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a school year that is none": Case({"school_year": "soon"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "a namespace": Case(
        {}, {"survey_id": "north:V", "school_id": "north:X", "response_id": hashed("north", "V", "R1")}, source="north"
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "survey_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "survey_answers", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due

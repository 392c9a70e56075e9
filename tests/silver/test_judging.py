"""Rules applied: in their order, only where a source can break them, and fingerprints of record and content."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation
from edulake.contract.rule import Rule
from edulake.silver.judging import judged

pytestmark = pytest.mark.once

REFUSALS = (
    Rule("NO_ID", "no id", lambda: F.col("id").isNull()),
    Rule("TOO_LONG", "a long id", lambda: F.length("id") > 3),
    Rule("NO_DAY", "no day", lambda: F.col("day").isNull(), needs="raw_day"),
)
ISSUES = (
    Rule("NO_NAME", "no name", lambda: F.col("name").isNull(), needs="raw_name"),
    Rule("NO_ROOM", "no room", lambda: F.lit(True), needs="raw_room"),
    Rule("ODD", "an odd id", lambda: F.col("id").contains("?")),
)
NOTATIONS = {
    "a": Notation(patterns=(("class_id", "K[0-9]+"), ("grade", "[0-9]"))),
    "b": Notation(patterns=(("class_id", "L[0-9]+"),)),
    "c": Notation(),
}
PROVIDES = {"a": {"raw_day", "raw_name"}, "b": {"raw_day"}, "c": {"raw_day", "raw_name"}}
NAMES = "case source_system id day name raw_class_id raw_grade parse_issue raw_payload payload_form"
SOUND = {"source_system": "c", "id": "S1", "day": "d", "name": "n", "raw_payload": "{}", "payload_form": "json"}
CASES: dict[str, tuple[dict[str, str | None], list[str], list[str]]] = {
    "sound": ({}, [], []),
    "several": ({"id": None, "day": None}, ["NO_ID", "NO_DAY"], []),
    "in order": ({"id": "long?", "day": None, "name": None}, ["TOO_LONG", "NO_DAY"], ["NO_NAME", "ODD"]),
    "unread": ({"id": None, "parse_issue": "UNREADABLE", "name": None}, ["UNREADABLE"], ["NO_NAME"]),
    "another source has it not": ({"source_system": "b", "name": None, "day": None}, ["NO_DAY"], []),
    "fits": ({"source_system": "a", "raw_class_id": "K12", "raw_grade": " 7 "}, [], []),
    "in quotes of a spreadsheet": ({"source_system": "a", "raw_class_id": '="K1"'}, [], []),
    "only a part fits": ({"source_system": "a", "raw_class_id": "K1x"}, [], ["UNEXPECTED_CLASS_ID"]),
    "two of them": (
        {"source_system": "a", "raw_class_id": "L1", "raw_grade": "12"},
        [],
        ["UNEXPECTED_CLASS_ID", "UNEXPECTED_GRADE"],
    ),
    "what fits another": ({"source_system": "b", "raw_class_id": "K1", "raw_grade": "12"}, [], ["UNEXPECTED_CLASS_ID"]),
    "nothing was expected": ({"raw_class_id": "K1x", "raw_grade": "x"}, [], []),
    "after the rules": ({"source_system": "a", "id": "?", "raw_grade": "x"}, [], ["ODD", "UNEXPECTED_GRADE"]),
}


def rows(spark: SparkSession, *given: dict[str, str | None]) -> Any:
    full = [tuple({**SOUND, **row}.get(name) for name in NAMES.split()) for row in given]
    return judged(frame(spark, full, NAMES), REFUSALS, ISSUES, NOTATIONS, PROVIDES, ["id", "day", "name"])


def test_the_codes_of_each_row(spark: SparkSession) -> None:
    """A row that could not be read is refused for that alone, and a rule that is null is not broken."""
    made = rows(spark, *[{"case": name, **row} for name, (row, _, _) in CASES.items()])
    found = {row["case"]: (row["reason_codes"], row["issue_codes"]) for row in made.collect()}
    assert found == {name: (reasons, issues) for name, (_, reasons, issues) in CASES.items()}
    types = {name: made.schema[name].dataType.simpleString() for name in ("reason_codes", "issue_codes")}
    assert set(types.values()) == {"array<string>"}


def test_without_rules_there_are_no_codes(spark: SparkSession) -> None:
    bare = frame(spark, [tuple(SOUND.values())], " ".join(SOUND)).withColumn("parse_issue", F.lit(None).cast("string"))
    [row] = judged(bare, (), (), {"c": Notation()}, {"c": set()}, ["id"]).collect()
    assert (row["reason_codes"], row["issue_codes"]) == ([], [])


def test_fingerprints(spark: SparkSession) -> None:
    """The record's of what was delivered, the content's of the columns that are asked for."""
    changes: list[dict[str, str | None]] = [
        {},
        {"source_system": "b", "raw_class_id": "L1"},
        {"name": "m"},
        {"raw_payload": "{ }"},
        {"payload_form": "base64"},
        {"raw_payload": None},
        {"name": None, "day": "n"},
    ]
    found = [(row["record_hash"], row["content_hash"]) for row in rows(spark, *changes).collect()]
    same, elsewhere, renamed, spaced, coded, without, moved = found
    assert same == elsewhere
    assert (renamed[0] == same[0], renamed[1] == same[1]) == (True, False)
    assert len({same[0], spaced[0], coded[0], without[0]}) == 4
    assert same[1] == spaced[1] == coded[1] == without[1]
    assert moved[1] not in (same[1], renamed[1])


def test_who_provides_nothing_breaks_no_rule_that_needs_it(spark: SparkSession) -> None:
    bare = frame(spark, [(*SOUND.values(), None)], " ".join((*SOUND, "parse_issue")))
    bare = bare.withColumns({"id": F.lit(None).cast("string"), "day": F.lit(None).cast("string")})
    [row] = judged(bare, REFUSALS, (), {"c": Notation()}, {"c": set()}, ["id"]).collect()
    assert row["reason_codes"] == ["NO_ID"]

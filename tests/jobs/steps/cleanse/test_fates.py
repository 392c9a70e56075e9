"""What becomes of each candidate of a key whose newest version counts: exactly one fate, and at most one row to merge.

Each case is a key of its own: what the table holds of it, and what is delivered. A record is a word: its content, and
the day of its version; `!` is one that is refused.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import day, frame

from edulake.jobs.steps.cleanse.fates import HELD, decide, is_aside, refused_fate
from edulake.jobs.steps.cleanse.retold import FOR_THE_MERGE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
TABLE = SUBJECTS["attendance"].table
COLUMNS = {
    "source_system": "STRING", "attendance_id": "STRING", "said": "STRING", "reason_codes": "ARRAY<STRING>",
    "raw_payload": "STRING", "source_updated_at": "TIMESTAMP", "delivered_at": "TIMESTAMP", "known_at": "TIMESTAMP",
    "first_told_at": "TIMESTAMP", "first_known_at": "TIMESTAMP", "source_file": "STRING", "source_file_sha256": "STRING",
    "source_file_modified_at": "TIMESTAMP", "record_hash": "BIGINT", "content_hash": "BIGINT", "batch_id": "STRING",
}  # fmt: skip


class Said(NamedTuple):
    """A record: its content, the day of its version, and what matters otherwise."""

    content: str
    at: int
    values: dict[str, Any]


def said(content: str, at: int, **values: Any) -> Said:
    return Said(content, at, values)


class Case(NamedTuple):
    held: Said | None
    delivered: list[Said]
    fates: list[str]
    merged: list[int]  # the places of those that the table must learn of
    known: int | None = None  # the day since when it is known, of those to merge


def sent(offset: int) -> str:
    """The name of a record of a topic."""
    return f"kafka:days/00000/{offset:020d}"


A, D, S, Q = "accepted", "duplicate", "stale", "quarantined"
CASES = {
    "first": Case(None, [said("x", 1)], [A], [0], 1),
    "two versions": Case(None, [said("x", 1), said("y", 2)], [S, A], [1], 1),
    "in any order": Case(None, [said("y", 2), said("x", 1)], [A, S], [0], 1),
    "alike": Case(None, [said("x", 1), said("x", 1, source_file="a")], [A, D], [0], 1),
    "told later again": Case(None, [said("x", 1), said("x", 5)], [D, A], [1], 1),
    "back to an older content": Case(None, [said("x", 1), said("y", 2), said("x", 3)], [D, S, A], [2], 1),
    "known earlier": Case(None, [said("x", 1, known_at=day(9)), said("y", 2, known_at=day(4))], [S, A], [1], 4),
    "an update time counts before the delivery": Case(
        None, [said("x", 9, source_updated_at=day(1)), said("y", 2)], [S, A], [1], 2
    ),
    "modified last": Case(None, [said("x", 1, source_file_modified_at=day(8)), said("y", 1)], [A, S], [0], 1),
    "by the record where times are alike": Case(
        None, [said("x", 1, record_hash=5), said("y", 1, record_hash=4)], [A, S], [0], 1
    ),
    "by the offset where times are alike": Case(
        None, [said("x", 1, record_hash=5, source_file=sent(9)), said("y", 1, source_file=sent(10))], [S, A], [1], 1
    ),
    "a later offset than held": Case(
        said("x", 1, record_hash=5, source_file=sent(9)), [said("y", 1, source_file=sent(10))], [A], [0], 1
    ),
    "an earlier offset than held": Case(
        said("x", 1, source_file=sent(10)), [said("y", 1, record_hash=5, source_file=sent(9))], [S], []
    ),
    "nothing new": Case(said("x", 1), [said("x", 1)], [D], []),
    "newer than held": Case(said("x", 1), [said("y", 2)], [A], [0], 2),
    "older than held": Case(said("x", 5), [said("y", 2, known_at=day(7))], [S], []),
    "older, but known before": Case(said("x", 5), [said("y", 2)], [S], [0], 2),
    "the same, told later": Case(said("x", 1), [said("x", 3)], [D], [0], 3),
    "the same, told earlier": Case(said("x", 3), [said("x", 1, known_at=day(3))], [D], []),
    "the same record reads differently": Case(
        said("x", 1, record_hash=7), [said("y", 1, record_hash=7)], [A], [0], 1
    ),
    "the same record, whose end was told later": Case(
        said("x", 1), [said("y", 1, known_at=day(5), first_told_at=day(1))], [A], [0], 1
    ),
    "the same record and content, known since another day": Case(
        said("x", 1, known_at=day(7)), [said("x", 1, known_at=day(5), first_told_at=day(1))], [D], [0], 1
    ),
    "refused": Case(None, [said("!", 1)], [Q], []),
    "refused beside sound": Case(said("x", 1), [said("!", 9), said("y", 2)], [Q, A], [1], 2),
    "of somebody else": Case(None, [said("?", 1)], ["out_of_scope"], []),
    "taken back": Case(said("-", 1), [said("-", 1)], ["out_of_scope"], [0], 1),
    "taken back, before it was ever held": Case(None, [said("-", 1)], ["out_of_scope"], []),
    "taken back, and another made the row held": Case(said("x", 2), [said("-", 1)], ["out_of_scope"], []),
    "taken back, both": Case(said("-", 2), [said("-", 1), said("-", 2)], ["out_of_scope"] * 2, [1], 1),
    "taken back, told twice": Case(said("-", 1), [said("-", 1)] * 2, ["out_of_scope"] * 2, [0], 1),
    "taken back, and said anew": Case(said("-", 1), [said("-", 1), said("y", 2)], ["out_of_scope", A], [1], 1),
}  # fmt: skip


def records(spark: SparkSession, of: str, told: dict[str, list[Said]]) -> DataFrame:
    rows = []
    for case, words in told.items():
        for place, (content, at, values) in enumerate(words):
            reasons = {"!": ["BAD_DATE"], "?": ["NOT_A_STUDENT"], "-": ["TAKEN_BACK"]}.get(content, [])
            row = {"source_system": of, "attendance_id": case, "said": str(place), "reason_codes": reasons}
            row |= {"delivered_at": day(at), "known_at": day(at), "first_known_at": day(at), "source_file": "f"}
            row |= {"source_file_sha256": f"sha of {case}", "source_file_modified_at": day(at), "raw_payload": content}
            row |= {"record_hash": 1, "content_hash": ord(content), "batch_id": "load"}
            row["first_told_at"] = values.get("known_at", day(at))
            # A column without a value of its own is that of a version without an update time.
            rows.append({**row, **values})
    return frame(spark, COLUMNS, rows)


def decided(rows: DataFrame) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in CASES}
    known = F.datediff("first_known_at", F.lit("2024-12-31"))
    wanted = rows.select("attendance_id", "said", "fate", "to_merge", known, "ordinal").collect()
    for name, *rest in sorted(wanted, key=lambda row: (row[0], int(row[1]))):
        found[name].append(tuple(rest)[1:])
    return found


def test_each_candidate_has_its_fate(spark: SparkSession) -> None:
    mine = records(spark, "sis", {name: case.delivered for name, case in CASES.items()})
    # Another source has the same ids, and says other things of them.
    theirs = records(spark, "lms", {name: [said("z", 99)] for name in CASES})
    held = records(spark, "sis", {name: [case.held] for name, case in CASES.items() if case.held})
    held = held.unionByName(theirs).select("source_system", "attendance_id", *HELD)
    found = decided(decide(mine, TABLE, held, "attendance_id"))
    assert {name: [row[0] for row in rows] for name, rows in found.items()} == {n: c.fates for n, c in CASES.items()}
    merged = {name: [place for place, row in enumerate(rows) if row[1]] for name, rows in found.items()}
    assert merged == {name: case.merged for name, case in CASES.items()}
    since = {name: [row[2] for row in rows if row[1]] for name, rows in found.items()}
    assert since == {name: [case.known] if case.merged else [] for name, case in CASES.items()}


def test_a_row_goes_with_the_record_that_made_it(spark: SparkSession) -> None:
    """What the merge is asked: to delete the row while it is still the one that was looked at."""
    mine = records(spark, "sis", {name: case.delivered for name, case in CASES.items()})
    held = records(spark, "sis", {name: [case.held] for name, case in CASES.items() if case.held})
    rows = decide(mine, TABLE, held.select("source_system", "attendance_id", *HELD), "attendance_id")
    asked = rows.where("to_merge").select("attendance_id", *FOR_THE_MERGE).collect()
    found = {row["attendance_id"]: tuple(row)[1:] for row in asked}
    went = {"taken back", "taken back, both", "taken back, told twice"}
    assert {name: row for name, row in found.items() if row[0]} == dict.fromkeys(went, (True, False, True, "load"))
    assert {row[:3] for name, row in found.items() if name not in went} == {(False, True, False)}


def test_an_empty_table_holds_nothing_to_compare_with(spark: SparkSession) -> None:
    mine = records(spark, "sis", {name: case.delivered for name, case in CASES.items()})
    found = decided(decide(mine, TABLE, None, "attendance_id"))
    new = {name: case for name, case in CASES.items() if case.held is None}
    assert {name: [row[0] for row in found[name]] for name in new} == {name: c.fates for name, c in new.items()}
    assert [found[name][0][:2] for name in ("nothing new", "older than held")] == [(A, True)] * 2


def test_equal_refusals_of_a_file_are_numbered(spark: SparkSession) -> None:
    """Each is an entry of quarantine of its own, whatever key it claims; another payload is numbered anew."""
    rows = records(spark, "sis", {"a": [said("!", 1)] * 3, "b": [said("!", 1, raw_payload=None)] * 2})
    same_file = rows.withColumn("source_file_sha256", F.lit("one"))
    found = decide(same_file, TABLE, None, "attendance_id").select("attendance_id", "ordinal", "raw_payload").collect()
    assert sorted(tuple(row) for row in found if row[2]) == [("a", 1, "!"), ("a", 2, "!"), ("a", 3, "!")]
    assert sorted(row[1] for row in found if row[2] is None) == [1, 2]


def test_who_is_not_the_subjects_concern(spark: SparkSession) -> None:
    """A record about somebody else that is broken as well has to be looked at by a person."""
    reasons = [["NOT_A_STUDENT"], ["BAD_DATE"], ["NOT_A_STUDENT", "BAD_DATE"]]
    rows = frame(spark, {"reason_codes": "ARRAY<STRING>"}, [{"reason_codes": codes} for codes in reasons])
    found = rows.select("reason_codes", refused_fate(), is_aside()).collect()
    assert {tuple(row[0]): tuple(row)[1:] for row in found} == {
        ("NOT_A_STUDENT",): ("out_of_scope", True),
        ("BAD_DATE",): ("quarantined", False),
        ("NOT_A_STUDENT", "BAD_DATE"): ("quarantined", True),
    }

"""In which order what was decided is written, what a MERGE may put in the place of what, and which refusals end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import Held, day, frame, pending, source

from edulake.jobs.steps.cleanse import write as writing
from edulake.jobs.steps.cleanse.balance import Decided
from edulake.jobs.steps.cleanse.work import Work
from edulake.ops.runs import Run
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
RUN = Run("silver_cleanse", "this run", dt.datetime(2025, 2, 1, tzinfo=dt.UTC))
COLUMNS = {
    **{column.name: column.type for column in QUARANTINE.columns},
    "fate": "STRING", "to_merge": "BOOLEAN", "revisit": "BOOLEAN", "batch_id": "STRING", "attendance_id": "STRING",
}  # fmt: skip


def told(fate: str | None, key: str, **values: Any) -> dict[str, Any]:
    row = {"source_system": "sis", "source_file_sha256": "f", "record_hash": ord(key), "raw_payload": key}
    row |= {"attendance_id": key, "fate": fate, "to_merge": fate == "accepted", "revisit": False, "ordinal": 1}
    return {**row, "batch_id": "sis 7", "reason_codes": [], **values}


ROWS = (
    told("accepted", "a"),
    told("accepted", "b", revisit=True),
    told("duplicate", "c", revisit=True),
    told("stale", "d"),
    told("quarantined", "e"),
    told("quarantined", "f", revisit=True),
)


def written(store: Held, rows: DataFrame, anew: str = "", **counts: int) -> list[tuple[str, dict[str, Any]]]:
    """The tables that were written, in order, and how."""
    work = Work([pending(source("sis"))], anew={"sis": anew} if anew else {})
    decided = Decided(rows, **{"refused": 0, "revisited": 0, "to_merge": 0, "unmapped": 0, **counts})
    writing.write(store, RUN, SUBJECT, work, decided)
    return [(table.name, how) for table, _, _, how in store.merged]


def keys(rows: DataFrame, name: str = "raw_payload") -> list[Any]:
    return sorted(row[name] for row in rows.collect())


def test_quarantine_comes_first_and_what_is_resolved_last(spark: SparkSession) -> None:
    """A run that is killed in between repeats what is missing: a refusal is resolved once its fact is there."""
    store = Held(spark, {})
    identity = ("subject", "source_system", "source_file_sha256", "record_hash")
    assert written(store, frame(spark, COLUMNS, ROWS), refused=2, revisited=3, to_merge=2) == [
        ("quarantine", {}),
        ("attendance", {"insert_if": "NOT s.gone AND s.of_record", "expected": 2}),
        ("quarantine", {"on": identity, "insert_if": None}),
    ]
    refusals, facts, resolved = store.merged
    assert keys(refusals[1]) == ["e", "f"]
    assert {row["status"] for row in refusals[1].collect()} == {"OPEN"}
    [reasons] = refusals[2]
    assert reasons.assignments == {name: f"s.{name}" for name in ("reason_codes", "places", "advice")}, (
        "a record refused again keeps its place"
    )
    assert keys(facts[1], "attendance_id") == ["a", "b"]
    assert {(r["batch_id"], r["bronze_batch_id"]) for r in facts[1].collect()} == {("this run", "sis 7")}
    assert keys(resolved[1], "record_hash") == [ord("b"), ord("c")]
    assert {row["subject"] for row in resolved[1].collect()} == {"attendance"}
    [mark] = resolved[2]
    assert mark.condition == "t.status = 'OPEN'"
    assert mark.assignments == {
        "status": "'RESOLVED'",
        "resolved_at": "timestamp'2025-02-01T00:00:00+00:00'",
        "resolved_run_id": "'this run'",
    }


def test_what_there_is_none_of_is_not_written(spark: SparkSession) -> None:
    store = Held(spark, {})
    store.new = {SUBJECT.table}
    rows = frame(spark, COLUMNS, ROWS)
    assert written(store, rows) == []
    assert written(store, rows, to_merge=2) == [("attendance", {"insert_if": "true", "expected": 2})]


def test_a_source_looked_at_anew_is_replaced_and_its_other_refusals_end(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused still stays open; other subjects, sources and what was resolved are left alone."""
    replaced: list[Any] = []
    monkeypatch.setattr(writing, "replace_part", lambda *what: replaced.append(what))
    rows = frame(spark, {**dict.fromkeys(SUBJECT.table.column_names, "STRING"), **COLUMNS}, ROWS)
    still = writing.record_refusals(rows.where("attendance_id = 'e'"), "attendance", RUN).collect()[0]["quarantine_id"]
    plain = {"source_system": "sis", "subject": "attendance", "status": "OPEN"}
    standing = [
        {**plain, "quarantine_id": still},
        {**plain, "quarantine_id": "ends"},
        {**plain, "quarantine_id": "ended", "status": "RESOLVED"},
        {**plain, "quarantine_id": "another's", "source_system": "lms"},
        {**plain, "quarantine_id": "of students", "subject": "students"},
    ]
    store = Held(spark, {QUARANTINE: frame(spark, COLUMNS, standing)})
    assert written(store, rows, anew="its code changed", to_merge=2) == [
        ("quarantine", {"on": ("quarantine_id",), "insert_if": None})
    ]
    [(of, table, facts, part, *stamps)] = replaced
    assert (of, table, part) == (store, SUBJECT.table, "source_system IN ('sis')")
    assert keys(facts, "attendance_id") == ["a", "b"]
    assert stamps == ["batch_id", "bronze_batch_id", "processing_timestamp"]
    assert keys(store.merged[0][1], "quarantine_id") == ["ends"]


ORDER = {
    "source_updated_at": "TIMESTAMP", "delivered_at": "TIMESTAMP", "source_file_modified_at": "TIMESTAMP",
    "record_hash": "BIGINT", "source_file": "STRING", "content_hash": "BIGINT", "known_at": "TIMESTAMP",
}  # fmt: skip
ONE = {
    "delivered_at": day(5),
    "source_file_modified_at": day(5),
    "record_hash": 5,
    "source_file": "m",
    "content_hash": 1,
    "known_at": day(5),
}
SUPERSEDING = {
    "delivered later": ({"delivered_at": day(6)}, {}, True),
    "delivered before": ({"delivered_at": day(4)}, {}, False),
    "the same": ({}, {}, False),
    "the same record reads differently": ({"content_hash": 2}, {}, True),
    "the same record, known since another day": ({"known_at": day(4)}, {}, True),
    "an older version, known since another day": ({"delivered_at": day(4), "known_at": day(6)}, {}, False),
    "changed later, delivered before": ({"source_updated_at": day(9), "delivered_at": day(1)}, {}, True),
    "changed before, delivered later": ({"source_updated_at": day(1), "delivered_at": day(9)}, {}, False),
    "an update time against a delivery": ({"source_updated_at": day(5)}, {}, False),
    "modified later": ({"source_file_modified_at": day(6), "record_hash": 1}, {}, True),
    "another record": ({"record_hash": 6, "source_file": "a"}, {}, True),
    "another name": ({"source_file": "n"}, {}, True),
    "an older version of other content": ({"delivered_at": day(4), "content_hash": 2}, {}, False),
}


def test_an_older_version_is_never_put_back(spark: SparkSession) -> None:
    """Decided once more where the write happens, whatever a delayed run decided before."""
    cases = list(SUPERSEDING.values())
    columns = {"n": "INT", **{f"{side}_{name}": kind for side in "st" for name, kind in ORDER.items()}}
    rows = [
        {
            "n": n,
            **{f"{side}_{k}": v for side, said in (("s", ours), ("t", theirs)) for k, v in {**ONE, **said}.items()},
        }
        for n, (ours, theirs, _) in enumerate(cases)
    ]
    pairs = frame(spark, columns, rows).select(
        "n", *[F.struct(*[F.col(f"{side}_{name}").alias(name) for name in ORDER]).alias(side) for side in "st"]
    )
    found = {row[0]: row[1] for row in pairs.select("n", F.expr(writing.SUPERSEDES)).collect()}
    assert {name: found[n] for n, name in enumerate(SUPERSEDING)} == {n: case[2] for n, case in SUPERSEDING.items()}

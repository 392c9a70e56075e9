"""Which sources are decided together, from which batch on they are read, and with what they are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import CLASSES, Held, day, pending, rows_of, source

from edulake.jobs.steps.cleanse import facts
from edulake.jobs.steps.cleanse.balance import entries_of
from edulake.jobs.steps.cleanse.pending import counting
from edulake.jobs.steps.cleanse.pending import pending as looked_for
from edulake.jobs.steps.cleanse.work import Pending, Snapshot, Work
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
RAW = SUBJECT.form.table
OTHER, SIS, LMS, MIS = (source(name) for name in ("other", "sis", "lms", "mis"))
ROSTER = source("roster", references=(CLASSES,))
FULL = [Snapshot(1, "s", ("sha",), 1)]


def names(parts: list[list[Pending]]) -> list[list[str]]:
    return [[p.source.name for p in part] for part in parts]


def test_sources_that_share_a_table_are_decided_together() -> None:
    """Not with those of another table, with one whose facts refer to something, or that says more by itself of them.

    Sources without news are not looked at at all.
    """
    app = replace(source("app"), calls=(LMS.candidates,))
    work = Work(
        [
            pending(SIS),
            pending(OTHER, table=CLASSES),
            pending(ROSTER),
            pending(LMS),
            pending(MIS, 1, 1, 0),
            pending(app),
            pending(source("full"), snapshots=FULL),
            pending(source("full too"), snapshots=FULL),
        ]
    )
    assert names(facts._parts(work, snapshots=False)) == [["sis", "lms"], ["other"], ["roster"], ["app"]]
    assert names(facts._parts(work, snapshots=True)) == [["full", "full too"]]
    assert facts._parts(Work([pending(SIS)]), snapshots=True) == []


@pytest.mark.parametrize(
    ("work", "after"),
    [
        (Work([pending(ROSTER, 3, 4)]), 3),
        (Work([pending(ROSTER, 3, 4)], [pending(ROSTER, 1, 2, table=CLASSES)]), 0),
        (Work([pending(ROSTER, 3, 4)], replay=True), 3),
        (Work([pending(ROSTER, 3, 4, late=True)]), 3),
        (Work([pending(ROSTER, 3, 4, snapshots=FULL)]), 3),
        (Work([pending(ROSTER, 3, 4, snapshots=FULL, late=True)]), 0),
        (Work([pending(ROSTER, 3, 4, snapshots=FULL)], replay=True), 0),
        (Work([pending(source("recalling", spreads=True, recalls=True), 3, 4)]), 0),
        (Work([pending(source("recalling", spreads=True, recalls=True), 3, 4, snapshots=FULL)]), 0),
    ],
    ids=[
        *("new", "references", "replay", "late", "snapshots", "late snapshots", "replay of snapshots", "recalling"),
        "recalling snapshots",
    ],
)
def test_from_which_batch_on_a_source_is_read(work: Work, after: int) -> None:
    """Where the newest version counts, only rows that facts refer to make all of them matter again."""
    assert facts._after(work, work.facts[0], whole=work.facts[0].source.spreads) == after


def test_records_refused_are_read_with_their_whole_file() -> None:
    work = Work([pending(SIS, 3, 4)], replay=True)
    assert [facts._after(work, work.facts[0], whole=whole) for whole in (True, False)] == [0, 3]


def test_few_candidates_are_compared_with_the_rows_of_their_keys(spark: SparkSession) -> None:
    keys = [("sis", "a"), ("sis", "b"), ("lms", "a")]
    rows = [{"source_system": of, "attendance_id": key, "content_hash": 1} for of, key in keys]
    store = Held(spark, {SUBJECT.table: rows_of(spark, SUBJECT.table, *rows)})
    cleaned = rows_of(spark, SUBJECT.table, rows[0], rows[0], {"source_system": "sis", "attendance_id": "new"})
    for few, expected in ((True, keys[:1]), (False, keys)):
        held = facts._held(store, SUBJECT, cleaned, few=few)
        assert sorted(tuple(row)[:2] for row in held.collect()) == sorted(expected)


def row(record: str | None, status: str, batch: int, at: int, of: str = "sis", **values: Any) -> dict[str, Any]:
    said = {"raw_attendance_id": record, "raw_student_id": "S1", "raw_date": "2024-11-04", "raw_status": status}
    said |= {"source_system": of, "batch_number": batch, "batch_id": f"{of} {batch}", "payload_form": "json"}
    said |= {
        "delivered_at": day(at),
        "source_file_modified_at": day(at),
        "source_file": f"{at}",
        "source_file_bytes": 1,
    }
    said |= {"source_file_sha256": f"sha of {at}", "raw_payload": f"{record} {status}", "is_snapshot": False}
    return {**said, **values}


def as_is(rows: Any, _: Any) -> Any:
    return rows.withColumn("revisit", F.lit(False))


@pytest.mark.slow
def test_new_facts_of_changes_and_of_snapshots_are_decided_and_counted(spark: SparkSession) -> None:
    """What changes nothing is not staged; of the source with snapshots, who is not in the last one is none."""
    raw = frozenset(name for name in RAW.column_names if name.startswith("raw_"))
    sis = source("sis", facts=RAW, candidates=as_is, provides=raw)
    full = source("full", facts=RAW, candidates=as_is, provides=raw, snapshot=True)
    snap = {"of": "full", "is_snapshot": True}
    rows = [
        *[row("old", "Present", 1, 1), row("a", "Present", 2, 2), row("a", "Absent", 2, 3), row("a", "Absent", 2, 4)],
        *[row("b", "Late", 2, 2), row(None, "", 2, 2), row("later", "Late", 3, 4)],
        *[row("x", "Present", 1, 1, **snap), row("y", "Late", 1, 1, **snap), row("x", "Absent", 2, 2, **snap)],
    ]
    store = Held(spark, {RAW: rows_of(spark, RAW, *rows)})
    done = {(str(SUBJECT.table), "sis", str(RAW)): {"batch_to": 1, "input_version": 0}}
    work = looked_for(store, counting(store), SUBJECT, [sis, full], done, {}, replay=False)
    work.facts[0].last, work.facts[0].rows = 2, 5
    entries = entries_of(work, SUBJECT, {"sis": "made by", "full": "made by"}, None, None)
    decided = facts.decide(store, Run("silver_cleanse"), SUBJECT, work, entries)
    assert (entries[0].accepted, entries[0].duplicate, entries[0].stale, entries[0].quarantined) == (2, 1, 1, 1)
    assert (entries[1].accepted, entries[1].stale, entries[1].quarantined) == (1, 2, 0)
    assert (decided.refused, decided.revisited, decided.to_merge) == (1, 0, 3)
    found = decided.rows.select("attendance_id", "status", "fate", "to_merge", "exact").collect()
    assert sorted(tuple(r) for r in found if r["to_merge"]) == [
        ("a", "Absent", "accepted", True, False),
        ("b", "Late", "accepted", True, False),
        ("x", "Absent", "accepted", True, True),
    ]
    assert [r["fate"] for r in found if not r["to_merge"]] == ["quarantined"]

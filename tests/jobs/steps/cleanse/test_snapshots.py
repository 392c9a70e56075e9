"""Deliveries that hold everything: which there are, which of them can vouch for what they lack, and what has gone."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import CLASSES, MARKS, Held, day, micros, pending, rows_of, source

from edulake.bronze import Reference
from edulake.jobs.steps.cleanse import snapshots
from edulake.jobs.steps.cleanse.work import Snapshot
from edulake.ops.runs import Entry
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once
SIS, LMS = source("sis", snapshot=True), source("lms", snapshot=True)


def file(at: int, name: str, batch: int = 1, *, modified: int | None = None, **values: Any) -> dict[str, Any]:
    """A row of a file of a snapshot; its content is named by the day of its last change."""
    changed = at if modified is None else modified
    row = {"source_system": "sis", "batch_number": batch, "is_snapshot": True, "payload_form": "json"}
    row |= {"delivered_at": day(at), "source_file": name, "source_file_modified_at": day(changed)}
    return {**row, "source_file_sha256": f"{name} of {changed}", **values}


def refusal(name: str, modified: int, **values: Any) -> dict[str, Any]:
    row = {"source_system": "sis", "subject": str(MARKS), "payload_form": "file", "source_file": name}
    return {**row, "source_file_modified_at": day(modified), **values}


def test_what_was_delivered(spark: SparkSession) -> None:
    """A file that came again counts as it was modified last; a later batch, and other sources, do not count."""
    rows = [
        *[file(1, "a"), file(1, "a"), file(1, "b", 2), file(1, "a", 3, modified=9), file(4, "c", 4)],
        *[file(5, "d", 5), file(2, "x", 2, is_snapshot=False), file(3, "l", source_system="lms")],
    ]
    store = Held(spark, {MARKS: rows_of(spark, MARKS, *rows)})
    found = snapshots.every(store, pending(SIS, 3, 4))
    assert found.snapshots == [
        Snapshot(micros(1), "a", ("a of 9", "b of 1"), 3),
        Snapshot(micros(4), "c", ("c of 4",), 4),
    ]
    assert (found.late, found.partial) == (False, set())
    assert snapshots.every(store, pending(source("sis"), 3, 4)) == ([], False, set())


def test_a_snapshot_without_a_refused_file_is_partial(spark: SparkSession) -> None:
    """Until the file comes again in its place, modified later; files of other days, tables and sources are others."""
    rows = [file(n, f"sis/{day(n):%Y-%m-%d}/a", delivered_at=day(n).replace(hour=0)) for n in (1, 2, 3)]
    rows.append(file(3, f"sis/{day(3):%Y-%m-%d}/b", modified=8, delivered_at=day(3).replace(hour=0)))
    refused = [
        refusal(f"sis/{day(1):%Y-%m-%d}/b", 5),
        refusal(f"sis/{day(3):%Y-%m-%d}/b", 7),
        refusal(f"sis/{day(4):%Y-%m-%d}/b", 7),
        refusal(f"sis/{day(2):%Y-%m-%d}/b", 7, subject=str(CLASSES)),
        refusal(f"sis/{day(2):%Y-%m-%d}/b", 7, source_system="lms"),
        refusal(f"sis/{day(2):%Y-%m-%d}/b", 7, payload_form="json"),
    ]
    tables = {MARKS: rows_of(spark, MARKS, *rows), QUARANTINE: rows_of(spark, QUARANTINE, *refused)}
    found = snapshots.every(Held(spark, tables), pending(SIS, 0, 1))
    assert found.partial == {micros(1) - 12 * 3600 * 1_000_000}


@pytest.mark.parametrize(
    ("known", "new", "late"),
    [
        ([("full", 1)], [("full", 2)], False),
        ([("full", 2)], [("full", 1)], True),
        ([("full", 2)], [("full", 2)], True),
        ([("full", 2)], [("change", 1)], True),
        ([("change", 2)], [("full", 1)], True),
        ([("change", 1)], [("full", 2)], False),
        ([("change", 2)], [("change", 1)], False),
        ([("full", 1), ("change", 5)], [("change", 3)], False),
        ([("full", 1), ("change", 5)], [("full", 3)], True),
        ([], [("full", 1), ("change", 1)], False),
        ([("full", 1)], [], False),
    ],
)
def test_what_may_change_the_meaning_of_something_known_is_late(known: list[Any], new: list[Any], late: bool) -> None:
    """Two changes say nothing of each other: their versions decide."""
    files = [{"is_snapshot": kind == "full", "at": at, "first": 3, "last": 3} for kind, at in known]
    files += [{"is_snapshot": kind == "full", "at": at, "first": 4, "last": 4} for kind, at in new]
    assert snapshots._late(files, 3) is late


def test_a_file_that_came_before_and_comes_again_is_both() -> None:
    again = {"is_snapshot": True, "at": 1, "first": 3, "last": 4}
    assert snapshots._late([again], 3)


def test_which_snapshots_closed_nobody_is_said_with_the_facts() -> None:
    entries = [Entry("t", source_system="sis", note="a column is missing"), Entry("t", source_system="lms"), Entry("t")]
    snapshots.tell({"sis": {micros(2), micros(1), micros(1) + 1}, "lms": set()}, entries)
    why = "a refused record names nobody, a file was refused, or a column is missing"
    assert entries[0].note == f"a column is missing; the snapshot of 2025-01-01, 2025-01-02 closes nobody: {why}"
    assert [entry.note for entry in entries[1:]] == [None, None]


def test_moments_are_compared_to_the_microsecond(spark: SparkSession) -> None:
    row = rows_of(spark, MARKS, file(2, "a"))
    moment, times = snapshots.at(), [micros(1), micros(2), micros(3)]
    one = Snapshot(micros(2), "a", ("a of 2", "other"), 1)
    asked = {
        "up to": snapshots.up_to(times, moment),
        "before": snapshots.up_to(times, moment, including=False),
        "of none": snapshots.up_to([], moment),
        "just after": snapshots.up_to([micros(2) + 1], moment),
        "its file": snapshots.replaced([one]),
        "another content": snapshots.replaced([one._replace(contents=("other",))]),
        "of another snapshot": snapshots.replaced([one._replace(at=micros(3))]),
        "among": snapshots.among({"lms": {micros(3)}, "sis": {micros(2)}}, F.col("delivered_at")),
        "of another source": snapshots.among({"lms": {micros(2)}, "sis": set()}, F.col("delivered_at")),
        "among none": snapshots.among({}, F.col("delivered_at")),
    }
    [found] = row.select(*[value.alias(name) for name, value in asked.items()]).collect()
    assert found.asDict() == {
        "up to": 2, "before": 1, "of none": 0, "just after": 0, "its file": False, "another content": True,
        "of another snapshot": True, "among": True, "of another source": False, "among none": False,
    }  # fmt: skip


def test_snapshots_with_a_record_of_nobody_or_without_a_file_close_nobody(spark: SparkSession) -> None:
    nameless = rows_of(spark, MARKS, file(2, "a"), file(2, "b"), file(3, "a", source_system="lms"))
    found = snapshots.doubtful(nameless, [pending(SIS, partial={5}), pending(LMS)])
    assert found == {"sis": {5, micros(2)}, "lms": {micros(3)}}


def classes(spark: SparkSession) -> DataFrame:
    """By class, what snapshots of the days 1, 3 and 5 say; that of day 7 holds a record that names nobody."""

    def row(class_id: str | None, at: int, **values: Any) -> dict[str, Any]:
        return file(at, "s", modified=values.pop("modified", at), raw_id=class_id, **values)

    said = {"stays": (1, 3, 5), " went": (1,), "back": (1, 5), "late": (5,)}
    rows = [row(name, at) for name, days in said.items() for at in days]
    rows += [row("anchor", at) for at in (1, 3, 5)] + [row("  ", 7), row(None, 7)]
    rows += [row("changed", at, is_snapshot=False) for at in (2, 6)] + [row("went", 1)]
    # Of day 3 the file came twice: what stands only in the first is not in that snapshot.
    rows += [row("replaced", 3, modified=2), row("empty", 3, payload_form="empty", source_system="lms")]
    return rows_of(spark, CLASSES, *rows)


def test_what_has_gone_and_since_when(spark: SparkSession) -> None:
    of = source("sis", snapshot=True, references=(CLASSES,))
    rows, reference = classes(spark), Reference(CLASSES, ("raw_id",))
    mine = rows.where("source_system = 'sis'")
    looked = pending(of, 0, 1, table=CLASSES)
    told = snapshots.with_gone(Held(spark, {CLASSES: rows}), looked, mine, reference)
    day_of = F.datediff("gone_at", F.lit("2024-12-31"))
    found: dict[str, list[Any]] = {}
    for name, at, gone, since in told.select(
        F.trim("raw_id"), F.dayofmonth("delivered_at"), "is_gone", day_of
    ).collect():
        found.setdefault(name, []).append((at, since if gone else None))
    assert sorted(found["stays"]) == [(1, None), (3, None), (5, None)]
    assert sorted(found["went"]) == [(1, 3), (1, 3)], "blanks around a key are none of it"
    assert sorted(found["back"], key=str) == [(1, 3), (5, None)], "the row of the first day went, whatever came later"
    assert found["late"] == [(5, None)], "a snapshot with a record of nobody closes nobody"
    assert sorted(found["changed"]) == [(2, 3), (6, None)]
    assert found["replaced"] == [(3, 3)], "it stands before its own snapshot"
    never = snapshots.with_gone(Held(spark, {}), pending(source("sis"), table=CLASSES), mine, reference)
    assert {tuple(row) for row in never.select("is_gone", "gone_at").distinct().collect()} == {(False, None)}

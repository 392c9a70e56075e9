"""What goes is written down, removed, and said to be gone; what a killed run left is known."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import CLASSES, MARKS, day, rows_of

from edulake.jobs.steps.retain import removing
from edulake.jobs.steps.retain.delivered import Old
from edulake.jobs.steps.retain.going import Going
from edulake.ops.deliveries import HELD, LOST, REMOVED, REMOVING, Delivered
from edulake.ops.runs import Run
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once


def delivery(at: int, status: str = HELD, source: str = "sis") -> Delivered:
    return Delivered(source, f"{at}", "sha", 1, day(at), day(at), False, at, 1, day(at), "run", at, at, status)


class Recording:
    """A store that notes what is deleted, at version 9."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def delete(self, table: Any, condition: str) -> None:
        self.done.append(f"{table.name} WHERE {condition}")

    def version(self, table: Any) -> int:
        return 9


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[tuple[str, str, int]]]]:
    found: list[Any] = []

    def rewrite(_: Any, table: Any, rows: list[Delivered]) -> None:
        found.append((table.name, [(row.source_file, row.status, row.checked_version) for row in rows]))

    monkeypatch.setattr(removing, "rewrite", rewrite)
    return found


def test_the_ledger_says_so_before_and_after(written: list[Any]) -> None:
    """Of what a killed run was removing as well; nothing of what is younger, or of another source, or lost."""
    rows = [delivery(1), delivery(2, REMOVING), delivery(3), delivery(1, LOST), delivery(1, source="lms")]
    old = [Old("sis", day(3), 5), Old("lms", None, stays="it says whom ids stand for")]
    going, store = Going({MARKS: old}, {str(MARKS): rows}), Recording()
    removing.remove(store, going)  # type: ignore[arg-type]
    assert written == [("marks_raw", [("1", REMOVING, 1)])]
    assert store.done == [
        "marks_raw WHERE (source_system = 'sis' AND delivered_at < timestamp'2025-01-03T12:00:00+00:00')"
    ]
    removing.finish(store, going)  # type: ignore[arg-type]
    assert written[1:] == [("marks_raw", [("1", REMOVED, 9), ("2", REMOVED, 9)])]
    assert going.tables == [MARKS]


def test_where_no_row_is_left_nothing_is_deleted(written: list[Any]) -> None:
    """A run was killed between the delete and the ledger."""
    going, store = (
        Going({MARKS: [Old("sis", day(3))]}, {str(MARKS): [delivery(1, REMOVING)]}),
        Recording(),
    )
    removing.remove(store, going)  # type: ignore[arg-type]
    assert store.done == []
    removing.finish(store, going)  # type: ignore[arg-type]
    assert written[-1] == ("marks_raw", [("1", REMOVED, 9)])


def test_a_run_that_did_not_end_is_told_by_what_it_wrote_down_first() -> None:
    begun = removing.begun(Run("retain"), [MARKS, QUARANTINE])
    assert [(entry.table_name, entry.input_table) for entry in begun.entries] == [
        ("bronze.marks_raw", "bronze.marks_raw"),
        ("ops.quarantine", "ops.quarantine"),
    ]
    assert (begun.status, begun.error_code) == ("PARTIAL", "UNFINISHED")
    at = {number: {"ended_at": dt.datetime(2026, 1, number, tzinfo=dt.UTC)} for number in (1, 2)}
    done: Any = {
        ("bronze.marks_raw", None, "bronze.marks_raw"): at[1],
        ("bronze.marks_raw", None, None): at[2],
        ("ops.quarantine", None, "ops.quarantine"): at[2],
        ("ops.quarantine", None, None): at[1],
        (str(CLASSES), None, str(CLASSES)): at[1],
    }
    assert removing.unfinished(done) == {"ops.quarantine", str(CLASSES)}


def test_rows_of_a_database_are_named_by_a_view(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """No time of a change stands in a statement: the log keeps it. What is given again stays, and what has no time."""
    old = Old("sis", day(3), 1, given=("raw_mark", "2025-01-02"))
    rows = [
        {"source_system": of, "delivered_at": day(at), "raw_mark": mark}
        for of, at, mark in [
            *[("sis", 2, "2025-01-01"), ("sis", 2, "2025-01-02"), ("sis", 2, None), ("sis", 2, "-infinity")],
            *[("sis", 3, "2025-01-01"), ("lms", 2, "2025-01-01")],
        ]
    ]
    held = rows_of(spark, MARKS, *rows)
    found: list[int] = []

    def remove(_: Any, table: Any, gone: Any, on: str) -> None:
        assert "2025" not in on
        found.append(held.alias("t").join(gone.alias("s"), F.expr(on), "left_semi").count())

    monkeypatch.setattr(removing, "rewrite", lambda *_: None)
    monkeypatch.setattr(removing.purge, "remove", remove)
    store: Any = SimpleNamespace(spark=spark)
    removing.remove(store, Going({MARKS: [old]}, {}))
    assert found == [1] == [held.where(old.where).count()]

"""Rows of ops.job_runs on a local disk until they are in the table: lines of JSON in `ops/pending/` of the warehouse.

A run leaves what it did there at once, and takes it all in at its end: a commit of the table costs a second. What found
nothing to do never starts Spark, and nothing but Spark writes tables that are clustered: its rows wait for the next run
that does, as do those of a run that was killed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edulake.ops.tables import JOB_RUNS
from edulake.store.locks import private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edulake.store.store import Store

LINES = "runs.jsonl"
MOVING = "moving-*.jsonl"
MOMENTS = [column.name for column in JOB_RUNS.columns if column.type == "TIMESTAMP"]


def leave(store: Store, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows of ops.job_runs to those that wait; only on a local disk."""
    rows = list(rows)
    if not rows:
        return
    folder = _folder(store.root)
    with store.locks.holding(str(JOB_RUNS)):
        for path in (folder.parent, folder):
            path.mkdir(mode=0o700, exist_ok=True)
        named = [dict(zip(JOB_RUNS.column_names, row, strict=True)) for row in rows]
        with open(folder / LINES, "a", encoding="utf-8", opener=private) as lines:
            # On a line of its own, whatever a killed run left half-written before it.
            lines.writelines(f"\n{json.dumps(row, default=_text)}\n" for row in named)


def waiting(root: Path | None) -> list[dict[str, Any]]:
    """The rows that wait in a warehouse, by column; moments are of UTC."""
    return [row for path in sorted(_folder(root).glob("*.jsonl")) for row in _rows(path)] if root else []


def take_in(store: Store) -> None:
    """Move what waits into ops.job_runs, once: a run that was killed in between is gone on with."""
    folder = _folder(store.root)
    if store.root is None or not folder.is_dir():
        return
    from edulake.store.small_frame import as_frame

    with store.locks.holding(str(JOB_RUNS)):
        if (folder / LINES).exists():
            (folder / LINES).rename(folder / MOVING.replace("*", os.urandom(8).hex()))
        for path in sorted(folder.glob(MOVING)):
            rows = [tuple(row.values()) for row in _rows(path)]
            store.append(JOB_RUNS, as_frame(store.spark, rows, JOB_RUNS.struct()), (path.stem, 1))
            path.unlink()


def _folder(root: Path | None) -> Path:
    return Path(root or "", "ops", "pending")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file; a line that a killed run left half-written is none, nor is a file that was just taken in."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        yield {
            name: dt.datetime.fromisoformat(row[name]) if name in MOMENTS else row.get(name)
            for name in JOB_RUNS.column_names
        }


def _text(moment: dt.datetime) -> str:
    return moment.isoformat()

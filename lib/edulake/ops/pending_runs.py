"""Rows of ops.job_runs on a local disk until they are in the table: lines of JSON in `ops/pending/` of the warehouse.

A run leaves what it did there at once, and takes it all in at its end: a commit of the table costs a second. What found
nothing to do never starts Spark, and nothing but Spark writes tables that are clustered: its rows wait for the next run
that does, as do those of a run that was killed. Calls of agents wait so as well, in a folder of their own.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edulake.ops.tables import AGENT_CALLS, JOB_RUNS
from edulake.store.locks import private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edulake.contract.table import Table
    from edulake.store.store import Store

LINES = "runs.jsonl"
MOVING = "moving-*.jsonl"
WAITING = (JOB_RUNS, AGENT_CALLS)


def leave(store: Store, rows: Iterable[Sequence[Any]], table: Table = JOB_RUNS) -> None:
    """Add rows of the table to those that wait; only on a local disk."""
    rows = list(rows)
    if not rows:
        return
    folder = _folder(store.root, table)
    with store.locks.holding(str(table)):
        for path in (folder.parent.parent, folder.parent, folder):
            path.mkdir(mode=0o700, exist_ok=True)
        named = [dict(zip(table.column_names, row, strict=True)) for row in rows]
        with open(folder / LINES, "a", encoding="utf-8", opener=private) as lines:
            # On a line of its own, whatever a killed run left half-written before it.
            lines.writelines(f"\n{json.dumps(row, default=_text)}\n" for row in named)


def waiting(root: Path | None, table: Table = JOB_RUNS) -> list[dict[str, Any]]:
    """The rows of the table that wait in a warehouse, by column; moments are of UTC."""
    paths = sorted(_folder(root, table).glob("*.jsonl")) if root else []
    return [row for path in paths for row in _rows(path, table)]


def take_in(store: Store) -> None:
    """Move what waits into its tables, once: a run that was killed in between is gone on with."""
    for table in WAITING if store.root else ():
        folder = _folder(store.root, table)
        if folder.is_dir():
            _take_in(store, folder, table)


def _take_in(store: Store, folder: Path, table: Table) -> None:
    from edulake.store.small_frame import as_frame

    with store.locks.holding(str(table)):
        if (folder / LINES).exists():
            (folder / LINES).rename(folder / MOVING.replace("*", os.urandom(8).hex()))
        for path in sorted(folder.glob(MOVING)):
            rows = [tuple(row.values()) for row in _rows(path, table)]
            store.append(table, as_frame(store.spark, rows, table.struct()), (path.stem, 1))
            path.unlink()


def _folder(root: Path | None, table: Table) -> Path:
    pending = Path(root or "", "ops", "pending")
    return pending if table is JOB_RUNS else pending / table.name


def _rows(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file; a line that a killed run left half-written is none, nor is a file that was just taken in."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return
    moments = {column.name for column in table.columns if column.type == "TIMESTAMP"}
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        yield {
            name: dt.datetime.fromisoformat(row[name]) if name in moments else row.get(name)
            for name in table.column_names
        }


def _text(moment: dt.datetime) -> str:
    return moment.isoformat()

"""What liquid clustering saves: the files that a read of one student opens, from the statistics in Delta's log.

How many rows a table has is not told: of tables with a row a student that is a number of students.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from edulake.governance import catalog
from edulake.serving.report.parts import Section, Table

if TYPE_CHECKING:
    from edulake.contract.table import Table as Contract
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

LAYERS = ("silver", "gold")
MIDDLE = "SELECT {column} AS value FROM {table} ORDER BY {column} LIMIT 1 OFFSET {half}"


def section(lake: Reading, choices: Choices) -> Section:
    """Tables of students on a local disk; elsewhere `edulake clustering` asks Spark."""
    made = Section("clustering", "Clustering", "How many files does a look at one student open?")
    contracts = [table for table in catalog.TABLES if table.layer in LAYERS and table.person and lake.has(table)]
    rows = [row for table in contracts if (row := _measured(lake, choices, table))]
    if not rows:
        made.empty = "There is nothing to measure here; `edulake clustering` asks Spark."
        return made
    files, read = sum(row[2] for row in rows), sum(row[3] for row in rows)
    made.answer = f"Of {files:,} files, {read:,} are read to find everything about one student."
    columns = ("Table", "Clustered by", "Files", "Files read", "Share read", "MB")
    kinds = ("text", "text", "count", "count", "share", "score")
    note = "For the student in the middle of the order; a small table is one file, and clustering changes nothing."
    made.parts.append(Table("Files read for one student", columns, kinds, rows, note))
    return made


def _measured(lake: Reading, choices: Choices, table: Contract) -> list[Any] | None:
    actions = _files(choices, table)
    records = lake.one(f"SELECT count(*) AS n FROM {table}")["n"] if actions else 0
    if not records:
        return None
    asked = MIDDLE.format(column=table.person, table=table, half=records // 2)
    found = lake.rows(asked)
    value = found[0]["value"] if found else None
    read = sum(_may_hold(row, str(table.person), value) for row in actions)
    size = sum(row["size_bytes"] for row in actions) / 1024**2
    return [str(table), ", ".join(table.cluster_by), len(actions), read, read / len(actions), round(size, 1)]


def _files(choices: Choices, table: Contract) -> list[dict[str, Any]]:
    """The files of a local table with their statistics; none where delta-rs is not installed."""
    folder = Path(choices.warehouse) / table.layer / table.name
    try:
        from deltalake import DeltaTable
    except ImportError:
        return []
    if not folder.is_dir():
        return []
    found = DeltaTable(str(folder)).get_add_actions(flatten=True)
    names = list(found.schema.names)
    columns = [found.column(at).to_pylist() for at in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _may_hold(row: dict[str, Any], column: str, value: Any) -> bool:
    """Whether a file must be opened: its statistics do not rule the value out."""
    low, high = row.get(f"min.{column}"), row.get(f"max.{column}")
    return low is None or high is None or low <= value <= high

"""A view of a warehouse that has every table, and answers as it was told: no engine, no files."""

from __future__ import annotations

from typing import Any

from edulake.contract.table import Table
from edulake.serving.query import Answer


class Canned:
    """Answers a SELECT with the rows of the first key that its text holds; `asked` is all that it was asked."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]], missing: tuple[Table, ...] = ()) -> None:
        self.canned = rows
        self.missing = missing
        self.asked: list[str] = []

    def exists(self, table: Table) -> bool:
        return table not in self.missing

    def version(self, _: Table) -> int:
        return 7

    def query(self, sql: str) -> Answer:
        self.asked.append(sql)
        rows = next(rows for text, rows in self.canned.items() if text in sql)
        return Answer(list(rows[0]) if rows else [], [tuple(row.values()) for row in rows])

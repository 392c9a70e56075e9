"""Reading a warehouse for a page: which tables there are, and rows by name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.serving.query import View

Row = dict[str, Any]


class Reading:
    """Questions to a view; `versions` are those of the tables that were asked about."""

    def __init__(self, lake: View) -> None:
        self.lake = lake
        self.versions: dict[str, int] = {}

    def has(self, *tables: Table) -> bool:
        """Whether all of these tables exist."""
        found = all(self.lake.exists(table) for table in tables)
        if found:
            self.versions |= {str(t): self.lake.version(t) for t in tables if str(t) not in self.versions}
        return found

    def rows(self, sql: str) -> list[Row]:
        """The answer as dictionaries, decimals as floats: a page shows three digits of them."""
        answer = self.lake.query(sql)
        return [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]

    def one(self, sql: str) -> Row:
        """The only row of an answer."""
        return self.rows(sql)[0]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value

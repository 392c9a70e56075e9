"""Reading a warehouse for a page: which tables there are, and rows by name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.serving.query import View
    from edulake.serving.questions.question import Question, Row


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

    def is_filled(self, *tables: Table) -> bool:
        """Whether each of these tables exists and has rows: one that no source has anything for may be there, empty."""
        return self.has(*tables) and all(self.one(f"SELECT count(*) AS n FROM {table}")["n"] for table in tables)

    def rows(self, sql: str) -> list[Row]:
        """The answer as dictionaries, decimals as floats: a page shows three digits of them."""
        answer = self.lake.query(sql)
        return [dict(zip(answer.columns, map(plain, row), strict=True)) for row in answer.rows]

    def all_of(self, question: Question) -> list[Row]:
        """All rows of a question, of small groups as well: for a figure that hides these itself, as it tells more."""
        return self.rows(question.every) if self.has(*question.tables) else []

    def one(self, sql: str) -> Row:
        """The only row of an answer."""
        return self.rows(sql)[0]


def plain(value: Any) -> Any:
    """A decimal as a float; all else as it is."""
    return float(value) if isinstance(value, Decimal) else value

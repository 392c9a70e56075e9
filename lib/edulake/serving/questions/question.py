"""What a question that people see is: asked once, in SQL that Spark, delta-rs and Databricks understand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from edulake.governance import catalog
from edulake.governance.released.sql import banded_sql, ends_sql, line_sql, told_sql
from edulake.serving.query.statement import mentioned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.contract.table import Table
    from edulake.governance.released import Bands

View = Literal["report", "notebook", "dashboard", "demo"]
VIEWS: tuple[View, ...] = get_args(View)
Kind = Literal["text", "count", "score", "share", "precise", "date", "time"]
Row = dict[str, Any]
# Digits after the point of what is shown of a number.
DIGITS: dict[Kind, int] = {"count": 0, "score": 1, "share": 2, "precise": 3}


class Column(NamedTuple):
    """A column of an answer: its name in words, how its values are spelled, and how many students they tell of.

    `behind` are columns of the SQL with numbers of students: where one of them is small, the value is not told. `only`
    is a condition under which it is told besides. `of` is the SQL of how many a share is of: of few who all do, or of
    whom none does, only a bound is told (`released.shares.BOUNDS`, which the note of the question has to say).
    """

    words: str
    kind: Kind = "text"
    behind: tuple[str, ...] = ()
    only: str = ""
    of: str = ""

    def told(self, name: str) -> str:
        """The SQL of the column called `name` as it may be shown, in the digits that are shown."""
        rounded = f"round(CAST({name} AS DOUBLE), {DIGITS[self.kind]})" if DIGITS.get(self.kind) else name
        return told_sql(ends_sql(rounded, self.of) if self.of else rounded, self.behind, self.only)


@dataclass(frozen=True, eq=False)
class Question:
    """A question, and all that report, notebook, dashboard and demo need to show its answer.

    `sql` answers with a row for each group that the column `across` names; without `across`, with one row: a number.
    `counts` is the column with the students of a group, where the groups divide all students of a population: a small
    one is left out of all views, and another with it where it could be had by subtraction; `within` are the columns
    by which there are several populations. Where the groups are `bands`, small ones are shown together with neighbours,
    and no others are left out; `means` names the columns that are means of a group, each with the one that counts its
    students. `columns` are those that are shown, `shows` the one that is drawn; a row of
    which it is not told is left out as well. By default both are `across` and `counts`. `keys` are told, by which a
    view joins rows, and not shown. `where` chooses rows. `asks` is the title in words of somebody who asks. `unseen`
    says of a view that does not show it, why.
    """

    name: str
    title: str
    sql: str
    where: str = ""
    across: str = ""
    counts: str = ""
    within: tuple[str, ...] = ()
    bands: Bands | None = None
    means: Mapping[str, str] = field(default_factory=dict)
    shows: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    order: str = ""
    asks: str = ""
    note: str = ""
    unseen: Mapping[View, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        default = {name: Column(name.replace("_", " "), kind) for name, kind in self._shown_by_default() if name}
        for name, value in {
            "shows": self.shows or self.counts,
            "columns": self.columns or default,
            "order": self.order or (f"{self.counts} DESC, {self.across}" if self.across and self.counts else ""),
            "asks": self.asks or self.title,
        }.items():
            object.__setattr__(self, name, value)

    @cached_property
    def tables(self) -> list[Table]:
        """The tables that must be there for it to be asked."""
        return mentioned(self.sql, catalog.TABLES)

    @property
    def every(self) -> str:
        """The SQL of all rows, of small groups as well: for figures that choose and hide by themselves."""
        return self.sql.strip() + self._in_order()

    @property
    def chosen(self) -> str:
        """The same of the rows that `where` chooses."""
        return self._narrowed() + self._in_order()

    @property
    def told(self) -> str:
        """The SQL of all that may be told: `keys` and `columns`, of those groups that may be seen, in their order."""
        keys = {name: name for name in self.keys}
        return self._asking({**keys, **{name: column.told(name) for name, column in self.columns.items()}})

    @property
    def drawn(self) -> str:
        """The SQL of a picture: `x`, the group's name, and `y`, its number; of a number `value` alone."""
        names = {"x": self.across, "y": self.shows} if self.across else {"value": self.shows}
        return self._asking({name: self.columns[of].told(of) for name, of in names.items()})

    def is_seen(self, view: View) -> bool:
        return view not in self.unseen

    def _shown_by_default(self) -> list[tuple[str, Kind]]:
        return [(self.across, "text"), (self.counts, "count")]

    def _asking(self, columns: Mapping[str, str]) -> str:
        shown = ",\n       ".join(sql if sql == name else f"{sql} AS {name}" for name, sql in columns.items())
        all_rows = self._narrowed()
        groups, in_order = all_rows, self._in_order()
        if self.bands:
            groups = banded_sql(all_rows, self.across, self.counts, self.bands, self.means, self.within)
            in_order = f"\nORDER BY {', '.join([*self.within, 'band_place', self.across])}"
        elif self.across and self.counts:
            groups = line_sql(all_rows, self.across, self.counts, self.within)
        drawn = self.columns.get(self.shows)
        told = (
            f"\nWHERE {drawn.told(self.shows)} IS NOT NULL"
            if self.across and drawn and (drawn.behind or drawn.only)
            else ""
        )
        return f"SELECT {shown}\nFROM (\n{groups}\n) AS asked{told}{in_order}"

    def _narrowed(self) -> str:
        of_all = self.sql.strip()
        return f"SELECT * FROM (\n{of_all}\n) AS of_all WHERE {self.where}" if self.where else of_all

    def _in_order(self) -> str:
        return f"\nORDER BY {self.order}" if self.order else ""

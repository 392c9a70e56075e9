"""The statements that a database is asked: what there is, where to split it, and its rows as text.

What databases differ in is one file each, a `Dialect`. None orders by text: parts are of whole numbers or of times.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edulake.config.database import Database

ALL = "1 = 1"
PRESENT = "{} IS NOT NULL"
# Usual times are text from here on: what begins with less is a sign, or a year that no clock reaches.
EARLIEST = "0001"


@dataclass(frozen=True)
class Described:
    """The columns of what is read with their types, in order, and the database's clock (UTC) before anything was."""

    types: dict[str, str]
    moment: str


class Dialect(ABC):
    """One database's way of saying what all are asked.

    `codes` give the states of failures.py to its own numbers of errors, where its SQLSTATEs do not tell them apart.
    `tells_types` says whether it tells the types of a query's columns.
    """

    product: ClassVar[str]
    driver: ClassVar[str]
    coordinates: ClassVar[str]
    numbers: ClassVar[tuple[str, ...]]
    times: ClassVar[tuple[str, ...]]
    codes: ClassVar[Mapping[int, str]] = {}
    tells_types: ClassVar[bool] = True
    # What is written with the session's zone or decimal mark; "" where nothing is.
    session: ClassVar[str] = ""
    # Conditions for times that a clock reaches, and for those before all of them; "" where there are none.
    usual: ClassVar[str] = PRESENT
    unusual: ClassVar[str] = ""

    @abstractmethod
    def connection(self, mode: str, roots: str) -> dict[str, str]:
        """What its driver is told: the TLS mode in its own words, whom to trust, who asks."""

    @abstractmethod
    def describe(self, database: Database, names: Iterable[str], /) -> str:
        """A row for each column: position, name, type, the clock as moment; none where there is no such table.

        `names` are the columns of a query.
        """

    @abstractmethod
    def as_text(self, column: str, kind: str) -> str:
        """A column as text, exactly; moments as ISO 8601, in UTC and with a Z where the type has a zone.

        ConfigError for a type that has none.
        """

    @abstractmethod
    def literal(self, value: str, kind: str) -> str:
        """A whole number, or a moment in ISO 8601 (UTC where the type has a zone), to compare a column with."""

    def derived(self, database: Database, fields: Mapping[str, str]) -> dict[str, str]:
        """The types of a query's columns, by those that Spark gives them, where the database does not tell."""
        raise NotImplementedError

    def clock(self) -> str:
        """The row with the database's clock as moment, where its columns are known otherwise."""
        raise NotImplementedError

    def name(self, identifier: str) -> str:
        return '"' + identifier.replace('"', '""') + '"'

    def is_usual(self, column: str, kind: str) -> str:
        """The condition for whole numbers, and times that a clock reaches."""
        return (PRESENT if kind in self.numbers else self.usual).format(self.name(column))

    def source(self, database: Database) -> str:
        """What rows are selected from."""
        if database.query:
            return f"({database.query}) q"
        return ".".join(self.name(part) for part in database.table.split("."))

    def since(self, database: Database, described: Described, start: str | None) -> str:
        """The condition for rows that changed from `start` (UTC) on; all rows where it is null.

        What has no modification time, or none that a clock reaches, is always among them.
        """
        if start is None:
            return ALL
        column, kind = database.watermark, described.types[database.watermark]
        quoted = self.name(column)
        ways = [f"{quoted} >= {self.literal(start, kind)}", f"{quoted} IS NULL", self.unusual.format(quoted)]
        return f"({' OR '.join(way for way in ways if way)})"

    def within(self, database: Database, described: Described, start: str, end: str) -> str:
        """The condition for rows that changed from `start` up to, not including, `end`; either may be empty."""
        column, kind = database.watermark, described.types[database.watermark]
        ways = [self.is_usual(column, kind)]
        ways += [f"{self.name(column)} >= {self.literal(start, kind)}"] if start else []
        ways += [f"{self.name(column)} < {self.literal(end, kind)}"] if end else []
        return f"({' AND '.join(ways)})"

    def bounds(self, database: Database, described: Described, condition: str) -> str:
        """The lowest and the highest of the column by which the rows of `condition` are split, as text."""
        column, kind = database.partition_column, described.types[database.partition_column]
        usual = self.is_usual(column, kind)
        low, high = self.name("low"), self.name("high")
        values = f"min({self.name(column)}) AS {low}, max({self.name(column)}) AS {high}"
        inner = f"SELECT {values} FROM {self.source(database)} WHERE {condition} AND {usual}"
        texts = [f"{self.as_text(end, kind)} AS {self.name(f'{end}est')}" for end in ("low", "high")]
        return f"SELECT {', '.join(texts)} FROM ({inner}) bounds"

    def parts(self, database: Database, described: Described, condition: str, at: list[str]) -> list[str]:
        """Conditions that together hold each row of `condition` once."""
        if not at:
            return [condition]
        column, kind = self.name(database.partition_column), described.types[database.partition_column]
        values = [self.literal(cut, kind) for cut in at]
        between = [f"{column} >= {low} AND {column} < {high}" for low, high in pairwise(values)]
        ranges = [f"({column} < {values[0]} OR {column} IS NULL)", *between, f"{column} >= {values[-1]}"]
        return [f"{condition} AND {part}" for part in ranges]

    def rows(self, database: Database, described: Described, condition: str) -> str:
        """The rows of `condition` as text in the columns c0, c1, …, each with the count of them all."""
        columns = enumerate(described.types.items())
        values = [f"{self.as_text(column, kind)} AS {self.name(f'c{at}')}" for at, (column, kind) in columns]
        rows = f"FROM {self.source(database)} WHERE {condition}"
        return f"SELECT {', '.join(values)}, {self.counted(rows)} AS {self.name('counted')} {rows}"

    def count(self, database: Database, condition: str) -> str:
        return f"SELECT count(*) AS {self.name('counted')} FROM {self.source(database)} WHERE {condition}"

    def counted(self, rows: str, /) -> str:
        """How many `rows` there are, beside each: one statement sees one state, however busy the database is."""
        return f"(SELECT count(*) {rows})"

    def check(self, database: Database, described: Described) -> None:
        """ConfigError for a watermark or partition column that is not there, or whose type does not serve."""
        wanted = [(database.watermark, self.times)]
        if database.partition_column:
            wanted.append((database.partition_column, (*self.numbers, *self.times)))
        for column, kinds in wanted:
            kind = described.types.get(column)
            if kind not in kinds:
                why = f"it is {kind}" if kind else f"{database.spelled} has no such column"
                raise ConfigError(
                    f"{database.spelled} cannot be read by {column}", why, f"name one of {', '.join(kinds)}"
                )


def bare(kind: str) -> str:
    """A type without its length, precision or scale."""
    return re.sub(r" ?\([^)]*\)", "", kind).strip()


def text_of(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"


def cuts(lowest: str, highest: str, parts: int) -> list[str]:
    """The values that split what lies between two whole numbers, or two moments, into parts of equal width."""
    if re.match(r"\d{4}-", lowest):
        low, high = (dt.datetime.fromisoformat(text.removesuffix("Z")) for text in (lowest, highest))
        width = (high - low) / parts
        return [(low + width * cut).isoformat(timespec="microseconds") for cut in range(1, parts)] if width else []
    first, last = int(Decimal(lowest)), int(Decimal(highest))
    return [str(first + (last - first) * cut // parts) for cut in range(1, parts)] if first < last else []


def without_text(dialect: Dialect, column: str, kind: str) -> ConfigError:
    what = f"column {column} cannot be read: {dialect.product} has no text for its type"
    return ConfigError(what, f"it is {kind}", f'add "{column}" to omit')

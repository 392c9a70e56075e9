"""What a source delivers, by which way it arrives, how its bytes are read, and how values are written in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from edulake.expr.called import alike, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.config import database, kafka
    from edulake.contract.table import Table
    from edulake.expr.called import Called
    from edulake.expr.vocabulary import Code, Money


Format = Literal["csv", "jsonl", "json", "parquet"]


@dataclass(frozen=True)
class Withheld:
    """What a source keeps out of every layer, because nobody may hold it; true where that is anything.

    The columns called as in `omit`, in any case, a dot reaching into nested JSON; or all columns but those of `only`.
    `optional` ones are not missed. Blanks of a name do not count where names are compared `loosely`, nor does case.
    """

    omit: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    optional: bool = False
    loosely: bool = False

    def __bool__(self) -> bool:
        return bool(self.omit) or self.only is not None

    def withholds(self, name: str) -> bool:
        """Whether the column `name` is kept out as a whole."""
        if self.loosely:
            omit, only = (tuple(alike(one, loosely=True) for one in given) for given in (self.omit, self.only or ()))
            return Withheld(omit, None if self.only is None else only).withholds(alike(name, loosely=True))
        omitted = name.lower() in {omitted.lower() for omitted in self.omit}
        return omitted or (self.only is not None and name not in self.only)


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a file become records."""

    format: Format
    delimiter: str = ","
    encoding: str = "utf-8"
    # Nothing that decides whether a file is fit to be loaded: what was refused before is not tried again for it.
    withheld: Withheld = field(default=Withheld(), repr=False)
    # Where in a JSON object the list of records is, by keys and dots; "" where each object is a record.
    records: str = field(default="", repr=False)
    # Whether the first line of CSV names the columns; where it does not, they are called 1, 2 and so on.
    header: bool = field(default=True, repr=False)
    # Whether case and blanks of a column's name do not count.
    loosely: bool = field(default=False, repr=False)

    @property
    def rules(self) -> str:
        """What decides whether a file is fit to be loaded, as text."""
        said = {" no header": not self.header, " loosely": self.loosely}
        return f"{self}{self.records}{''.join(text for text, is_so in said.items() if is_so)}"


@dataclass(frozen=True)
class Files:
    """Files of one kind, which arrive in the source's landing folder."""

    pattern: str  # a glob below the folder
    dialect: Dialect
    unless: str = ""  # a folder anywhere above a file, in any case, whose files are none of them
    table: str = ""  # a table of a database of SQLite in the folder that is one of them as well

    def leaves_out(self, parts: Sequence[str]) -> bool:
        """Whether a file, by its folders and its name, is none of them although the pattern matches."""
        return bool(self.unless) and self.unless.lower() in {part.lower() for part in parts[:-1]}


@dataclass(frozen=True)
class Database:
    """Rows of a table of a database, which are fetched there."""

    settings: database.Database
    withheld: Withheld = Withheld()
    loosely: bool = False


@dataclass(frozen=True)
class Topic:
    """Records of a topic, each a JSON object, which are read there."""

    settings: kafka.Kafka
    withheld: Withheld = Withheld()


@dataclass(frozen=True)
class Feed:
    """One kind of record that a source delivers, and the bronze table that keeps it."""

    table: Table
    # The table's raw columns, and what they are called where the records are; dots reach into nested JSON.
    columns: Mapping[str, Called] = field(hash=False)
    arrives: Files | Database | Topic
    # The raw columns without which a delivery cannot be meant for this table.
    required: tuple[str, ...] = ()
    # Whether a delivery holds every record there is: what the newest one lacks is gone, and one that lacks too many of
    # those of the one before is refused. None where the manifest.csv of each delivery says so.
    snapshot: bool | None = False
    # The raw columns that tell the records of snapshots apart.
    identity: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which one of its columns may be found."""
        return names(self.columns.values())

    @property
    def files(self) -> Files:
        """How its files arrive; TypeError for one that has none."""
        if isinstance(self.arrives, Files):
            return self.arrives
        raise TypeError(f"{self.table} is not fed by files")

    @property
    def database(self) -> Database:
        """The database that it is fetched from; TypeError for one that has none."""
        if isinstance(self.arrives, Database):
            return self.arrives
        raise TypeError(f"{self.table} is not fed by a database")

    @property
    def topic(self) -> Topic:
        """The topic that it is read from; TypeError for one that has none."""
        if isinstance(self.arrives, Topic):
            return self.arrives
        raise TypeError(f"{self.table} is not fed by a topic")


@dataclass(frozen=True)
class Scale:
    """Lowest and highest score of a source; with `percent`, its scores may carry a percent sign."""

    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(100)
    percent: bool = False

    def __str__(self) -> str:
        return "percent" if self.percent else f"{self.lowest:f}-{self.highest:f}"


@dataclass(frozen=True)
class Notation:
    """How a source writes values: date formats, decimal sign, score scale, and the namespace of its ids.

    `codes` are what it writes for the categories of a column, by that. Where `caps_scores`, a score above its highest
    is that one.

    `no_engagement_is_zero` says that the source leaves engagement out where there was none, `exceptions_only` that it
    tells of attendance only where somebody was absent or late. `time_zone` is where days
    begin for it, and whose time a moment without an offset is: UTC if empty, and days as they are written. `patterns`
    are raw columns, without the prefix, with a regular expression that their values are expected to fit. Where a
    crosswalk says which students its ids stand for, `unmapped` is the namespace of those of which it does not. `money`
    is how amounts of money are written, None where only plain numbers are amounts. Messages of conversations are
    corrected up to the level `corrections_up_to`, those of any level if it is empty.
    """

    date_formats: tuple[str, ...] = ("yyyy-MM-dd",)
    decimal_comma: bool = False
    scale: Scale = Scale()
    id_namespace: str = ""
    no_engagement_is_zero: bool = False
    exceptions_only: bool = False
    time_zone: str = ""
    patterns: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, tuple[Code, ...]], ...] = ()
    caps_scores: bool = False
    unmapped: str = ""
    money: Money | None = None
    corrections_up_to: str = ""

    def codes_of(self, column: str) -> tuple[Code, ...]:
        """What it writes for the categories of a column."""
        return dict(self.codes).get(column, ())

"""What a source delivers: files or a table of a database, how their bytes are read, how values are written in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from edulake.config.database import Database
    from edulake.contract.table import Table
    from edulake.expr.vocabulary import StatusCode


Format = Literal["csv", "jsonl", "json", "parquet", "jdbc"]


@dataclass(frozen=True)
class Withheld:
    """What a source keeps out of every layer, because nobody may hold it; true where that is anything.

    The columns called as in `omit`, in any case, a dot reaching into nested JSON; or all columns but those of `only`.
    `optional` ones are not missed.
    """

    omit: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    optional: bool = False

    def __bool__(self) -> bool:
        return bool(self.omit) or self.only is not None

    def withholds(self, name: str) -> bool:
        """Whether the column `name` is kept out as a whole."""
        omitted = name.lower() in {omitted.lower() for omitted in self.omit}
        return omitted or (self.only is not None and name not in self.only)


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a file, or the columns of a database, become records."""

    format: Format
    delimiter: str = ","
    encoding: str = "utf-8"
    # Nothing that decides whether a file is fit to be loaded: what was refused before is not tried again for it.
    withheld: Withheld = field(default=Withheld(), repr=False)
    # Where in a JSON object the list of records is, by keys and dots; "" where each object is a record.
    records: str = field(default="", repr=False)


@dataclass(frozen=True)
class Feed:
    """One kind of file of a source, and the bronze table that keeps its records.

    `files` is a glob below the source's landing folder. `columns` maps the table's raw columns to the
    names used in the file (dots reach into nested JSON); `required` are those without which the file
    cannot be meant for this table. A `snapshot` holds every record there is: what the newest one lacks is gone; one
    that lacks too many of the records of the one before is refused, told apart by the raw columns `identity`. It is
    None where the manifest.csv of each delivery says so. A feed of a `database` has a table instead of files.
    """

    table: Table
    files: str
    dialect: Dialect
    columns: dict[str, str] = field(hash=False)
    required: tuple[str, ...] = ()
    snapshot: bool | None = False
    identity: tuple[str, ...] = ()
    database: Database | None = None


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

    `status_codes` are what it writes for statuses. Where `caps_scores`, a score above its highest is that one.

    `no_engagement_is_zero` says that the source leaves engagement out where there was none. `time_zone` is where days
    begin for it, and whose time a moment without an offset is: UTC if empty, and days as they are written. `patterns`
    are raw columns, without the prefix, with a regular expression that their values are expected to fit.
    """

    date_formats: tuple[str, ...] = ("yyyy-MM-dd",)
    decimal_comma: bool = False
    scale: Scale = Scale()
    id_namespace: str = ""
    no_engagement_is_zero: bool = False
    time_zone: str = ""
    patterns: tuple[tuple[str, str], ...] = ()
    status_codes: tuple[StatusCode, ...] = ()
    caps_scores: bool = False

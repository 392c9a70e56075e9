"""What a table is: columns, key, clustering, meaning. Data only; everything else is rendered from it.

DDL, casts, checks, the data dictionary and the tests derive from these values, so that a type is
written down once. Nothing here needs a session, and importing it needs only the standard library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import types as T

    from edulake.database.settings import Database
    from edulake.vocabulary import StatusCode

Personal = Literal["none", "indirect", "direct"]
Mask = Literal["absent", "email", "identifier"]
Format = Literal["csv", "jsonl", "json", "parquet", "jdbc"]

IDENTIFIER = re.compile(r"\A[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
# Delta collects statistics for the first 32 columns, and only those can be clustered by.
CLUSTERABLE = 32


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and how personal it is.

    `personal` is "direct" for what names a person or, being as delivered, might: ids of people, ids of rows about them,
    and every hash over either, because ids and class lists are few enough to be tried one by one; "indirect" for what
    could single one out. `mask` is what those see of a direct column who may see rows, but no names: nothing, or
    j***@domain; an "identifier" they see only where a platform grants them the rows of their own school.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = True
    personal: Personal = "none"
    mask: Mask = "absent"

    def ddl(self) -> str:
        required = "" if self.nullable else " NOT NULL"
        return f"{quoted(self.name)} {self.type}{required} COMMENT {literal(self.meaning)}"


@dataclass(frozen=True)
class Table:
    """The contract of one table.

    `key` is unique in every version of the table (empty for append-only tables), `cluster_by` are the
    liquid clustering columns (2 to 4: OPTIMIZE of Delta 3.2.0 fails on one), `student` the column that
    finds a student's rows, `statistics` further columns that data skipping needs.
    """

    layer: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    cluster_by: tuple[str, ...]
    key: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    student: str | None = None
    change_feed: bool = False
    deletion_vectors: bool = False
    contract_version: int = 1
    retention_days: int = 3650

    def __post_init__(self) -> None:
        names = self.column_names
        first = names[:CLUSTERABLE]
        if len(set(names)) != len(names):
            raise ValueError(f"{self}: a column is named twice")
        if not 2 <= len(self.cluster_by) <= 4 or not set(self.cluster_by) <= set(first):
            raise ValueError(f"{self}: cluster by 2 to 4 of the first {CLUSTERABLE} columns")
        if not set(self.key) | set(self.statistics) <= set(names):
            raise ValueError(f"{self}: key and statistics must be columns")

    def __str__(self) -> str:
        return f"{self.layer}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def properties(self) -> dict[str, str]:
        """Table properties; statistics are kept to what is skipped on (two seconds per million rows else)."""
        skipped_on = dict.fromkeys((*self.cluster_by, *self.statistics))
        return {
            "delta.dataSkippingStatsColumns": ",".join(skipped_on),
            "delta.enableChangeDataFeed": str(self.change_feed).lower(),
            "delta.enableDeletionVectors": str(self.deletion_vectors).lower(),
            "edulake.contract_version": str(self.contract_version),
            "edulake.retention_days": str(self.retention_days),
        }

    def create_sql(self, name: str) -> str:
        """CREATE TABLE of this contract under `name`."""
        columns = ",\n  ".join(column.ddl() for column in self.columns)
        clustering = ", ".join(quoted(column) for column in self.cluster_by)
        properties = ", ".join(f"{literal(k)} = {literal(v)}" for k, v in self.properties.items())
        return (
            f"CREATE TABLE IF NOT EXISTS {name} (\n  {columns}\n)\nUSING delta\nCLUSTER BY ({clustering})\n"
            f"COMMENT {literal(self.meaning)}\nTBLPROPERTIES ({properties})"
        )

    def casts(self) -> list[SparkColumn]:
        """The columns of a frame, cast to the types of this contract (as SQL: a call to the JVM for each, not four)."""
        from pyspark.sql import functions as F

        return [F.expr(f"CAST({quoted(c.name)} AS {c.type}) AS {quoted(c.name)}") for c in self.columns]

    def struct(self) -> T.StructType:
        """The columns as a Spark schema."""
        from pyspark.sql import types as T

        return T.StructType([T.StructField(c.name, spark_type(c.type), c.nullable) for c in self.columns])


# The parse_issue of a sound record about somebody whom its subject is not about: staff in a list of users.
OUT_OF_SCOPE = "NOT_A_STUDENT"


@dataclass(frozen=True)
class Rule:
    """A quality rule on candidate rows: `broken` is true for rows that break it (null counts as kept).

    `needs` names the raw column without which a source cannot break it: what it never has is not missing from a row.
    """

    code: str
    meaning: str
    broken: Callable[[], SparkColumn]
    needs: str | None = None


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


def quoted(identifier: str) -> str:
    """A back-quoted identifier; ValueError for a name outside letters, digits and underscore."""
    if not IDENTIFIER.match(identifier):
        raise ValueError(f"not a table or column name: {identifier!r}")
    return f"`{identifier}`"


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def spark_type(sql: str) -> T.DataType:
    """The Spark type of a contract's SQL type, without a session (Spark's own DDL parser needs one)."""
    from pyspark.sql import types as T

    decimal = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", sql)
    if decimal:
        return T.DecimalType(int(decimal[1]), int(decimal[2]))
    if sql.startswith("ARRAY<"):
        return T.ArrayType(spark_type(sql[len("ARRAY<") : -1]))
    simple = {
        "STRING": T.StringType,
        "INT": T.IntegerType,
        "DOUBLE": T.DoubleType,
        "BIGINT": T.LongType,
        "DATE": T.DateType,
        "TIMESTAMP": T.TimestampType,
        "BOOLEAN": T.BooleanType,
    }
    return simple[sql]()

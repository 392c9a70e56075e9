"""What a table is: columns, key, clustering, meaning. Data only; everything else is rendered from it.

DDL, casts, checks, the data dictionary and the tests derive from these values, so that a type is
written down once. Nothing here needs a session, and importing it needs only the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from edulake.contract.sql import literal, quoted, spark_type

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import types as T


Personal = Literal["none", "indirect", "direct", "sensitive"]
# Whom an id is about. Each kind has ids of its own: staff 17 is not student 17.
Person = Literal["student", "staff", "guardian", "applicant"]
Mask = Literal["absent", "email", "identifier"]

# Delta collects statistics for the first 32 columns, and only those can be clustered by.
CLUSTERABLE = 32


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and how personal it is.

    `personal` is "direct" for what names a person or, being as delivered, might: ids of people, ids of rows about them,
    and every hash over either, because ids and class lists are few enough to be tried one by one; "indirect" for what
    could single one out; "sensitive" for what can harm a person when it gets about (health, restrictions, sex and race,
    behaviour): it stands in bronze, quarantine and silver only, and nobody sees it but by a grant of its own. `mask` is
    what those see of a direct column who may see rows, but no names: nothing, or j***@domain; an "identifier" they see
    only where a platform grants them the rows of their own school.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = True
    personal: Personal = "none"
    mask: Mask = "absent"

    @property
    def is_guarded(self) -> bool:
        """Whether it names somebody or may harm somebody: not for those who did not ask for personal data."""
        return self.personal in ("direct", "sensitive")

    def ddl(self) -> str:
        required = "" if self.nullable else " NOT NULL"
        return f"{quoted(self.name)} {self.type}{required} COMMENT {literal(self.meaning)}"


@dataclass(frozen=True)
class Table:
    """The contract of one table.

    `key` is unique in every version of the table (empty for append-only tables), `cluster_by` are the
    liquid clustering columns (2 to 4: OPTIMIZE of Delta 3.2.0 fails on one), `people` the columns that hold ids
    of people, by whom they are about (the first finds the rows of one), `statistics` further columns that data
    skipping needs. Of `harmful_rows` it may harm a person already that there is a row of them.
    """

    layer: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    cluster_by: tuple[str, ...]
    key: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    people: dict[str, Person] = field(default_factory=dict, hash=False)
    harmful_rows: bool = False
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
        if not {*self.key, *self.statistics, *self.people} <= set(names):
            raise ValueError(f"{self}: key, statistics and people must be columns")
        if self.layer == "gold" and any(column.personal == "sensitive" for column in self.columns):
            raise ValueError(f"{self}: what is sensitive of a person stays in silver")

    def __str__(self) -> str:
        return f"{self.layer}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def person(self) -> str | None:
        """The column that finds the rows of one person; None where rows are about nobody."""
        return next(iter(self.people), None)

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

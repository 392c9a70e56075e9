"""What a view of a warehouse can be asked, whoever reads the tables, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edulake.contract.table import Table
    from edulake.store.delta_log import Commit


class Answer(NamedTuple):
    """Rows as Python values: Decimal for DECIMAL, an aware UTC datetime for TIMESTAMP, a list for ARRAY."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class Size(NamedTuple):
    """What the newest version of a table takes."""

    files: int
    bytes: int


class View(Protocol):
    """The tables of one warehouse, by contract."""

    @property
    def catalog(self) -> str:
        """What may stand before layer.table in SQL."""
        ...

    def tables(self) -> list[Table]:
        """Those tables of the catalog that exist, in its order."""
        ...

    def exists(self, table: Table) -> bool: ...

    def version(self, table: Table) -> int: ...

    def travel(self, table: Table, version: int) -> None:
        """From here on the view reads the table as it was then; UnreadableError for a version that is not there."""
        ...

    def size(self, table: Table) -> Size: ...

    def history(self, table: Table, limit: int) -> list[Commit]:
        """The newest commits, newest first."""
        ...

    def query(self, sql: str) -> Answer:
        """What a SELECT over tables named layer.table answers; ConfigError for SQL that cannot be understood.

        The catalog's name may stand before it. The SQL is what DataFusion and Spark have in common. Nulls sort as the
        smallest values, as in Spark.
        """
        ...

    def stream(self, sql: str) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        """The columns of an answer of any size, and its rows in parts."""
        ...

    def plan(self, sql: str) -> str:
        """How the engine would answer: which files it reads, by which conditions. No row is read for it."""
        ...

    def batches(self, sql: str) -> Iterator[Any]:
        """The rows of an answer of any size as record batches of pyarrow, which must be installed."""
        ...

    def identity(self, table: Table) -> str:
        """By which a table is told from one that was made anew in its place."""
        ...

    def write_parquet(self, sql: str, out: Path) -> int:
        """Write an answer as Parquet, and say how many rows it has: one file by delta-rs, a folder of them by Spark."""
        ...

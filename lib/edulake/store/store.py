"""The only place that writes tables.

They are written by append, MERGE or DELETE, never by a full overwrite: that silently drops liquid clustering on current
Delta.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pyspark.errors import PySparkException

from edulake.contract.sql import literal
from edulake.store import drift
from edulake.store.merge import statement
from edulake.store.staging import Staging
from edulake.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.store.merge import Clause


# From so many rows on, what is appended is laid out: in so many files, each of them with this many rows at least and at
# most. In a table of less, a read of one student skips too little to be worth the sorting.
BULK_ROWS = 1_000_000
BULK_FILES = 32
ROWS_PER_FILE = (50_000, 4_000_000)


class Store(Tables):
    """The tables of one warehouse, read and written by contract."""

    # --- writing --------------------------------------------------------------------------------

    def append(
        self,
        table: Table,
        rows: DataFrame,
        transaction: tuple[str, int] | None = None,
        note: str | None = None,
        *,
        expected: int = 0,
    ) -> None:
        """Append in one commit, which keeps the `note`; with a transaction (name, number), at most once for that.

        Where many rows are `expected`, each file gets a range of what the table is clustered by: as read afterwards,
        whether it was clustered since or not, a student is in one or two of them. The rows are read twice for it.
        """
        self.ensure(table)
        writer = _laid_out(self._cast(rows, table), table, expected).write.format("delta").mode("append")
        if transaction:
            writer = writer.option("txnAppId", transaction[0]).option("txnVersion", transaction[1])
        if note:
            writer = writer.option("userMetadata", note)
        with self.locks.holding(str(table)):
            writer.saveAsTable(self.name(table)) if self.settings.catalog else writer.save(self.location(table))

    def untouched(self, table: Table) -> bool:
        """Whether nothing was ever written to a local table: then an append does what a MERGE does, much faster."""
        return bool(self.root) and self.version(table) == 0

    def merge(
        self,
        table: Table,
        source: DataFrame,
        matched: Iterable[Clause] = (),
        *,
        on: tuple[str, ...] = (),
        insert_if: str | None = "true",
        whole: bool = False,
        expected: int = 0,
    ) -> None:
        """MERGE `source` by the table's key (or the columns `on`).

        `insert_if` limits, or with None forbids, inserts; with `whole`, rows that the source lacks are deleted. Where
        nothing can match, it is an append of as many rows as are `expected`.
        """
        self.ensure(table)
        with self.locks.holding(str(table)):
            if insert_if == "true" and self.untouched(table):
                self.append(table, source, expected=expected)
            else:
                self._merge(table, source, matched, on, insert_if, whole=whole)

    def _merge(
        self,
        table: Table,
        source: DataFrame,
        matched: Iterable[Clause],
        on: tuple[str, ...],
        insert_if: str | None,
        *,
        whole: bool,
    ) -> None:
        view = f"edulake_source_{uuid4().hex}"
        source.createOrReplaceTempView(view)
        on = on or table.key
        sql = statement(table, self.name(table), view, matched, on=on, insert_if=insert_if, whole=whole)
        try:
            self.spark.sql(sql)
        finally:
            self.spark.catalog.dropTempView(view)

    def delete(self, table: Table, condition: str) -> None:
        with self.locks.holding(str(table)):
            self.spark.sql(f"DELETE FROM {self.name(table)} WHERE {condition}")

    @contextmanager
    def renewing(self, table: Table) -> Iterator[None]:
        """Empties a table of an older version of its contract; once it is filled, it is said to be of today's.

        Not before: after a kill it still has to be rebuilt.
        """
        is_outdated = self.outdated(table)
        if is_outdated:
            self.delete(table, "true")
        yield
        if is_outdated:
            said = f"{literal(drift.CONTRACT_VERSION)} = {literal(str(table.contract_version))}"
            self.spark.sql(f"ALTER TABLE {self.name(table)} SET TBLPROPERTIES ({said})")

    def optimize(self, table: Table, file_bytes: int) -> None:
        """Cluster the table's files, into files of that size where the platform lets it be said."""
        with self.locks.holding(str(table)), self._files_of(file_bytes):
            self.spark.sql(f"OPTIMIZE {self.name(table)}")

    @contextmanager
    def _files_of(self, file_bytes: int) -> Iterator[None]:
        """The file size is a session setting, put back at once; serverless refuses it, and sizes files itself."""
        setting = "spark.databricks.delta.optimize.maxFileSize"
        try:
            before = self.spark.conf.get(setting, None)
            self.spark.conf.set(setting, str(file_bytes))
        except PySparkException:
            yield
            return
        try:
            yield
        finally:
            self.spark.conf.unset(setting) if before is None else self.spark.conf.set(setting, before)

    def _cast(self, rows: DataFrame, table: Table) -> DataFrame:
        return rows.select(*table.casts())

    # --- staging --------------------------------------------------------------------------------

    @cached_property
    def _staging(self) -> Staging:
        """A part of the warehouse; who only looks has none there, where the disk is local."""
        looking = f"{tempfile.gettempdir()}/edulake-looking-{uuid4().hex}"
        return Staging(self.spark, looking if self._looks else str(self.root or self.settings.warehouse))

    @property
    def _looks(self) -> bool:
        return self.reading and self.root is not None

    def stage(self, rows: DataFrame, name: str) -> DataFrame:
        """Materialise `rows` once, for what reads them twice, a MERGE or a product (nothing is cached: serverless)."""
        self._prepare_root()
        return self._staging.kept(rows, name)

    def staging_folder(self) -> Path:
        """A private folder for copies that landing makes; UnreadableError where only Spark can write."""
        self._prepare_root()
        return self._staging.folder()

    def clear_staging(self) -> None:
        self._staging.clear()
        if self._looks:
            shutil.rmtree(Path(self._staging.all).parent, ignore_errors=True)


def _laid_out(rows: DataFrame, table: Table, expected: int) -> DataFrame:
    """Rows sorted and parted by what the table is clustered by, where there are many; else as they are."""
    if expected < BULK_ROWS:
        return rows
    fewest, most = ROWS_PER_FILE
    in_each = min(max(expected // BULK_FILES, fewest), most)
    return rows.repartitionByRange(-(-expected // in_each), *table.cluster_by).sortWithinPartitions(*table.cluster_by)

"""The tables of a warehouse: what they are called, whether they are there and as their contract says, what they hold.

Tables are created by SQL with CLUSTER BY. Everything is SQL or the DataFrame API, so that it runs through Spark Connect
as well.
"""

from __future__ import annotations

import math
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyspark.errors import AnalysisException

from edulake.contract.sql import literal, quoted
from edulake.errors import ContractError, unwritable
from edulake.store import delta_log, drift, object_stores, session, small_rows
from edulake.store.delta_log import Commit, Declared
from edulake.store.locks import TableLocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame, Row, SparkSession

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.store.session import NotStarted
    from edulake.store.small_rows import Asked


class Tables:
    """The tables of one warehouse, by contract; one that is only `reading` neither makes, nor migrates, nor locks."""

    def __init__(self, spark: SparkSession | NotStarted, settings: Settings, *, reading: bool = False) -> None:
        self.spark: SparkSession = spark  # type: ignore[assignment] - whoever asks one not started learns it
        self.settings = settings
        self.root = settings.folder
        self.local = self.root is not None
        object_stores.must_be_safe(settings, lambda key: spark.conf.get(key, None))
        self.reading = reading
        folder = self.root / "_locks" if self.root and not reading else None
        self.locks = TableLocks(folder, settings.lock_timeout_seconds, session.jvm_process(spark))
        self._ready: set[Table] = set()
        # Whether tables whose keys were made in another way may be read and written: a rebuild does, nobody else.
        self.rebuilding = False

    def must_be_started(self) -> None:
        """Says that Spark is needed now, where it is not known yet whether it is: SessionNeeded."""
        if isinstance(self.spark, session.NotStarted):
            raise session.SessionNeeded

    # --- names and existence -------------------------------------------------------------------

    def name(self, table: Table) -> str:
        """How SQL refers to the table: by name in a catalog, else by its folder.

        Locally there is no metastore, and two warehouses may be open in one session: a folder is unambiguous.
        """
        if self.settings.catalog:
            return ".".join(quoted(part) for part in (self.settings.catalog, table.layer, table.name))
        return f"delta.`{self.location(table)}`"

    def location(self, table: Table) -> str:
        """The table's folder, where the catalog does not manage storage."""
        return f"{self.root or self.settings.warehouse}/{table.layer}/{table.name}"

    def exists(self, table: Table) -> bool:
        if table in self._ready:
            return True
        if self.root:
            return delta_log.exists(Path(self.location(table)))
        if self.settings.catalog:
            return self.spark.catalog.tableExists(self.name(table))
        try:
            self.detail(table)
        except AnalysisException:
            return False
        return True

    def ensure(self, table: Table) -> None:
        """Create the table if it is missing, add columns that its contract gained; ContractError otherwise."""
        if table in self._ready or self.reading:
            return
        if not self.exists(table):
            self._prepare_root()
            self._must_be_free(table)
            if self.settings.catalog:
                schema = ".".join(quoted(part) for part in (self.settings.catalog, table.layer))
                self.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self.spark.sql(table.create_sql(self.name(table)))
        else:
            self._migrate(table)
        self._ready.add(table)

    def existing(self, tables: Iterable[Table]) -> list[Table]:
        return [table for table in tables if self.exists(table)]

    def _prepare_root(self) -> None:
        if self.root is None or self.reading:
            return
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe = self.root / f".probe-{uuid4().hex}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise unwritable("the warehouse cannot be written", self.root, error) from None

    def _must_be_free(self, table: Table) -> None:
        """ContractError where the folder of a table that does not exist holds somebody's data."""
        if self.root and any(Path(self.location(table)).rglob("*.parquet")):
            why = f"{self.location(table)} holds Parquet files, but no Delta log that says what they are"
            raise ContractError(f"{table} cannot be made", why, "move those files away, or restore their _delta_log")
        if self.root:  # an empty log of a killed run: Delta would take it for a table, without clustering
            shutil.rmtree(Path(self.location(table), "_delta_log"), ignore_errors=True)

    def _migrate(self, table: Table) -> None:
        """A new nullable column is added, one may become nullable; any other difference is for a person to decide."""
        held = self._declared(table)
        if held.purging:
            self.cluster_again(table)
            held = self._declared(table)
        drift.must_be_clustered(held, table)
        if not self.rebuilding:
            drift.must_be_of_today(held, table)
        for alteration in drift.alterations(held, table):
            self.spark.sql(f"ALTER TABLE {self.name(table)} {alteration}")

    def cluster_again(self, table: Table) -> None:
        """Have the table clustered as its contract says, where a purge took that away for a moment."""
        clustering = ", ".join(quoted(column) for column in table.cluster_by)
        self.spark.sql(f"ALTER TABLE {self.name(table)} CLUSTER BY ({clustering})")
        self.spark.sql(f"ALTER TABLE {self.name(table)} UNSET TBLPROPERTIES IF EXISTS ({literal(delta_log.PURGING)})")

    def outdated(self, table: Table) -> bool:
        """Whether the table exists, and was written when its keys were made in another way."""
        return self.exists(table) and drift.is_outdated(self._declared(table), table)

    # --- reading --------------------------------------------------------------------------------

    def read(self, table: Table, version: int | None = None) -> DataFrame:
        self.ensure(table)
        if version is None:
            return self.spark.table(self.name(table))
        return self.spark.sql(f"SELECT * FROM {self.name(table)} VERSION AS OF {int(version)}")

    def values(self, table: Table, asked: Asked) -> list[dict[str, Any]]:
        """What is asked of few rows; on a local disk without Spark, if delta-rs is there."""
        self.ensure(table)
        found = small_rows.by_delta_rs(Path(self.location(table)), asked) if self.root else None
        return small_rows.by_spark(self.read(table), table, asked) if found is None else found

    def changes(self, table: Table, after: int, to: int) -> DataFrame:
        """Pre- and post-images of the rows that changed in the versions `after` < v <= `to`."""
        reader = self.spark.read.format("delta").option("readChangeFeed", "true")
        reader = reader.option("startingVersion", after + 1).option("endingVersion", to)
        return reader.table(self.name(table)) if self.settings.catalog else reader.load(self.location(table))

    def version(self, table: Table) -> int:
        """The newest version; on a local disk from the names of its commits, which saves an action."""
        self.ensure(table)
        if self.root:
            return delta_log.newest_version(Path(self.location(table)))
        return int(self._described(table, 1)[0]["version"])

    def oldest_version(self, table: Table) -> int:
        """The oldest version of which the log still has the commit."""
        if self.root:
            return delta_log.oldest_version(Path(self.location(table)))
        return int(self.spark.sql(f"DESCRIBE HISTORY {self.name(table)}").agg({"version": "min"}).collect()[0][0])

    def version_held(self, table: Table) -> int | None:
        """The newest version; None where there is no such table."""
        return self.version(table) if self.exists(table) else None

    def versions(self, tables: Iterable[Table]) -> dict[Table, int]:
        """The newest versions of those of the tables that exist."""
        return {table: self.version(table) for table in self.existing(tables)}

    def history(self, table: Table, limit: int) -> list[Commit]:
        """The newest commits, newest first."""
        if self.root:
            with suppress(FileNotFoundError):
                return delta_log.commits(Path(self.location(table)), limit)
        return [delta_log.as_described(row.asDict()) for row in self._described(table, limit)]

    def commits_after(self, table: Table, version: int) -> list[Commit] | None:
        """The commits later than `version`, newest first; None where the log does not know all of them any more."""
        wanted = self.version(table) - version
        commits = self.history(table, wanted) if wanted > 0 else []
        return commits if len(commits) == max(wanted, 0) else None

    def _described(self, table: Table, limit: int) -> list[Row]:
        return self.spark.sql(f"DESCRIBE HISTORY {self.name(table)} LIMIT {int(limit)}").collect()

    def detail(self, table: Table) -> Row:
        return self.spark.sql(f"DESCRIBE DETAIL {self.name(table)}").collect()[0]

    def at_most(self, table: Table) -> tuple[float, float]:
        """Number and bytes of a local table's files, old ones included: no action is needed to see that it is small."""
        if not self.root:
            return math.inf, math.inf
        sizes = [path.stat().st_size for path in Path(self.location(table)).rglob("*.parquet")]
        return len(sizes), sum(sizes)

    def files_read(self, rows: DataFrame) -> int:
        """How many data files a read of `rows` opens after file skipping."""
        return len(rows.inputFiles())

    # --- contract -------------------------------------------------------------------------------

    def check(self, table: Table) -> None:
        """ContractError unless format, clustering, columns and types are those of the contract."""
        drift.must_be_as_declared(self._declared(table), table)

    def _declared(self, table: Table) -> Declared:
        """Format, columns and clustering; on a local disk from the log itself, which saves two actions."""
        if self.root:
            with suppress(FileNotFoundError):
                return delta_log.declared(Path(self.location(table)))
        detail = self.detail(table)
        fields = self.spark.table(self.name(table)).schema
        columns = {field.name: field.dataType.simpleString() for field in fields}
        required = frozenset(field.name for field in fields if not field.nullable)
        properties = detail["properties"]
        version, purging = delta_log.contract_version(properties), delta_log.PURGING in properties
        return Declared(detail["format"], columns, list(detail["clusteringColumns"]), required, version, purging)

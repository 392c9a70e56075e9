"""Tables read by a Spark session: warehouses in a catalog or an object store, and machines without delta-rs."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from pyspark.errors import AnalysisException, ParseException, PySparkException

from edulake.errors import ConfigError
from edulake.governance import catalog
from edulake.serving.query import travel
from edulake.serving.query.answer import Answer, Size
from edulake.serving.query.statement import CATALOG, mentioned, must_be_known, question, renamed
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, Row

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.store.delta_log import Commit

PART = 10_000


class SparkView:
    """A `View` by Spark, which reads each table that a query names from where it lies: nothing is registered."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.catalog = settings.catalog or CATALOG
        self.store = Store(session.for_platform(settings), settings, reading=True)
        self._versions: dict[Table, int] = {}

    def tables(self) -> list[Table]:
        return self.store.existing(catalog.TABLES)

    def exists(self, table: Table) -> bool:
        return self.store.exists(table)

    def version(self, table: Table) -> int:
        return self.store.version(table)

    def travel(self, table: Table, version: int) -> None:
        travel.must_be_there(table, version, self.store.version(table))
        self._versions[table] = version
        try:
            files = self.store.spark.sql(f"SELECT * FROM {self._name(table)}").inputFiles()
        except AnalysisException:
            raise travel.gone(table, version) from None
        if self.store.root and not all(Path(unquote(urlparse(file).path)).exists() for file in files):
            raise travel.gone(table, version)

    def size(self, table: Table) -> Size:
        detail = self.store.detail(table)
        return Size(detail["numFiles"], detail["sizeInBytes"])

    def history(self, table: Table, limit: int) -> list[Commit]:
        return self.store.history(table, limit)

    def query(self, sql: str) -> Answer:
        frame = self._frame(sql)
        with _no_values_in_errors():
            return Answer(frame.columns, [_row(row) for row in frame.collect()])

    def stream(self, sql: str) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        frame = self._frame(sql)
        return frame.columns, _parts(frame)

    def plan(self, sql: str) -> str:
        self._frame(sql)
        [(text,)] = self.store.spark.sql(f"EXPLAIN FORMATTED {self._named(question(sql))}").collect()
        return text

    def batches(self, sql: str) -> Iterator[Any]:
        import pyarrow as pa

        from edulake.serving.query.arrow import schema

        frame = self._frame(sql)
        names, types = frame.columns, schema(frame.schema)
        for part in _parts(frame):
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in part]
            yield pa.RecordBatch.from_pylist(rows, types)

    def identity(self, table: Table) -> str:
        return str(self.store.detail(table)["id"])

    def write_parquet(self, sql: str, out: Path) -> int:
        folder = f"file://{out.absolute()}"
        self._frame(sql).write.parquet(folder)
        return self.store.spark.read.parquet(folder).count()

    def _frame(self, sql: str) -> DataFrame:
        asked = question(sql)
        tables = mentioned(asked, catalog.TABLES, self.catalog)
        must_be_known(asked, catalog.TABLES, self.store.existing(tables), self.catalog)
        try:
            frame = self.store.spark.sql(self._named(asked))
            frame.schema  # noqa: B018 - through Spark Connect a mistake shows only now
        except (AnalysisException, ParseException) as error:
            why = str(error).strip().splitlines()[0]
            raise ConfigError("the SQL cannot be understood", why, "names of columns: edulake show TABLE") from None
        return frame

    def _named(self, asked: str) -> str:
        """The question by the names that the session knows tables by."""
        return renamed(asked, self._name, mentioned(asked, catalog.TABLES, self.catalog), self.catalog)

    def _name(self, table: Table) -> str:
        """How SQL refers to the table, at the version that was chosen."""
        chosen = self._versions.get(table)
        return self.store.name(table) + (f" VERSION AS OF {chosen}" if chosen is not None else "")


def _parts(frame: DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    rows = frame.toLocalIterator()
    with _no_values_in_errors():
        while part := [_row(row) for row in islice(rows, PART)]:
            yield part


@contextmanager
def _no_values_in_errors() -> Iterator[None]:
    try:
        yield
    except PySparkException as error:
        why = f"{error.getErrorClass() or type(error).__name__}; Spark's own words may hold a value, and are not shown"
        raise ConfigError("the SQL cannot be answered", why, "look for casts and divisions, or use TRY_CAST") from None


def _row(row: Row) -> tuple[Any, ...]:
    return tuple(_utc(value) if isinstance(value, dt.datetime) else value for value in row)


def _plain(value: Any) -> Any:
    """A struct as a dictionary, also within a list."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.asDict() if hasattr(value, "asDict") else value


def _utc(value: dt.datetime) -> dt.datetime:
    """Spark gives timestamps in this process's own time zone, and without it."""
    return value.astimezone(dt.UTC)

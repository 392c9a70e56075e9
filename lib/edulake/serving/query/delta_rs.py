"""Tables of a local warehouse read by delta-rs and its SQL engine, DataFusion (extra `[view]`): no Java, no Spark."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from deltalake import DeltaTable, QueryBuilder

from edulake.errors import ConfigError, UnreadableError, of_system
from edulake.governance import catalog
from edulake.serving.query import travel
from edulake.serving.query.answer import Answer, Size
from edulake.serving.query.statement import CATALOG, mentioned, must_be_known, question
from edulake.store import delta_log
from edulake.store.delta_log import Commit, whole_numbers
from edulake.store.small_rows import AS_IN_SPARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edulake.config.settings import Settings
    from edulake.contract.table import Table

# Errors about the words of the SQL. All others may hold values of the tables, and are not passed on.
ABOUT_THE_SQL = ("Error during planning", "Schema error", "SQL error", "This feature is not implemented")


class DeltaRsView:
    """A `View` of a warehouse on a local disk; each table is opened once, when it is first needed."""

    catalog = CATALOG

    def __init__(self, settings: Settings) -> None:
        self.root = Path(settings.warehouse).absolute()
        self._open: dict[Table, DeltaTable] = {}

    def tables(self) -> list[Table]:
        return [table for table in catalog.TABLES if self.exists(table)]

    def exists(self, table: Table) -> bool:
        try:
            return delta_log.exists(self._folder(table))
        except PermissionError as error:
            raise UnreadableError(f"{table} cannot be read", of_system(error), f"check {self.root}") from None

    def version(self, table: Table) -> int:
        return self._delta(table).version()

    def travel(self, table: Table, version: int) -> None:
        self._open.pop(table, None)
        travel.must_be_there(table, version, self.version(table))
        try:
            then = DeltaTable(str(self._folder(table)), version=version)
        except Exception:  # noqa: BLE001 - as below
            raise travel.gone(table, version) from None
        if not all(Path(unquote(path)).exists() for path in then.file_uris()):
            raise travel.gone(table, version)
        self._open[table] = then

    def size(self, table: Table) -> Size:
        sizes = self._delta(table).get_add_actions()["size_bytes"].to_pylist()
        return Size(len(sizes), sum(sizes))

    def history(self, table: Table, limit: int) -> list[Commit]:
        return [
            Commit(
                entry["version"],
                dt.datetime.fromtimestamp(entry["timestamp"] / 1000, dt.UTC),
                entry["operation"],
                whole_numbers(entry.get("operationMetrics")),
            )
            for entry in self._delta(table).history(limit)
        ]

    def query(self, sql: str) -> Answer:
        columns, parts = self.stream(sql)
        return Answer(columns, [row for part in parts for row in part])

    def stream(self, sql: str) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        reader = self._executed(question(sql), sql)
        return [field.name for field in reader.schema], _rows(reader)

    def plan(self, sql: str) -> str:
        rows = [row for part in _rows(self._executed(f"EXPLAIN {question(sql)}", sql)) for row in part]
        return "\n".join(f"{kind}\n{text}" for kind, text in rows)

    def batches(self, sql: str) -> Iterator[Any]:
        import pyarrow as pa

        try:
            yield from pa.RecordBatchReader.from_stream(self._executed(question(sql), sql))
        except (pa.ArrowException, OSError) as error:
            raise _about(error) from None

    def identity(self, table: Table) -> str:
        return str(self._delta(table).metadata().id)

    def write_parquet(self, sql: str, out: Path) -> int:
        path = str(out.absolute()).replace("'", "''")
        copy = f"COPY ({question(sql)}) TO '{path}' STORED AS PARQUET"
        return sum(int(row[0]) for part in _rows(self._executed(copy, sql)) for row in part)

    def _executed(self, statement: str, sql: str) -> Any:
        """A reader of what the statement answers; the tables are those that `sql` names."""
        must_be_known(sql, catalog.TABLES, self.tables())
        engine = QueryBuilder(AS_IN_SPARK)
        engine.execute(f"CREATE DATABASE {self.catalog}").read_all()
        engine.execute(f"SET datafusion.catalog.default_catalog = '{self.catalog}'").read_all()
        tables = [table for table in mentioned(sql, catalog.TABLES) if self.exists(table)]
        for layer in {table.layer for table in tables}:
            engine.execute(f"CREATE SCHEMA {layer}").read_all()
        for table in tables:
            engine.register(str(table), self._delta(table))
        try:
            return engine.execute(statement)
        except Exception as error:  # noqa: BLE001 - delta-rs raises plain Exceptions
            raise _about(error) from None

    def _delta(self, table: Table) -> DeltaTable:
        if table not in self._open:
            try:
                self._open[table] = DeltaTable(str(self._folder(table)))
            except Exception as error:  # noqa: BLE001 - as above
                why = f"delta-rs: {type(error).__name__}"
                raise UnreadableError(f"{table} cannot be read", why, f"check {self._folder(table)}") from None
        return self._open[table]

    def _folder(self, table: Table) -> Path:
        return self.root / table.layer / table.name


def _rows(reader: Any) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of each batch of an Arrow reader, as Python values."""
    try:
        for batch in reader:
            yield list(zip(*[column.to_pylist() for column in batch.columns], strict=True))
    except Exception as error:  # noqa: BLE001 - as above
        raise _about(error) from None


def _about(error: Exception) -> ConfigError:
    """An error for people: in the engine's words where they are about the SQL alone."""
    text = str(error)
    if text.startswith(ABOUT_THE_SQL):
        words = re.sub(r"\w+\.\w+\.(?=\w)", "", " ".join(text.split(": ", 1)[-1].split()))
        return ConfigError("the SQL cannot be understood", words, "names of columns: edulake show TABLE")
    why = "a value cannot be computed; the engine's words may hold it, and are not shown"
    return ConfigError("the SQL cannot be answered", why, "look for casts and divisions, or use NULLIF and TRY_CAST")

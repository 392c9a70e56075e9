"""What every command has in common: options, the warehouse that it looks at, and answers for programs."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edulake.config.load import load, platform
from edulake.errors import UnreadableError
from edulake.serving import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.serving.query import View
    from edulake.store.store import Store

LOOK, ASK, CHECK = "Look", "Ask", "Check"


def complete_table(incomplete: str) -> list[str]:
    """Names of tables that begin so, with or without their layer."""
    from edulake.governance import catalog

    names = [str(table) for table in catalog.TABLES]
    return [name for name in names if name.startswith(incomplete) or name.split(".")[1].startswith(incomplete)]


Warehouse = Annotated[str | None, typer.Option("--warehouse", metavar="DIR", help="where the tables lie")]
Landing = Annotated[str | None, typer.Option("--landing", metavar="DIR", help="where deliveries arrive")]
Conf = Annotated[str | None, typer.Option("--conf", metavar="FILE", help="TOML file with settings")]
AsJson = Annotated[bool, typer.Option("--json", help="for programs")]
TableName = Annotated[
    str,
    typer.Argument(
        metavar="TABLE", help="layer.table, table alone, or with the catalog before", autocompletion=complete_table
    ),
]
MaybeTable = Annotated[
    str | None, typer.Argument(metavar="[TABLE]", help="layer.table; all without it", autocompletion=complete_table)
]
Where = Annotated[str | None, typer.Option("--where", metavar="SQL", help='a condition, e.g. "score < 50"')]


def settings(warehouse: str | None, conf: str | None, landing: str | None = None) -> Settings:
    return load(conf, warehouse, landing, platform())


@contextmanager
def looking(warehouse: str | None, conf: str | None) -> Iterator[View]:
    """A view of the warehouse; UnreadableError where there is none."""
    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    with query.opened(chosen) as lake:
        yield lake


def must_be_there(chosen: Settings) -> None:
    """UnreadableError for a local warehouse that does not exist; the demo's is named where there is one."""
    if chosen.folder is None or chosen.folder.is_dir():
        return
    demo = Path(os.environ.get("EDULAKE_HOME", ".edulake"), "demo", "warehouse")
    hint = f"the demo's is --warehouse {demo}" if demo.is_dir() else "give it with --warehouse, or run the pipeline"
    raise UnreadableError("there is no warehouse here", chosen.warehouse, hint)


def spark_store(chosen: Settings) -> Store:
    """The tables of a warehouse, for reading by a Spark session."""
    from edulake.store import session
    from edulake.store.store import Store

    return Store(session.for_platform(chosen), chosen, reading=True)


def existing_store(warehouse: str | None, conf: str | None) -> Store:
    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    return spark_store(chosen)


def known_table(name: str, within: str = "") -> Table:
    """The table of that name, with the catalog `within` which it lies or without; ConfigError with near misses."""
    from edulake.governance import catalog
    from edulake.serving.query.statement import named

    return named(name, catalog.TABLES, within)


def existing_table(lake: View, name: str) -> Table:
    """The table of that name; UnreadableError if no run has written it."""
    table = known_table(name, lake.catalog)
    if not lake.exists(table):
        raise UnreadableError(f"{table} does not exist yet", "no run has written it", "run the pipeline first")
    return table


def print_json(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows as one JSON array of objects; decimals are numbers, moments are ISO 8601 in UTC."""
    print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=as_json))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], note: str = "") -> None:
    """Rows for people; what draws them is only imported where something is shown."""
    from edulake.serving import terminal

    terminal.show(title, columns, rows, note)


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return str(value)

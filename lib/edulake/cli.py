"""The `edulake` command: looks at a warehouse (extra `[cli]`). Jobs have entry points of their own."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import typer
from pyspark.sql import functions as F

from edulake import catalog, clustering, config, session, unknown
from edulake.errors import ConfigError, EdulakeError
from edulake.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Look at an education lakehouse.")


@app.callback()
def commands() -> None:
    """Look at an education lakehouse."""


@contextmanager
def _store(warehouse: str | None, conf: str | None) -> Iterator[Store]:
    """The tables of a warehouse; what goes wrong with them is said in its lines and ends with its exit code."""
    try:
        settings = config.load(conf, warehouse, None, config.platform())
        yield Store(session.for_platform(settings), settings)
    except EdulakeError as error:
        print("\n".join(error.lines()), file=sys.stderr)
        raise typer.Exit(error.exit_code) from None


@app.command("clustering")
def show_clustering(
    table: Annotated[str | None, typer.Argument(help="layer.table; all tables without it")] = None,
    warehouse: Annotated[str | None, typer.Option(help="where the tables lie")] = None,
    conf: Annotated[str | None, typer.Option(help="TOML file with settings")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """How the tables are clustered, and how many files a read of one student opens."""
    with _store(warehouse, conf) as store:
        chosen = [known for known in catalog.TABLES if table in (None, str(known))]
        if not chosen:
            raise ConfigError(f"no table is called {table}", "", f"choose from {', '.join(map(str, catalog.TABLES))}")
        facts = clustering.measure(store, chosen)
    if as_json:
        print(json.dumps([fact._asdict() for fact in facts]))
        return
    from edulake import terminal

    rows = [
        (f.table, ", ".join(f.clustered_by), f.rows, f.files, f"{f.megabytes:,.1f}", f.looked_up, f.files_read)
        for f in facts
    ]
    columns = ("table", "clustered by", "rows", "files", "MB", "looked up", "files read")
    terminal.show("Clustering", columns, rows, "files read: to find the rows of one value of the column looked up")


@app.command("unknown")
def show_unknown(
    warehouse: Annotated[str | None, typer.Option(help="where the tables lie")] = None,
    conf: Annotated[str | None, typer.Option(help="TOML file with settings")] = None,
    limit: Annotated[int, typer.Option(help="at most so many rows")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Students, courses and classes that facts name and no table knows, those with the most facts first."""
    with _store(warehouse, conf) as store:
        found = unknown.listed(store)
        ordered = found.orderBy(F.desc("facts"), "table", "column", "value").limit(limit) if found else None
        rows = [tuple(row) for row in ordered.collect()] if ordered else []
    columns = ("table", "column", "source", "value", "facts")
    if as_json:
        print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows]))
        return
    from edulake import terminal

    terminal.show("Unknown students, courses and classes", columns, rows, "they resolve when their rows arrive")


@app.command("contracts")
def write_contracts(
    out: Annotated[Path, typer.Option(help="folder for the files")],
) -> None:
    """The contract of every table as a file of the Open Data Contract Standard."""
    from edulake import odcs

    print(f"{len(odcs.write(out))} contracts in {out}")


if __name__ == "__main__":
    app()

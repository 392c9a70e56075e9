"""tables, show and history: what there is, what it holds, and how it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from edulake.cli.options import (
    LOOK,
    AsJson,
    Conf,
    TableName,
    Warehouse,
    Where,
    existing_table,
    looking,
    print_json,
)
from edulake.contract.sql import quoted
from edulake.store.commits import DELETED, INSERTED, UPDATED, counted_as

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.serving.query import Commit, View

SHOWN = 20


def add_to(app: typer.Typer) -> None:
    app.command("tables", rich_help_panel=LOOK)(tables)
    app.command("show", rich_help_panel=LOOK)(show)
    app.command("history", rich_help_panel=LOOK)(history)


def tables(
    every: Annotated[
        bool, typer.Option("--all", help="also those that no run has written, with what they hold")
    ] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """The tables, their rows and sizes."""
    from edulake.governance import catalog

    with looking(warehouse, conf) as lake:
        existing = lake.tables()
        facts = _facts(lake, existing)
    meanings = {str(table): table.meaning for table in (catalog.TABLES if every else existing)}
    if as_json:
        columns = ("table", "rows", "files", "bytes", "version", "written_at", "meaning")
        missing = (None,) * 5
        print_json(columns, [(name, *facts.get(name, missing), meaning) for name, meaning in meanings.items()])
        return
    from edulake.serving import terminal

    if every:
        rows = [(name, facts[name][0] if name in facts else None, what) for name, what in meanings.items()]
        terminal.show("Tables", ("table", "rows", "what it holds"), rows, "– not written yet", sections=True)
        return
    rows = [
        (name, rows, f"{size / 1e6:,.1f}", v, f"{at:%Y-%m-%d %H:%M}") for name, (rows, _, size, v, at) in facts.items()
    ]
    columns = ("table", "rows", "MB", "version", "last written")
    terminal.show("Tables", columns, rows, "times are UTC; --all says what each holds", sections=True)


def _facts(lake: View, existing: list[Table]) -> dict[str, tuple[Any, ...]]:
    """Rows, files, bytes, version and last commit of each table, by its name."""
    counts = {}
    if existing:
        each = [f"SELECT '{table}' AS name, count(*) AS number FROM {table}" for table in existing]
        counts = dict(lake.query(" UNION ALL ".join(each)).rows)
    facts = {}
    for table in existing:
        [newest] = lake.history(table, 1)
        facts[str(table)] = (counts[str(table)], *lake.size(table), newest.version, newest.at)
    return facts


def show(
    table: TableName,
    limit: Annotated[int | None, typer.Option(min=1, help="at most so many rows")] = None,
    where: Where = None,
    version: Annotated[
        int | None, typer.Option("--version", min=0, help="as it was then; `history` lists the versions")
    ] = None,
    identified: Annotated[
        bool, typer.Option("--identified", help="with names and ids; never what is sensitive")
    ] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Rows of a table. What names or identifies people is left out unless --identified is given.

    What is sensitive of them (health, sex, race, behaviour) is never shown.
    """
    from edulake.governance import disclosure

    with looking(warehouse, conf) as lake:
        chosen = existing_table(lake, table)
        if version is not None:
            lake.travel(chosen, version)
        held = lake.query(f"SELECT * FROM {chosen} LIMIT 0").columns
        told = disclosure.shown(chosen, held, identified=identified)
        disclosure.must_not_select(chosen, where)
        columns = told.columns
        condition = f" WHERE ({where}\n)" if where else ""
        selected = ", ".join(quoted(name) for name in columns)
        rows = lake.query(f"SELECT {selected} FROM {chosen}{condition} LIMIT {limit or SHOWN}").rows
    if as_json:
        print_json(columns, rows)
        return
    from edulake.serving import terminal

    note = "\n".join(told.notes())
    at = "" if version is None else f" at version {version}"
    terminal.show_rows(f"{chosen}{at}: {chosen.meaning}", columns, rows, note, one_screen=limit is None)


def history(
    table: TableName,
    limit: Annotated[int, typer.Option(min=1, help="at most so many versions")] = 20,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """What was done to a table, newest first."""
    with looking(warehouse, conf) as lake:
        chosen = existing_table(lake, table)
        commits = lake.history(chosen, limit)
    if as_json:
        told = [(commit.version, commit.at, commit.operation, commit.metrics) for commit in commits]
        print_json(("version", "at", "operation", "metrics"), told)
        return
    from edulake.serving import terminal

    columns = ("version", "when (UTC)", "operation", "inserted", "updated", "deleted", "files")
    terminal.show(f"History of {chosen}", columns, [_spelled(commit) for commit in commits])


def _spelled(commit: Commit) -> tuple[Any, ...]:
    """A commit as people read it; rows where the writer counted them."""
    rows = [counted_as(commit, names) for names in (INSERTED, UPDATED, DELETED)]
    added = _sum(commit, "numFiles", "numAddedFiles", "numTargetFilesAdded")
    removed = _sum(commit, "numRemovedFiles", "numTargetFilesRemoved")
    files = " ".join(part for part in (f"+{added}" if added else "", f"−{removed}" if removed else "") if part)
    return (commit.version, commit.at, commit.operation, *rows, files)


def _sum(commit: Commit, *names: str) -> int:
    return sum(commit.metrics.get(name, 0) for name in names)

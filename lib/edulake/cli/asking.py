"""sql and export: questions of one's own, and tables for other programs."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from edulake.cli.options import ASK, AsJson, Conf, TableName, Warehouse, Where, existing_table, looking, print_json
from edulake.contract.sql import quoted
from edulake.errors import ConfigError, UnreadableError, of_system

if TYPE_CHECKING:
    from edulake.serving.query import View


class Format(StrEnum):
    csv = "csv"
    parquet = "parquet"


def add_to(app: typer.Typer) -> None:
    app.command("sql", rich_help_panel=ASK)(sql)
    app.command("export", rich_help_panel=ASK)(export)


def sql(
    question: Annotated[str, typer.Argument(metavar='"SELECT …"', help="tables are named layer.table")],
    limit: Annotated[int, typer.Option(min=1, help="show at most so many rows")] = 100,
    explain: Annotated[bool, typer.Option("--explain", help="say how it would be answered, and read no row")] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Answer a SELECT, for people who may read the tables: every column is shown that is asked for.

    Nothing can be written. `show` and `export` leave out who it is about.
    """
    rows = []
    with looking(warehouse, conf) as lake:
        if explain:
            plan = lake.plan(question)
            print_json(("plan",), [(plan,)]) if as_json else print(plan)
            return
        columns, parts = lake.stream(question)
        for part in parts:
            rows += part
            if len(rows) > limit:
                break
    shown = rows[:limit]
    if as_json:
        print_json(columns, shown)
        return
    from edulake.serving import terminal

    note = f"the first {limit:,} rows; --limit shows more" if len(rows) > limit else ""
    terminal.show_rows("", columns, shown, note)


def export(
    table: TableName,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="the file to write")],
    form: Annotated[Format, typer.Option("--format", "-f", help="of the file")] = Format.csv,
    where: Where = None,
    identified: Annotated[
        bool, typer.Option("--identified", help="with names and ids; never what is sensitive")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="replace a file that exists")] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV for Excel, which else reads UTF-8 as another encoding")
    ] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Write a table to a file that only you can read.

    What names or identifies people is left out unless --identified is given; what is sensitive of them (health, sex,
    race, behaviour) always is. CSV cells that a spreadsheet would execute get an apostrophe in front.
    """
    from edulake.governance import disclosure

    if out.exists() and not force:
        raise ConfigError(f"{out} exists", "nothing is replaced unasked", "choose another name, or give --force")
    with looking(warehouse, conf) as lake:
        chosen = existing_table(lake, table)
        held = lake.query(f"SELECT * FROM {chosen} LIMIT 0").columns
        told = disclosure.shown(chosen, held, identified=identified)
        disclosure.must_not_select(chosen, where)
        if not told.columns:
            raise ConfigError(f"every column of {chosen} is personal", "", "export it with --identified")
        condition = f" WHERE ({where}\n)" if where else ""
        selected = f"SELECT {', '.join(quoted(name) for name in told.columns)} FROM {chosen}{condition}"
        rows = _written(lake, selected, out, form, "utf-8-sig" if bom else "utf-8")
    if as_json:
        columns = ("table", "out", "rows", "columns", "left_out", "sensitive")
        print_json(columns, [(str(chosen), str(out), rows, told.columns, told.left_out, told.sensitive)])
        return
    print("\n".join([f"{rows:,} rows of {chosen} in {out}", *told.notes()]))


def _written(lake: View, selected: str, out: Path, form: Format, encoding: str) -> int:
    """Write all of the file or none of it, for its owner alone; returns how many rows it has."""
    from edulake.serving import spreadsheet

    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    before = os.umask(0o077)
    try:
        if form is Format.parquet:
            rows = lake.write_parquet(selected, fresh)
        else:
            columns, parts = lake.stream(selected)
            with fresh.open("x", encoding=encoding, newline="") as file:
                rows = spreadsheet.write_csv(file, columns, parts)
        fresh.replace(out)
    except OSError as error:
        why = of_system(error)
        raise UnreadableError(f"{out} cannot be written", why, "check its folder, or choose another name") from None
    finally:
        os.umask(before)
        if fresh.is_file():
            fresh.unlink()
    return rows

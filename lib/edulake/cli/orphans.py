"""unknown: which students, courses and classes facts name, and no table knows. By Spark."""

from __future__ import annotations

from typing import Annotated

import typer

from edulake.cli.options import LOOK, AsJson, Conf, Warehouse, existing_store, print_json


def add_to(app: typer.Typer) -> None:
    app.command("unknown", rich_help_panel=LOOK)(unknown)


def unknown(
    limit: Annotated[int, typer.Option(min=1, help="at most so many rows")] = 50,
    identified: Annotated[bool, typer.Option("--identified", help="with the ids of students")] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Students, courses and classes that facts name and no table knows, the most frequent first (starts Spark).

    How many facts name unknown students is told; which ones, with --identified.
    """
    from pyspark.sql import functions as F

    from edulake.governance import orphans

    found = orphans.listed(existing_store(warehouse, conf), identified=identified)
    ordered = found.orderBy(F.desc("facts"), "table", "column", "value").limit(limit) if found else None
    rows = [tuple(row) for row in ordered.collect()] if ordered else []
    columns = ("table", "column", "source", "value", "facts")
    if as_json:
        print_json(columns, rows)
        return
    from edulake.serving import terminal

    title = "Unknown students, courses and classes"
    terminal.show(title, columns, rows, "they resolve when their rows arrive" if rows else "every one is known")

"""crosswalk: which students' ids a crosswalk does not have, or has for two students at once. By Spark."""

from __future__ import annotations

from typing import Annotated

import typer

from edulake.cli.options import LOOK, AsJson, Conf, Warehouse, existing_store, print_json


def add_to(app: typer.Typer) -> None:
    app.command("crosswalk", rich_help_panel=LOOK)(crosswalk)


def crosswalk(
    limit: Annotated[int, typer.Option(min=1, help="at most so many rows")] = 50,
    identified: Annotated[bool, typer.Option("--identified", help="with the ids of students")] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Ids of students that a crosswalk does not have, or has for two at once, the most frequent first (starts Spark).

    How many there are is told by source; which ones, with --identified.
    """
    from pyspark.sql import functions as F

    from edulake.governance import crosswalk as open_

    found = open_.listed(existing_store(warehouse, conf), identified=identified)
    ordered = found.orderBy(F.desc("rows"), "source_system", "code", "id").limit(limit) if found else None
    rows = [(*row, open_.MEANINGS[row[1]]) for row in ordered.collect()] if ordered else []
    columns = ("source", "code", "id", "ids", "rows", "meaning")
    if as_json:
        print_json(columns, rows)
        return
    from edulake.serving import terminal

    note = "their rows are kept under their own ids until the crosswalk says whose they are"
    terminal.show("Students whom no crosswalk tells", columns, rows, note if rows else "every id is told")

"""contradictions: which rows cannot all be true, though each of them is sound. By Spark."""

from __future__ import annotations

from typing import Annotated

import typer

from edulake.cli.options import LOOK, AsJson, Conf, Warehouse, existing_store, print_json

NOTE = "all of them are kept, and count: what is wrong is mended where it was written"


def add_to(app: typer.Typer) -> None:
    app.command("contradictions", rich_help_panel=LOOK)(contradictions)


def contradictions(
    limit: Annotated[int, typer.Option(min=1, help="at most so many rows")] = 50,
    identified: Annotated[bool, typer.Option("--identified", help="row by row, with their keys")] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """Rows that cannot all be true, such as two main schools at once, the most frequent first (starts Spark).

    How many there are is told by source and school; which ones, with --identified.
    """
    from pyspark.sql import functions as F

    from edulake.governance import contradictions as checks

    store = existing_store(warehouse, conf)
    found = checks.listed(store, identified=identified)
    ordered = found.orderBy(F.desc("rows"), "table", "check", "source_system", "school_id", "key") if found else None
    rows = [tuple(row) for row in ordered.limit(limit).collect()] if ordered else []
    meanings = checks.meanings()
    columns = ("table", "check", "source", "school", "key", "rows")
    if as_json:
        print_json((*columns, "meaning"), [(*row, meanings[row[0], row[1]]) for row in rows])
        return
    from edulake.serving import terminal

    waiting = [
        f"not looked at: {one.check} of {one.table}, for there is no {', '.join(one.lacks)}"
        for one in checks.not_looked_at(store)
    ]
    note = NOTE if rows else "no row contradicts another"
    terminal.show("Contradictions", columns, rows, "\n".join([note, *waiting]))
    told = sorted({(check, meanings[table, check]) for table, check, *_ in rows})
    if told:
        terminal.show("What the checks mean", ("check", "meaning"), told)

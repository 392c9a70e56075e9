"""clustering and unknown: how the files lie, and which students, courses and classes are missing. By Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from edulake.cli.options import (
    LOOK,
    AsJson,
    Conf,
    MaybeTable,
    Warehouse,
    known_table,
    must_be_there,
    print_json,
    settings,
)

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.store.store import Store


def add_to(app: typer.Typer) -> None:
    app.command("clustering", rich_help_panel=LOOK)(clustering)
    app.command("unknown", rich_help_panel=LOOK)(unknown)


def spark_store(chosen: Settings) -> Store:
    """The tables of a warehouse, for reading by a Spark session."""
    from edulake.store import session
    from edulake.store.store import Store

    return Store(session.for_platform(chosen), chosen, reading=True)


def existing_store(warehouse: str | None, conf: str | None) -> Store:
    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    return spark_store(chosen)


def clustering(
    table: MaybeTable = None, warehouse: Warehouse = None, conf: Conf = None, as_json: AsJson = False
) -> None:
    """How the tables are clustered, and how many files a read of one student opens (starts Spark)."""
    from edulake.governance import catalog
    from edulake.store.clustering import Clustering, measure

    chosen = [known_table(table)] if table else list(catalog.TABLES)
    facts = measure(existing_store(warehouse, conf), chosen)
    if as_json:
        print_json(Clustering._fields, facts)
        return
    from edulake.serving import terminal

    rows = [(f.table, f.clustered_by, f.rows, f.files, f"{f.megabytes:,.1f}", f.looked_up, f.files_read) for f in facts]
    columns = ("table", "clustered by", "rows", "files", "MB", "looked up", "read")
    terminal.show(
        "Clustering", columns, rows, "read: files opened to find the rows of one value of the column looked up"
    )


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

    from edulake.governance import orphans as references

    found = references.listed(existing_store(warehouse, conf), identified=identified)
    ordered = found.orderBy(F.desc("facts"), "table", "column", "value").limit(limit) if found else None
    rows = [tuple(row) for row in ordered.collect()] if ordered else []
    columns = ("table", "column", "source", "value", "facts")
    if as_json:
        print_json(columns, rows)
        return
    from edulake.serving import terminal

    title = "Unknown students, courses and classes"
    terminal.show(title, columns, rows, "they resolve when their rows arrive" if rows else "every one is known")

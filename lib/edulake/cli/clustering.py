"""clustering: how the files lie. By Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.cli.options import (
    LOOK,
    AsJson,
    Conf,
    MaybeTable,
    Warehouse,
    existing_store,
    known_table,
    print_json,
    settings,
)

if TYPE_CHECKING:
    import typer


def add_to(app: typer.Typer) -> None:
    app.command("clustering", rich_help_panel=LOOK)(clustering)


def clustering(
    table: MaybeTable = None, warehouse: Warehouse = None, conf: Conf = None, as_json: AsJson = False
) -> None:
    """How the tables are clustered, and how many files a read of one student opens (starts Spark)."""
    from edulake.governance import catalog
    from edulake.store.clustering import Clustering, measure

    within = settings(warehouse, conf).catalog
    chosen = [known_table(table, within)] if table else list(catalog.TABLES)
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

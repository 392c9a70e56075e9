"""report: one HTML page for people, from gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from edulake.cli.options import LOOK, Conf, Warehouse, must_be_there, settings

IDENTIFIED = "also the lists of students: for those alone who may see their records"


def add_to(app: typer.Typer) -> None:
    app.command("report", rich_help_panel=LOOK)(report)


def report(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="where to")] = Path("edulake-report.html"),
    identified: Annotated[bool, typer.Option("--identified", help=IDENTIFIED)] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
) -> None:
    """One page to open in a browser: what to look at on Monday, and every figure behind it. Small groups are hidden."""
    from edulake.serving.report import page

    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    for section in page.make(chosen, out, identified=identified):
        typer.echo(f"not made: {section}", err=True)
    typer.echo(out.absolute())

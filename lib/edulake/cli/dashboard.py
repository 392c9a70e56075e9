"""dashboard: the report's figures on a page that stays open, with filters."""

from __future__ import annotations

from typing import Annotated

import typer

from edulake.cli.options import LOOK, Conf, Warehouse, must_be_there, settings

IDENTIFIED = "also the lists of students, and a page for each: for those alone who may see their records"


def add_to(app: typer.Typer) -> None:
    app.command("dashboard", rich_help_panel=LOOK)(dashboard)


def dashboard(
    port: Annotated[int, typer.Option(min=0, max=65535, help="of loopback; 0 is any that is free")] = 0,
    identified: Annotated[bool, typer.Option("--identified", help=IDENTIFIED)] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
) -> None:
    """The report as a page that stays open, with filters: for this machine alone, until Ctrl-C.

    Small groups are hidden. Whoever has the address that it shows gets in: it holds a token, and is good until the end.
    """
    from edulake.serving.dashboard.server import serve

    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    serve(chosen, port, identified=identified)

"""suggest: what somebody's files are, as blocks of configuration, and what they leave open."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from edulake.cli.options import CHECK


def add_to(app: typer.Typer) -> None:
    app.command("suggest", rich_help_panel=CHECK)(suggest)


def suggest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="files, or folders of files")],
    system: Annotated[
        str | None, typer.Option(metavar="NAME", help="what delivers them; else the folder's name")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="write the blocks there")] = None,
    tidy: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write files that edulake cannot read as they lie there, as CSV")
    ] = None,
    check: Annotated[
        str | None, typer.Option(metavar="CONF", help="say what the files contradict in this configuration instead")
    ] = None,
    try_: Annotated[
        bool, typer.Option("--try", help="cleanse the first 1,000 records of each (starts Spark), say what is refused")
    ] = False,
) -> None:
    """What are these files? Proposes their configuration, and asks where their values do not decide (exit code 2).

    Without Spark; the values of five records are shown as they would read.
    """
    from edulake.cli.suggestions import Asked, answer

    answer(Asked(paths, system or "", out, tidy, check or "", is_tried=try_))

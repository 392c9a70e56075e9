"""The `edulake` command: looks at a lakehouse (extra `[cli]`). Jobs have entry points of their own.

Importing it imports neither pyspark nor delta-rs: `--help` and `doctor` answer at once, and everywhere.
"""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from edulake.cli import (
    agents,
    asking,
    checking,
    clustering,
    contradictions,
    crosswalk,
    dashboard,
    ledger,
    orphans,
    refusals,
    reporting,
    suggest,
    tables,
)
from edulake.errors import known

__all__ = ["app"]


class Commands(TyperGroup):
    """Ends a command with the lines and the exit code of what went wrong."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if hasattr(error, "show"):  # a mistake on the command line, which typer spells
                raise
            ending = known(error, "the command failed")
            print("\n".join(ending.lines()), file=sys.stderr)
            if ctx.params.get("debug"):
                traceback.print_exc()
            raise typer.Exit(ending.exit_code) from None


app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich")


@app.callback()
def edulake(
    debug: Annotated[bool, typer.Option("--debug", help="show tracebacks (they may hold values of students)")] = False,
) -> None:
    """Look at an education lakehouse.

    Exit codes: 0 done, 1 unexpected, 2 usage or settings, 4 drift from a contract, 5 source or warehouse unreadable.
    """


for part in (
    reporting,
    dashboard,
    tables,
    ledger,
    refusals,
    clustering,
    orphans,
    contradictions,
    crosswalk,
    asking,
    agents,
    checking,
    suggest,
):
    part.add_to(app)

"""mcp: released cells for agents, over the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.cli.options import ASK, Conf, Warehouse, must_be_there, settings

if TYPE_CHECKING:
    import typer


def add_to(app: typer.Typer) -> None:
    app.command("mcp", rich_help_panel=ASK)(mcp)


def mcp(warehouse: Warehouse = None, conf: Conf = None) -> None:
    """Answer an agent on standard input and output: questions, and SELECT on what may be told of them.

    Groups of fewer than ten are never told, whatever is asked. Started by the agent's program (docs/agents.md).
    """
    from edulake.serving.agents.server import serve

    chosen = settings(warehouse, conf)
    must_be_there(chosen)
    serve(chosen)

"""A client of the Model Context Protocol, which starts `edulake mcp` as agents' programs do: a process, and its pipes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from checkout import ROOT


class Told(NamedTuple):
    """What a call was told: its text, and whether it is an error."""

    text: str
    is_error: bool


class Agent:
    """One client and its server."""

    def __init__(self, portal: Any, client: Any) -> None:
        self.portal, self.client = portal, client
        self.instructions: str = client.instructions
        self.tools: dict[str, Any] = {tool.name: tool for tool in portal.call(client.list_tools).tools}

    def call(self, tool: str, **arguments: Any) -> Told:
        result = self.portal.call(self.client.call_tool, tool, arguments)
        return Told("".join(part.text for part in result.content), result.is_error)


@contextmanager
def agent(warehouse: Path, *options: str) -> Iterator[Agent]:
    """On a machine without Java: nothing but Python answers."""
    from anyio.from_thread import start_blocking_portal
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters

    command = ["-m", "edulake.cli", "mcp", "--warehouse", str(warehouse), *options]
    environment = {"PATH": "/nowhere", "JAVA_HOME": "/nowhere", "PYTHONPATH": str(ROOT / "lib")}
    parameters = StdioServerParameters(command=sys.executable, args=command, env=environment)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(parameters)) as client:
        yield Agent(portal, client)

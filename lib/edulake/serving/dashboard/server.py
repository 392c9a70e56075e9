"""The server: on loopback alone, until it is stopped (extra `[dashboard]`)."""

from __future__ import annotations

import secrets
import socket
import sys
from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError, NotInstalledError, UnreadableError, of_system
from edulake.serving.dashboard.application import application
from edulake.serving.dashboard.guards import LOOPBACK, TOKEN, Guard
from edulake.serving.dashboard.live import Live
from edulake.serving.dashboard.students import Students

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.serving.dashboard.guards import App


def serve(settings: Settings, port: int, *, identified: bool = False) -> None:
    """Answer until SIGINT. The address, which lets in whoever has it, is shown on a terminal and nowhere else."""
    _must_be_installed()
    out = next((stream for stream in (sys.stdout, sys.stderr) if stream.isatty()), None)
    if out is None:
        why = "its address lets in whoever reads it, and would be in a file"
        raise ConfigError("the dashboard starts in a terminal alone", why, "start it without redirecting its output")
    live = Live(settings, identified=identified)
    live.newest()
    with listening_at(port) as listening:
        port, token = listening.getsockname()[1], secrets.token_urlsafe(32)
        app = Guard(application(live, Students(settings) if identified else None), port, token)
        print(f"http://{LOOPBACK}:{port}/?{TOKEN}={token}\nCtrl-C ends it.", file=out, flush=True)
        try:
            quiet(app).run(sockets=[listening])
        except KeyboardInterrupt:
            return


def quiet(app: App) -> Any:
    """A server that says nothing of requests, nor of what went wrong in one: that may hold a student's value."""
    import uvicorn

    config = uvicorn.Config(
        app, log_config=None, log_level="critical", ws="none", server_header=False, timeout_graceful_shutdown=1
    )
    return uvicorn.Server(config)


def listening_at(port: int) -> socket.socket:
    """A socket of loopback; port 0 is any that is free."""
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError as error:
        listening.close()
        why = of_system(error)
        raise UnreadableError(f"port {port} cannot be used", why, "give another with --port, or 0 for any") from None
    return listening


def _must_be_installed() -> None:
    """Better missed now than at the first page."""
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        why = f"{error.name} is missing"
        raise NotInstalledError("the dashboard needs more packages", why, "pip install 'edulake[dashboard]'") from None

"""How the server begins: on a terminal, at a port of loopback, with its packages."""

from __future__ import annotations

import socket
import sys
from io import StringIO
from pathlib import Path

import pytest

from edulake.config.load import load
from edulake.errors import ConfigError, NotInstalledError, UnreadableError
from edulake.serving.dashboard import server

pytestmark = pytest.mark.once


def test_the_address_is_for_a_terminal_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("uvicorn")
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, StringIO())
    with pytest.raises(ConfigError, match="in a terminal alone"):
        server.serve(load(None, str(tmp_path)), 0)


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UnreadableError, match=f"port {other.getsockname()[1]} cannot be used"):
            server.listening_at(other.getsockname()[1])
    with server.listening_at(0) as free:
        assert free.getsockname()[0] == "127.0.0.1"


def test_a_missing_package_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(NotInstalledError) as refusal:
        server.serve(load(None, str(tmp_path)), 0)
    assert refusal.value.fix == "pip install 'edulake[dashboard]'"

"""dashboard: what it needs before it answers anybody, and how it ends."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from small_warehouse import Edulake

pytestmark = pytest.mark.once


def test_it_needs_a_warehouse(edulake: Edulake, tmp_path: Path) -> None:
    said = edulake("dashboard", on=tmp_path / "none")
    assert (said.code, said.out) == (5, "")
    assert "there is no warehouse here" in said.err


def test_it_says_which_packages_it_needs(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    said = edulake("dashboard")
    assert (said.code, said.out) == (2, "")
    assert "pip install 'edulake[dashboard]'" in said.err


def test_it_answers_until_ctrl_c(tmp_path: Path) -> None:
    """On a terminal, from the command line, without Java: the address is said once, and the end is no error."""
    for package in ("uvicorn", "starlette", "deltalake", "vl_convert"):
        pytest.importorskip(package, reason="the extra [dashboard] is not installed")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edulake.cli", "dashboard", "--warehouse", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "JAVA_HOME": "/nowhere"}
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment, text=True)
    try:
        said = ""
        while "Ctrl-C" not in said:
            said += os.read(ours, 1000).decode()
        [(port, token)] = re.findall(r"http://127\.0\.0\.1:(\d+)/\?token=(\S{43})\s", said)
        connection = HTTPConnection("127.0.0.1", int(port), timeout=30)
        connection.request("GET", f"/?token={token}")
        assert connection.getresponse().status == 303
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)

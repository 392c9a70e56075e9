"""`edulake alert`: whether settings of alerts work is found out before a night in which they are needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from alert_servers import webhook
from typer.testing import CliRunner

from edulake.cli import app

pytestmark = pytest.mark.once


def tried(folder: Path, toml: str) -> tuple[int, str]:
    conf = folder / "alerts.toml"
    conf.write_text(toml)
    ended = CliRunner().invoke(app, ["alert", "--conf", str(conf)])
    return ended.exit_code, ended.output


def test_a_test_message_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whatever is asked for later."""
    toml = '[alerts]\non = []\nattempts = 1\nwebhook = { url = "env:HOOK" }\n'
    with webhook(200, 403) as hook:
        monkeypatch.setenv("HOOK", hook.url)
        assert tried(tmp_path, toml) == (0, "sent: every channel took it\n")
        code, output = tried(tmp_path, toml)
    assert hook.got[0]["alerts"][0]["what"] == "this is a test"
    assert (code, "why:   not sent by webhook: HTTP 403" in output) == (5, True)


def test_nobody_to_tell_is_a_mistake(tmp_path: Path) -> None:
    code, output = tried(tmp_path, "[alerts]\n")
    assert (code, "nobody is told" in output) == (2, True)

"""mcp: what it needs before it answers anybody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from small_warehouse import Edulake

pytestmark = pytest.mark.once


def test_it_needs_a_warehouse(edulake: Edulake, tmp_path: Path) -> None:
    said = edulake("mcp", on=tmp_path / "none")
    assert (said.code, said.out) == (5, "")
    assert "there is no warehouse here" in said.err


def test_it_says_which_packages_it_needs(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
    said = edulake("mcp")
    assert (said.code, said.out) == (2, "")
    assert "pip install 'edulake[agents]'" in said.err


def test_settings_that_are_none_are_refused(edulake: Edulake, tmp_path: Path) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text("[agents]\nrows = 0\n")
    said = edulake("mcp", "--conf", str(conf))
    assert said.code == 2
    assert "agents.rows cannot be 0" in said.err

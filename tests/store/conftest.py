from __future__ import annotations

import shutil

import pytest

from edulake.store import processes


@pytest.fixture(params=["proc", "ps", "neither"])
def means(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """What the machine has to tell processes apart: a Linux image without ps, macOS, a machine that hides them."""
    empty = tmp_path_factory.mktemp("empty")
    if request.param != "proc":
        monkeypatch.setattr(processes, "PROC", empty)
    if request.param != "ps":
        monkeypatch.setenv("PATH", str(empty))
    elif not shutil.which("ps"):
        pytest.skip("this machine has no ps")
    return request.param

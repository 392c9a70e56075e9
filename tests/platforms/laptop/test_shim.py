"""What Spark asks of a Java, and what is left of it."""

from __future__ import annotations

import subprocess

import pytest

from edulake.platforms.laptop.environment import write
from edulake.platforms.laptop.shim import ACTION, shim

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("major", "opens"), [(17, f"{ACTION} "), (23, f"{ACTION} "), (24, ""), (25, "")])
def test_the_shim_drops_what_java_does_not_want_and_keeps_the_rest(tmp_path, major, opens):
    script = tmp_path / "java"
    write(script, shim("/bin/echo", major), mode=0o700)
    words = ["-cp", "a b", "--add-modules=jdk.incubator.vector", ACTION, "", "*"]
    assert subprocess.check_output([script, *words], text=True) == f"-cp a b {opens} *\n"

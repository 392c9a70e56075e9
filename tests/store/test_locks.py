from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edulake.errors import LockedError
from edulake.store.locks import TableLocks

pytestmark = pytest.mark.once


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    first, second = TableLocks(tmp_path, 0, None), TableLocks(tmp_path, 0, None)
    with first.holding("silver.a", "silver.b"):
        with pytest.raises(LockedError, match=r"silver\.b is held by another run"), second.holding("silver.b"):
            pass
        with second.holding("silver.c"), first.holding("silver.a"):
            assert first.held == {"silver.a", "silver.b"}
    with second.holding("silver.a", "silver.b"):
        assert second.held == {"silver.a", "silver.b"}


def test_nothing_is_locked_where_storage_commits_itself() -> None:
    with TableLocks(None, 0, None).holding("silver.a"), TableLocks(None, 0, None).holding("silver.a"):
        pass


def test_waits_for_the_jvm_of_a_killed_holder(tmp_path: Path, means: str) -> None:
    """The lock of a killed process is free, but its JVM may still be committing."""
    jvm = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    left_behind = TableLocks(tmp_path, 0, jvm.pid)
    (tmp_path / "silver.a.lock").write_text(json.dumps(left_behind.holder))
    with pytest.raises(LockedError), TableLocks(tmp_path, 0, None).holding("silver.a"):
        pass
    jvm.communicate(b"\n")
    with TableLocks(tmp_path, 0, None).holding("silver.a"):
        assert (tmp_path / "silver.a.lock").read_text()


def test_who_lets_go_holds_nobody_up(tmp_path: Path) -> None:
    """A notebook's session lives on after its run."""
    jvm = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with TableLocks(tmp_path, 0, jvm.pid).holding("silver.a"):
        assert (tmp_path / "silver.a.lock").read_text()
    with TableLocks(tmp_path, 0, None).holding("silver.a"):
        pass
    jvm.communicate(b"\n")


def test_a_damaged_lock_file_holds_nobody_up(tmp_path: Path) -> None:
    for text in ("{half", "[]", "{}", '{"jvm": "x", "started": 1}', f'{{"jvm": {10**30}, "started": "1"}}'):
        (tmp_path / "silver.a.lock").write_text(text)
        with TableLocks(tmp_path, 0, None).holding("silver.a"):
            pass

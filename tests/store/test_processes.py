"""Whether a process that was named long ago is still the same, on machines that tell more or less of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edulake.store import processes
from edulake.store.processes import UNKNOWN, is_same, started

pytestmark = pytest.mark.once


def test_a_process_is_told_from_a_later_one_with_its_number(means: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    first = processes.started(child.pid)
    assert first == processes.started(child.pid)
    assert (first == processes.UNKNOWN) == (means == "neither")
    assert processes.is_same(first, first)
    assert processes.is_same("another start", first) == (means == "neither"), "who cannot tell must wait"
    child.communicate(b"\n")
    assert processes.started(child.pid) is None
    assert not processes.is_same(first, None)


def test_a_name_may_hold_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    odd = tmp_path / "a) Z (b 1 2"
    odd.symlink_to("/bin/sleep")
    child = subprocess.Popen([odd, "60"])
    ours = int(str(processes.started(os.getpid())).split()[0])
    started = str(processes.started(child.pid))
    child.kill()
    assert int(started.split(maxsplit=1)[0]) >= ours, "ticks since the machine started: the child is the younger"
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert processes.started(child.pid) is None, "it ended; that nobody has fetched it yet holds nobody up"
    child.wait()


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ("12 of boot", "12 of boot", True),
        ("12 of boot", "13 of boot", False),
        ("12 of boot", "12 of another boot", False),
        ("12 of boot", UNKNOWN, True),
        (UNKNOWN, "12 of boot", True),
        (None, "12 of boot", False),
        (12, "12", False),
        ("12 of boot", None, False),
        (UNKNOWN, None, False),
        (None, None, False),
    ],
)
def test_who_cannot_tell_must_wait_and_who_is_gone_is_nobody(then: object, now: str | None, same: bool) -> None:
    assert is_same(then, now) == same


def test_nobody_runs_under_no_number() -> None:
    """One that no machine can have is in a lock file that was damaged."""
    assert started(None) is None
    assert started(10**30) is None


def test_a_process_of_somebody_else_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """To be forbidden to signal it says that it runs; when it started, this machine may hide."""

    def forbidden(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", forbidden)
    monkeypatch.setattr(processes, "PROC", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert started(1) == UNKNOWN


def stat(folder: Path, pid: int, text: str) -> None:
    (folder / str(pid)).mkdir()
    (folder / str(pid) / "stat").write_text(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"7 (java) S {' '.join(map(str, range(4, 30)))}", "22 of boot"),
        (f"7 (a) Z (b 1) R {' '.join(map(str, range(4, 30)))}", "22 of boot"),
        (f"7 (java) Z {' '.join(map(str, range(4, 30)))}", None),
        (f"7 (java) X {' '.join(map(str, range(4, 30)))}", None),
        ("7 (java) S 4 5 6", UNKNOWN),
        ("7 java S", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_what_linux_says(text: str, found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands in parentheses and may hold any; the 22nd word is the start, and ended processes do nothing."""
    monkeypatch.setattr(processes, "PROC", tmp_path)
    monkeypatch.setattr(processes, "_exists", lambda _: True)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "sys" / "kernel" / "random").mkdir(parents=True)
    (tmp_path / "sys" / "kernel" / "random" / "boot_id").write_text("boot\n")
    stat(tmp_path, 7, text)
    assert started(7) == found


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        ("Ss   Mon Jan  6 12:00:00 2025", 0, "Mon Jan  6 12:00:00 2025"),
        ("Z    Mon Jan  6 12:00:00 2025", 0, None),
        ("Ss   Mon Jan  6 12:00:00 2025", 1, UNKNOWN),
        ("Ss", 0, UNKNOWN),
        ("", 0, UNKNOWN),
    ],
)
def test_what_ps_says(line: str, code: int, found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Always in one language and time zone: two runs compare what it said."""
    ps = tmp_path / "ps"
    ps.write_text(f'#!/bin/sh\n[ "$LC_ALL $TZ" = "C UTC" ] || exit 9\necho "{line}"\nexit {code}\n')
    ps.chmod(0o700)
    monkeypatch.setattr(processes, "PROC", tmp_path)
    monkeypatch.setattr(processes, "_exists", lambda _: True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert started(7) == found

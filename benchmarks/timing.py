"""Cold processes, timed, and their ratios."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from typing import NamedTuple

PYTHON = sys.executable
PR_SET_CHILD_SUBREAPER = 36


class Timed(NamedTuple):
    """What a command took: wall seconds, CPU seconds of all its processes (None: not known); and its stdout."""

    wall: float
    cpu: float | None
    said: str


def timed(*command: str) -> Timed:
    """Runs a command; both its outputs are shown only if it fails."""
    whole = _adopts()
    before, started = _cpu(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.monotonic() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if whole:
        _wait_for_orphans()
    return Timed(wall, _cpu() - before if whole else None, done.stdout)


def show(title: str, took: dict[str, Timed], one: str = "edulake") -> None:
    """Each time, and its ratio to that of `one`; then the same of CPU."""
    print(f"\n{title}")
    for name, of in took.items():
        cpu = "" if of.cpu is None else f"   cpu {of.cpu:8.1f} s   {of.cpu / (took[one].cpu or 1):6.2f}"
        print(f"  {name:26}{of.wall:8.1f} s   {of.wall / took[one].wall:6.2f} of {one}{cpu}", flush=True)


def _adopts() -> bool:
    """Linux gives this process what a child leaves behind: a JVM outlives the Python that started it."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def _wait_for_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _cpu() -> float:
    """CPU seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

"""Which process is which: whether one that was named long ago, on this machine, is still the same.

Numbers of processes are used again; a number and when its process started are not. Small images have no `ps`, macOS
has no /proc, and some machines hide the processes of others: each is asked only where the one before has no answer.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")
# A process is there, and nothing tells when it started.
UNKNOWN = "unknown"
# Ended, and not yet fetched by its parent, which in a container may be for ever: it does nothing any more.
ENDED = ("Z", "X")
# Of the words behind the name of a process: its state is the first, the time when it started the 20th (proc_pid_stat(5)
# counts from 1, and the number and the name before them).
STARTED_AT = 22 - 3


def started(pid: int | None) -> str | None:
    """When process `pid` started, in words of this machine; UNKNOWN if nothing tells when; None if it does not run."""
    if pid is None or not _exists(pid):
        return None
    found = _of_proc(pid) or _of_ps(pid) or (UNKNOWN, "")
    return None if found[1][:1] in ENDED else found[0]


def is_same(then: object, now: str | None) -> bool:
    """Whether the process that started `then` is the one that runs `now`; where nobody can tell, it may well be."""
    return now is not None and (now == then or UNKNOWN in (now, then))


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _of_proc(pid: int) -> tuple[str, str] | None:
    """Start and state by Linux: ticks since the machine started, and which start of the machine that was."""
    try:
        text = (PROC / str(pid) / "stat").read_bytes().decode("utf-8", "replace")
        # The name stands in parentheses, and may hold blanks and parentheses itself.
        state, *others = text[text.rindex(")") + 1 :].split()
        ticks = int(others[STARTED_AT - 1])
    except (OSError, ValueError, IndexError):
        return None
    return f"{ticks} of {_boot()}", state


def _boot() -> str:
    try:
        return (PROC / "sys" / "kernel" / "random" / "boot_id").read_text("utf-8").strip()
    except OSError:
        return ""


def _of_ps(pid: int) -> tuple[str, str] | None:
    """Start and state by `ps`, always in one language and time zone."""
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    words = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    try:
        listing = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    except OSError:
        return None
    state, _, at = listing.stdout.strip().partition(" ")
    return (at.strip(), state) if listing.returncode == 0 and at.strip() else None

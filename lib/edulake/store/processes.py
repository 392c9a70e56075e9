"""Which process is which: whether one that was named long ago, on this machine, is still the same.

Numbers of processes are used again; a number and when its process started are not. Small images have no `ps`, macOS
has no /proc, and some machines hide the processes of others: each is asked only where the one before has no answer.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
# A process is there, and nothing tells when it started.
UNKNOWN = "unknown"
# Ended, and not yet fetched by its parent, which in a container may be for ever: it does nothing any more.
ENDED = ("Z", "X")
# Of the words behind the name of a process: its state is the first, the time when it started the 20th (proc_pid_stat(5)
# counts from 1, and the number and the name before them).
STARTED_AT = 22 - 3
# Ticks of CPU time: its own code's and the system's for it.
CPU = slice(14 - 3, 16 - 3)
PEAK = "VmHWM:"


class Used(NamedTuple):
    """CPU milliseconds of a process so far, and the most memory in bytes that it had."""

    cpu: int
    memory: int


def started(pid: int | None) -> str | None:
    """When process `pid` started, in words of this machine; UNKNOWN if nothing tells when; None if it does not run."""
    if pid is None or not _exists(pid):
        return None
    found = _of_proc(pid) or _of_ps(pid) or (UNKNOWN, "")
    return None if found[1][:1] in ENDED else found[0]


def is_same(then: object, now: str | None) -> bool:
    """Whether the process that started `then` is the one that runs `now`; where nobody can tell, it may well be."""
    return now is not None and (now == then or UNKNOWN in (now, then))


def used(pid: int) -> Used | None:
    """What a process used so far, by Linux; None elsewhere, and where it is not to be seen."""
    found = _words(pid)
    try:
        status = (PROC / str(pid) / "status").read_text("utf-8", "replace")
        kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith(PEAK))
        ticks = sum(int(word) for word in (found or [])[CPU])
    except (OSError, ValueError, IndexError, StopIteration):
        return None
    return Used(ticks * 1000 // os.sysconf("SC_CLK_TCK"), kilobytes * 1024) if found else None


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
    words = _words(pid)
    try:
        return (f"{int(words[STARTED_AT])} of {_boot()}", words[0]) if words else None
    except (ValueError, IndexError):
        return None


def _words(pid: int) -> list[str] | None:
    """The words of a process behind its name, as proc_pid_stat(5) lists them; the first is its state."""
    try:
        text = (PROC / str(pid) / "stat").read_bytes().decode("utf-8", "replace")
        # The name stands in parentheses, and may hold blanks and parentheses itself.
        return text[text.rindex(")") + 1 :].split()
    except (OSError, ValueError):
        return None


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

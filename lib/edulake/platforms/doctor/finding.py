"""One thing that was looked at."""

from __future__ import annotations

from typing import NamedTuple

OK, WARNING, BROKEN = "ok", "warning", "broken"
UNREADABLE = 5


class Finding(NamedTuple):
    """What was looked at, what was found, and how to mend it; `exit_code` is what a job would end with."""

    what: str
    level: str
    found: str
    fix: str = ""
    exit_code: int = 1

"""What is told of an installer at work: what it fetches, how much of it is here, and that it is not dead.

Standard library only: the set-up works with it before anything is installed.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

QUIET_SECONDS = 10
FETCHED = re.compile(r"Downloading (?P<name>\S+) \((?P<size>[\d.]+) ?M(?:i?B)\)")
BUILT = re.compile(r"Building (?:wheel for )?(?P<name>pyspark)\b")
INSTALLED = re.compile(r"Installing collected packages|Prepared \d+ packages")


def told(line: str) -> str | None:
    """A line of pip or uv in our words; null for what is small, known or about the machinery."""
    fetched = FETCHED.match(line.strip())
    if fetched:
        return f"fetching {fetched['name']}, {float(fetched['size']):.0f} MB"
    built = BUILT.match(line.strip())
    if built:
        return f"unpacking {built['name']}"
    return "installing what was fetched" if INSTALLED.match(line.strip()) else None


class Progress:
    """Follows the log of one program, from `begin` on; `scratch` is where that program keeps unfinished downloads."""

    def __init__(self, log: Path, begin: int, scratch: Path) -> None:
        self.log = log
        self.read = begin
        self.scratch = scratch
        self.last = ""  # the line that was told last
        self.since = self.start = time.monotonic()

    def news(self, now: float) -> list[str]:
        """What is to be told at the moment `now`; after ten quiet seconds how far it is."""
        with self.log.open("rb") as file:
            file.seek(self.read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.read += len(whole)
        lines = [line for line in map(told, whole.decode("utf-8", "replace").splitlines()) if line]
        if lines:
            self.last = lines[-1]
        elif now - self.since >= QUIET_SECONDS:
            lines = [f"{self._fetched() or 'still at work'}, {now - self.start:.0f} s"]
        if lines:
            self.since = now
        return lines

    def _fetched(self) -> str:
        """How much of the file that was named last is here; empty where nobody can say."""
        name = self.last.removeprefix("fetching ").partition(",")[0]
        sizes = [path.stat().st_size for path in self.scratch.glob(f"*/{name}")] if name != self.last else []
        return f"{name}: {max(sizes) / 1e6:.0f} MB are here" if sizes else ""

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
LARGE = 10  # megabytes
FETCHED = re.compile(r"Downloading (?P<file>\S+) \((?P<size>[\d.]+) ?Mi?B\)")
BUILT = re.compile(r"Building (?:wheel for pyspark .*started|pyspark==)")
INSTALLED = re.compile(r"Installing collected packages|Prepared \d+ packages")


def told(line: str) -> str | None:
    """A line of pip or uv in our words; null for what is small, known or about the machinery."""
    fetched = FETCHED.match(line.strip())
    if fetched and float(fetched["size"]) >= LARGE:
        return f"fetching {re.split(r'-[0-9]', fetched['file'])[0]}, {float(fetched['size']):.0f} MB"
    if BUILT.match(line.strip()):
        return "unpacking pyspark"
    return "installing what was fetched" if INSTALLED.match(line.strip()) else None


class Progress:
    """Follows the log of one program, from `begin` on; `scratch` is where that program keeps unfinished downloads."""

    def __init__(self, log: Path, begin: int, scratch: Path) -> None:
        self.log = log
        self.read = begin
        self.scratch = scratch
        self.last = ""  # the line that came last
        self.since = self.start = time.monotonic()

    def news(self, now: float) -> list[str]:
        """What is to be told at the moment `now`; after ten quiet seconds how far it is."""
        with self.log.open("rb") as file:
            file.seek(self.read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.read += len(whole)
        lines = whole.decode("utf-8", "replace").splitlines()
        self.last = (lines or [self.last])[-1]
        news = [words for words in map(told, lines) if words]
        if not news and now - self.since >= QUIET_SECONDS:
            news = [f"{self._fetched() or 'still at work'}, {now - self.start:.0f} s"]
        if news:
            self.since = now
        return news

    def _fetched(self) -> str:
        """How much of the download that was begun last is here; empty where nobody can say."""
        begun = FETCHED.match(self.last.strip())
        sizes = [path.stat().st_size for path in self.scratch.glob(f"*/{begun['file']}")] if begun else []
        return f"{max(sizes) / 1e6:.0f} of {float(begun['size']):.0f} MB are here" if begun and sizes else ""

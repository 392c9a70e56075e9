"""When a job that goes on and on does what, and how it is told to end.

Time is an argument, so that a test of a day takes a moment.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# What a tick was: without news, with some, without a table that another run held, or with an error of a source.
KINDS = ("idle", "news", "waited", "failed")
HOUR = 3600.0
# How long it may take until a process that sleeps hears that it is to end.
SLICE = 0.5
SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True)
class Clock:
    """Seconds that only grow, and a sleep."""

    at: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """A tick `every` so many seconds, and within ticks the `parts` that have a pace of their own.

    A part is due when so many seconds have passed since it came to its end; of 0 seconds never, of None in each tick.
    """

    def __init__(self, every: float, parts: Mapping[str, float | None], ticks: int | None = None) -> None:
        self.every, self.parts, self.ticks = every, parts, ticks
        self._now = 0.0
        self._begun: set[str] = set()
        self._ended: dict[str, float] = {}

    def begins(self, now: float) -> None:
        self._now = now
        self._begun = set()

    def is_due(self, part: str) -> bool:
        """Whether the tick that began does this part; asked again within it, the answer is the same."""
        seconds = self.parts.get(part)
        if seconds == 0:
            return False
        last = self._ended.get(part)
        is_due = seconds is None or last is None or self._now - last >= seconds
        if is_due:
            self._begun.add(part)
        return is_due

    def ends(self) -> None:
        """What the tick did of parts has come to its end; of one that broke off nothing has."""
        self._ended.update(dict.fromkeys(self._begun, self._now))


class Stop:
    """Whether somebody asked the process to end: once, after the tick; a second time at once, as if it were killed."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, object] = {}

    @contextmanager
    def heard(self) -> Iterator[Stop]:
        """Listen to SIGTERM and Ctrl-C; only a main thread can."""
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._hear) for number in SIGNALS}
        try:
            yield self
        finally:
            for number in self._before:
                self._as_before(number)

    def _hear(self, number: int, _: object) -> None:
        self.asked = True
        self._as_before(number)

    def _as_before(self, number: int) -> None:
        signal.signal(number, self._before[number])  # type: ignore[arg-type] - what signal.signal gave


@dataclass
class Tally:
    """How many ticks there were since `began`, by kind."""

    began: float
    ticks: Counter[str] = field(default_factory=Counter)

    def spelled(self) -> str:
        counted = ", ".join(f"{self.ticks[kind]} {kind}" for kind in KINDS if self.ticks[kind])
        return f"{self.ticks.total()} ticks: {counted}"


def repeat(
    tick: Callable[[], str], pace: Pace, stop: Stop, each_hour: Callable[[Tally], None], clock: Clock
) -> Counter[str]:
    """Ticks until `stop` is asked, or as many as the pace has; how many there were by kind.

    A tick that takes longer than the pace is followed at once: none are made up for. `each_hour` gets what was counted
    since it was last called, and at the end what is left.
    """
    total: Counter[str] = Counter()
    tally = Tally(clock.at())
    while not stop.asked:
        began = clock.at()
        pace.begins(began)
        kind = tick()
        total[kind] += 1
        tally.ticks[kind] += 1
        if clock.at() - tally.began >= HOUR:
            each_hour(tally)
            tally = Tally(clock.at())
        if total.total() == pace.ticks:
            break
        while not stop.asked and (left := began + pace.every - clock.at()) > 0:
            clock.sleep(min(left, SLICE))
    if tally.ticks:
        each_hour(tally)
    return total

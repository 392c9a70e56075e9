"""When ticks begin and parts are due, and how a process is told to end: by a clock that the test turns."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable

import pytest

from edulake.jobs.runner.pace import HOUR, KINDS, SIGNALS, SLICE, Clock, Pace, Stop, Tally, repeat

pytestmark = pytest.mark.once


class Turned:
    """A clock: it goes on as somebody sleeps, and by what work takes."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []
        self.clock = Clock(lambda: self.at, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def ticks_of(
    takes: Callable[[int], float], *, every: float = 60, ticks: int, stops_at: int | None = None
) -> tuple[list[float], list[Tally], dict[str, int]]:
    """When each tick began, the tallies of the hours, and what was counted in all."""
    turned, stop, began = Turned(), Stop(), list[float]()
    tallies: list[Tally] = []

    def tick() -> str:
        began.append(turned.at - 1000)
        turned.at += takes(len(began))
        stop.asked = len(began) == stops_at
        return KINDS[len(began) % 2]

    total = repeat(tick, Pace(every, {}, ticks), stop, tallies.append, turned.clock)
    return began, tallies, dict(total)


@pytest.mark.parametrize(
    ("takes", "began"),
    [
        (lambda _: 0.0, [0, 60, 120]),
        (lambda _: 59.9, [0, 60, 120]),
        (lambda _: 60.0, [0, 60, 120]),
        (lambda n: 150.0 if n == 1 else 1.0, [0, 150, 210]),
        (lambda _: 90.0, [0, 90, 180]),
    ],
)
def test_a_tick_begins_in_time_or_when_the_one_before_it_ends(
    takes: Callable[[int], float], began: list[float]
) -> None:
    """What took too long is not made up for: no two ticks in a row without a pause where one would do."""
    assert ticks_of(takes, ticks=3)[0] == pytest.approx(began)


def test_the_end_is_heard_after_the_tick() -> None:
    began, tallies, total = ticks_of(lambda _: 1.0, ticks=9, stops_at=2)
    assert began == pytest.approx([0, 60])
    assert total == {"news": 1, "idle": 1}
    assert [tally.spelled() for tally in tallies] == ["2 ticks: 1 idle, 1 news"]


def test_nobody_sleeps_so_long_that_the_end_is_not_heard() -> None:
    turned, stop = Turned(), Stop()

    def sleep(seconds: float) -> None:
        turned.sleep(seconds)
        stop.asked = len(turned.slept) == 3

    assert repeat(lambda: "idle", Pace(60, {}), stop, lambda _: None, Clock(lambda: turned.at, sleep)) == {"idle": 1}
    assert turned.slept == [SLICE] * 3


def test_an_hour_of_ticks_is_counted_once_and_nothing_grows() -> None:
    """500 ticks a minute apart are eight hours and the rest of one; the hour is over with the tick that ends it."""
    began, tallies, total = ticks_of(lambda _: 2.0, ticks=500)
    assert (len(began), sum(total.values())) == (500, 500)
    assert [tally.ticks.total() for tally in tallies[:-1]] == [61] + [60] * (len(tallies) - 2)
    assert sum(tally.ticks.total() for tally in tallies) == 500
    assert len(tallies) == 9
    turned, stop = Turned(), Stop()
    sizes: list[int] = []

    def tick() -> str:
        turned.slept.clear()
        sizes.append(0) if len(sizes) < 500 else None
        sizes[-1] = tracemalloc.get_traced_memory()[0]
        return "idle"

    tracemalloc.start()
    try:
        repeat(tick, Pace(60, {}, 500), stop, lambda _: None, turned.clock)
    finally:
        tracemalloc.stop()
    assert sizes[-1] - sizes[50] < 50_000, "what is kept of a tick is a count"


def test_parts_have_a_pace_of_their_own() -> None:
    pace = Pace(60, {"always": None, "never": 0, "late": 150})
    due: list[tuple[bool, ...]] = []
    for number in range(6):
        pace.begins(number * 60.0)
        due.append(tuple(pace.is_due(part) for part in ("always", "never", "late", "unheard of")))
        assert pace.is_due("late") is due[-1][2], "asked again, the answer is the same"
        pace.ends()
    assert [late for _, _, late, _ in due] == [True, False, False, True, False, False]
    assert {(always, never, other) for always, never, _, other in due} == {(True, False, True)}


def test_a_part_that_broke_off_is_due_again() -> None:
    pace = Pace(60, {"late": 150})
    pace.begins(0.0)
    assert pace.is_due("late")
    pace.begins(60.0)
    assert pace.is_due("late"), "the tick did not come to its end"
    pace.ends()
    pace.begins(200.0)
    assert not pace.is_due("late")
    pace.begins(210.0)
    assert pace.is_due("late")


def test_a_tally_in_words() -> None:
    tally = Tally(0.0)
    tally.ticks.update(["idle", "news", "idle", "failed", "waited"])
    assert tally.spelled() == "5 ticks: 2 idle, 1 news, 1 waited, 1 failed"
    assert HOUR == 3600


def test_a_signal_is_heard_once_and_then_means_what_it_did() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Stop().heard() as stop:
        assert not stop.asked
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.asked
        assert signal.getsignal(signal.SIGTERM) == before[0]
        assert signal.getsignal(signal.SIGINT) != before[1]
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_only_a_main_thread_can_listen() -> None:
    heard: list[bool] = []

    def listen() -> None:
        with Stop().heard() as stop:
            heard.append(stop.asked)

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert heard == [False]


PROGRAM = """
import time
from edulake.jobs.runner.pace import Clock, Pace, Stop, repeat

def tick():
    print("tick", flush=True)
    until = time.monotonic() + TAKES
    while time.monotonic() < until:
        time.sleep(0.05)
    print("ended", flush=True)
    return "idle"

with Stop().heard() as stop:
    repeat(tick, Pace(60, {}), stop, lambda tally: print(tally.spelled(), flush=True), Clock())
"""


def started(takes: float) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("TAKES", str(takes))], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    assert program.stdout.readline() == "tick\n"
    return program


def test_a_process_ends_the_tick_and_then_itself() -> None:
    program = started(1.0)
    program.send_signal(signal.SIGTERM)
    out, _ = program.communicate(timeout=20)
    assert (out, program.returncode) == ("ended\n1 ticks: 1 idle\n", 0)


def test_a_second_signal_ends_it_at_once() -> None:
    program = started(60.0)
    program.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(1)
    program.send_signal(signal.SIGTERM)
    out, _ = program.communicate(timeout=20)
    assert (out, program.returncode) == ("", -signal.SIGTERM)

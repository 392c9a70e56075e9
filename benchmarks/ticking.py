"""Ticks of follow in this process's session: what is done around each of them, and what was used by then."""

from __future__ import annotations

import json
import os
import statistics
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from deltalake import DeltaTable

from edulake.jobs.runner import repeating
from edulake.store import processes, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Used(NamedTuple):
    """Seconds by the clock, CPU seconds of this process and of its session's JVM, and jobs of Spark."""

    seconds: float
    cpu: float
    jobs: int

    def since(self, before: Used) -> Used:
        return Used(*(now - then for now, then in zip(self, before, strict=True)))

    def plus(self, other: Used) -> Used:
        return Used(*map(sum, zip(self, other, strict=True)))


NOTHING = Used(0.0, 0.0, 0)


def used(spark: Any) -> Used:
    """What was used so far; only differences mean something."""
    found = [processes.used(pid) for pid in (os.getpid(), session.jvm_process(spark)) if pid]
    # Jobs have numbers; only the newest are remembered.
    jobs = max(spark.sparkContext.statusTracker().getJobIdsForGroup(), default=-1) + 1
    return Used(time.monotonic(), sum(one.cpu for one in found if one) / 1000, jobs)


class Parts:
    """What each part of a tick used, with Spark and in the look before that needs none."""

    def __init__(self, spark: Any, names: Sequence[str]) -> None:
        self.spark, self.names = spark, names
        self.used = self._none()

    def _none(self) -> dict[str, Used]:
        return dict.fromkeys(self.names, NOTHING)

    def counting(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            before = used(self.spark)
            try:
                return work(*given, **named)
            finally:
                self.used[part] = self.used[part].plus(used(self.spark).since(before))

        return counted

    def taken(self) -> dict[str, Used]:
        """What was used since this was last asked for."""
        taken, self.used = self.used, self._none()
        return taken


@contextmanager
def around(each: Callable[[Callable[[], str]], str]) -> Iterator[None]:
    """Each tick of follow is given to `each`, which calls it and returns what it was."""
    tick = repeating.Following.tick
    repeating.Following.tick = lambda self: each(partial(tick, self))  # type: ignore[method-assign]
    try:
        yield
    finally:
        repeating.Following.tick = tick  # type: ignore[method-assign]


def memory(spark: Any) -> tuple[float, float]:
    """MB in use of the JVM's heap once it was cleared, and of this process."""
    runtime = spark._jvm.java.lang.Runtime.getRuntime()  # noqa: SLF001
    # What Spark held for a plan it lets go of once its handle was cleared, and not before.
    for _ in range(2):
        spark._jvm.java.lang.System.gc()  # noqa: SLF001
        time.sleep(0.3)
    heap = runtime.totalMemory() - runtime.freeMemory()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return heap / 1e6, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def held(folder: Path) -> tuple[int, int]:
    """Files and rows of a table as it is now, by its log; nothing of one that is not there."""
    if not (folder / "_delta_log").is_dir():
        return 0, 0
    rows = pa.table(DeltaTable(folder).get_add_actions(flatten=True))["num_records"].to_pylist()
    return len(rows), sum(rows)


def growth(values: Sequence[float]) -> float | None:
    """How the median of the last fifth is to that of the second one; null where there are fewer than ten values."""
    fifth = len(values) // 5
    if fifth < 2:
        return None
    return round(statistics.median(values[-fifth:]) / statistics.median(values[fifth : 2 * fifth]), 3)


def told(name: str, figures: dict[str, Any]) -> None:
    """The last line of a benchmark, for programs."""
    line = {"benchmark": name, **figures, "cores": os.cpu_count(), "load_average": round(os.getloadavg()[0], 1)}
    print(json.dumps(line), flush=True)

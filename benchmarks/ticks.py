"""Ticks of follow with and without news: seconds of each, and what grows over them.

The pauses between ticks take no time: in each, so many new records are delivered, but before every fifth tick.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edulake.config.load import load
from edulake.jobs import follow
from edulake.jobs.runner import repeating
from edulake.jobs.runner.pace import Clock
from edulake.store import session

if TYPE_CHECKING:
    import argparse

SUBJECTS = ("Math", "Reading", "Science", "History")
QUIET = 5
CONF = "early_warning_in_pipeline = false\n"


class Pauses:
    """A clock that goes on by what work takes; while somebody sleeps, records are delivered."""

    def __init__(self, landing: Path, records: int, every: float) -> None:
        self.landing, self.records, self.every = landing, records, every
        self.skipped, self.ticks = 0.0, 0
        self.clock = Clock(lambda: time.monotonic() + self.skipped, self.sleep)

    def sleep(self, _: float) -> None:
        self.skipped += self.every
        self.ticks += 1
        if self.ticks % QUIET:
            self.deliver(self.ticks, self.records)

    def deliver(self, number: int, records: int) -> None:
        day = dt.date(2025, 1, 6) + dt.timedelta(days=number)
        lines = [json.dumps(_record(number, n, day)) for n in range(records)]
        path = self.landing / "lms_system_a" / f"{number}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")


def _record(number: int, n: int, day: dt.date) -> dict[str, Any]:
    score = str((number * 7 + n * 13) % 101)
    who = {"assessment_id": f"A-{number}-{n}", "student_id": f"STU{n % 5000}", "grade_level": f"{n % 8 + 1}th Grade"}
    what = {"subject": SUBJECTS[n % 4], "score": score, "completion_time": "45", "engagement_score": "79"}
    return {**who, **what, "assessment_date": day.isoformat(), "updated_at": f"{day}T10:00:00Z"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ticks", type=int, default=30)
    parser.add_argument("--records", type=int, default=200, help="delivered before a tick")
    parser.add_argument("--first", type=int, default=20_000, help="records that the first tick finds")


def _memory(spark: Any) -> tuple[float, float]:
    """MB in use of the JVM's heap once it was cleared, and of this process."""
    runtime = spark._jvm.java.lang.Runtime.getRuntime()  # noqa: SLF001
    spark._jvm.java.lang.System.gc()  # noqa: SLF001
    heap = runtime.totalMemory() - runtime.freeMemory()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return heap / 1e6, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landing, conf, warehouse = Path(folder, "landing"), Path(folder, "conf.toml"), Path(folder, "warehouse")
        conf.write_text(CONF)
        pauses = Pauses(landing, options.records, 60.0)
        pauses.deliver(0, options.first)
        spark = session.for_platform(load(str(conf), str(warehouse), str(landing)))
        ticks: list[tuple[str, float]] = []
        memory: list[tuple[float, float]] = []
        tick = repeating.Following.tick

        def measured(self: repeating.Following) -> str:
            began = time.monotonic()
            kind = tick(self)
            ticks.append((kind, time.monotonic() - began))
            memory.append(_memory(spark))
            print(f"  tick {len(ticks):3} {kind:6} {ticks[-1][1]:6.1f} s, heap {memory[-1][0]:5.0f} MB", flush=True)
            return kind

        repeating.Following.tick = measured  # type: ignore[method-assign]
        repeating.Clock = lambda: pauses.clock  # type: ignore[assignment, misc]
        where = ["--warehouse", str(warehouse), "--landing", str(landing), "--conf", str(conf), "--log-json"]
        out, lines = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(lines):
            code = follow.main([*where, "--ticks", str(options.ticks)])
        rows = [path for path in (warehouse / "ops" / "job_runs").glob("**/*.parquet")]
        print(f"exit code {code}, {out.getvalue()}")
    for name in ("news", "idle"):
        taken = sorted(seconds for kind, seconds in ticks[1:] if kind == name)
        if taken:
            median, most = statistics.median(taken), taken[-1]
            print(
                f"{len(taken)} ticks {name}: median {median:.1f} s, 90th {taken[len(taken) * 9 // 10]:.1f}, most {most:.1f}"
            )
    half = len(memory) // 2
    for what, of in (("heap of the JVM, cleared", 0), ("memory of Python", 1)):
        print(
            f"{what}: {memory[1][of]:.0f} MB after tick 2, {memory[half][of]:.0f} after {half + 1}, {memory[-1][of]:.0f} last"
        )
    said = lines.getvalue().splitlines()
    print(
        f"{len(said)} lines of JSON, {sum(map(len, said)) / max(len(said), 1):.0f} bytes each; {len(rows)} files in ops.job_runs"
    )
    assert all(json.loads(line) for line in said)

"""Ticks of follow with and without news: seconds of each, and what grows over them.

The pauses between ticks take no time. Before each tick so many new records are delivered, but before every fifth one.
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
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Tick(NamedTuple):
    """What a tick was, how long it took, and MB in use after it: of the JVM's heap, cleared, and of this process."""

    kind: str
    seconds: float
    heap: float
    python: float


def deliver(landing: Path, number: int, records: int) -> None:
    day = dt.date(2025, 1, 6) + dt.timedelta(days=number)
    lines = [json.dumps(_record(number, n, day)) for n in range(records)]
    path = landing / "lms_system_a" / f"{number}.jsonl"
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
    parser.add_argument("--product", nargs="+", default=[], help="only these products")
    parser.add_argument("--first", type=int, default=20_000, help="records that the first tick finds")


def _memory(spark: Any) -> tuple[float, float]:
    """MB in use of the JVM's heap once it was cleared, and of this process."""
    runtime = spark._jvm.java.lang.Runtime.getRuntime()  # noqa: SLF001
    spark._jvm.java.lang.System.gc()  # noqa: SLF001
    heap = runtime.totalMemory() - runtime.freeMemory()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return heap / 1e6, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run(options: argparse.Namespace) -> None:
    ticks: list[Tick] = []
    with tempfile.TemporaryDirectory() as folder:
        landing, conf, warehouse = Path(folder, "landing"), Path(folder, "conf.toml"), Path(folder, "warehouse")
        conf.write_text(CONF)
        spark = session.for_platform(load(str(conf), str(warehouse), str(landing)))
        tick = repeating.Following.tick

        def measured(self: repeating.Following) -> str:
            if not ticks or len(ticks) % QUIET:
                deliver(landing, len(ticks), options.records if ticks else options.first)
            began = time.monotonic()
            kind = tick(self)
            ticks.append(Tick(kind, time.monotonic() - began, *_memory(spark)))
            print(
                f"  tick {len(ticks):3} {kind:6} {ticks[-1].seconds:6.1f} s, heap {ticks[-1].heap:5.0f} MB", flush=True
            )
            return kind

        repeating.Following.tick = measured  # type: ignore[method-assign]
        skipped: list[float] = []
        clock = Clock(lambda: time.monotonic() + sum(skipped), skipped.append)
        repeating.Clock = lambda: clock  # type: ignore[assignment, misc]
        where = ["--warehouse", str(warehouse), "--landing", str(landing), "--conf", str(conf), "--log-json"]
        where += ["--product", *options.product] if options.product else []
        lines = io.StringIO()
        with contextlib.redirect_stderr(lines):
            code = follow.main([*where, "--ticks", str(options.ticks)])
        files = len(list((warehouse / "ops" / "job_runs").glob("**/*.parquet")))
    print(f"exit code {code}")
    _show(ticks)
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    print(f"{len(said)} lines of JSON in {len(ticks)} ticks; {files} files in ops.job_runs")


def _show(ticks: list[Tick]) -> None:
    for name in ("news", "idle"):
        taken = sorted(one.seconds for one in ticks[1:] if one.kind == name)
        if taken:
            most = f"90th {taken[len(taken) * 9 // 10]:.1f}, most {taken[-1]:.1f}"
            print(f"{len(taken)} ticks {name}: median {statistics.median(taken):.1f} s, {most}")
    chosen = [ticks[0], ticks[len(ticks) // 2], ticks[-1]]
    for what, of in (("heap of the JVM, cleared", "heap"), ("memory of Python", "python")):
        first, middle, last = (getattr(one, of) for one in chosen)
        print(f"{what}: {first:.0f} MB after the first tick, {middle:.0f} in the middle, {last:.0f} after the last")

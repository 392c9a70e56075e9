"""Ticks of follow with and without news: seconds and CPU seconds of each, and what grows over them.

The pauses between ticks take no time. Before each tick so many new records are delivered, but before every fifth one.
That nothing grows is told by the last fifth of the ticks with news beside the second: in the first, code gets warm.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import statistics
import tempfile
import time
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ticking

from edulake.config.load import load
from edulake.jobs import follow, maintain
from edulake.jobs.runner import repeating
from edulake.jobs.runner.pace import Clock
from edulake.store import session

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

SUBJECTS = ("Math", "Reading", "Science", "History")
QUIET = 5
CONF = "early_warning_in_pipeline = false\n"


class Tick(NamedTuple):
    """What a tick was, what it took, and what there was after it.

    `jobs` are those of Spark. `heap` and `python` are MB in use: of the JVM's heap, cleared, and of this process.
    `files` and `rows` are those of ops.deliveries, which each tick reads to know what bronze holds.
    """

    kind: str
    seconds: float
    cpu: float
    jobs: int
    heap: float
    python: float
    files: int
    rows: int


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
    parser.add_argument("--maintain", type=int, metavar="N", help="run maintain after every N ticks, as each day does")


def run(options: argparse.Namespace) -> None:
    ticks: list[Tick] = []
    with tempfile.TemporaryDirectory() as folder:
        landing, conf, warehouse = Path(folder, "landing"), Path(folder, "conf.toml"), Path(folder, "warehouse")
        conf.write_text(CONF)
        spark = session.for_platform(load(str(conf), str(warehouse), str(landing)))
        where = ["--warehouse", str(warehouse), "--landing", str(landing), "--conf", str(conf), "--log-json"]

        def measured(tick: Callable[[], str]) -> str:
            if not ticks or len(ticks) % QUIET:
                deliver(landing, len(ticks), options.records if ticks else options.first)
            before = ticking.used(spark)
            kind = tick()
            used = ticking.used(spark).since(before)
            books = ticking.held(warehouse / "ops" / "deliveries")
            ticks.append(Tick(kind, *used, *ticking.memory(spark), *books))
            _say(len(ticks), ticks[-1])
            if options.maintain and len(ticks) % options.maintain == 0:
                before = ticking.used(spark)
                code = maintain.main(where)
                used = ticking.used(spark).since(before)
                print(f"  maintain: exit code {code}, {used.seconds:.1f} s, CPU {used.cpu:.1f} s", flush=True)
            return kind

        skipped: list[float] = []
        clock = Clock(lambda: time.monotonic() + sum(skipped), skipped.append)
        repeating.Clock = lambda: clock  # type: ignore[assignment, misc]
        chosen = ["--product", *options.product] if options.product else []
        lines = io.StringIO()
        with redirect_stderr(lines), ticking.around(measured):
            code = follow.main([*where, *chosen, "--ticks", str(options.ticks)])
        files, rows = ticking.held(warehouse / "ops" / "job_runs")
    print(f"exit code {code}")
    if code:
        print(lines.getvalue()[-2000:])
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    print(f"{len(said)} lines of JSON in {len(ticks)} ticks; {rows} rows in {files} files of ops.job_runs")
    _show(ticks)


def _say(number: int, tick: Tick) -> None:
    took = f"{tick.seconds:6.1f} s, CPU {tick.cpu:6.1f} s, {tick.jobs:3} jobs"
    there = f"heap {tick.heap:5.0f} MB, {tick.rows} deliveries in {tick.files} files"
    print(f"  tick {number:3} {tick.kind:6} {took}, {there}", flush=True)


def _show(ticks: list[Tick]) -> None:
    for name in ("news", "idle"):
        of = [one for one in ticks[1:] if one.kind == name]
        if of:
            taken = sorted(one.seconds for one in of)
            most = f"90th {taken[len(taken) * 9 // 10]:.1f}, most {taken[-1]:.1f}"
            cpu = statistics.median(one.cpu for one in of)
            print(f"{len(of)} ticks {name}: median {statistics.median(taken):.1f} s, {most}, CPU {cpu:.1f} s")
    chosen = [ticks[0], ticks[len(ticks) // 2], ticks[-1]]
    for what, name in (("heap of the JVM, cleared", "heap"), ("memory of Python", "python")):
        first, middle, last = (getattr(one, name) for one in chosen)
        print(f"{what}: {first:.0f} MB after the first tick, {middle:.0f} in the middle, {last:.0f} after the last")
    news = [one for one in ticks[1:] if one.kind == "news"]
    grown = {
        name: ticking.growth([getattr(one, name) for one in news])
        for name in ("cpu", "seconds", "jobs", "heap", "python")
    }
    if grown["cpu"]:
        of = ", ".join(f"{name} {ratio:.2f}" for name, ratio in grown.items())
        print(f"last fifth of the ticks with news to the second fifth: {of}")
    books = {"deliveries": ticks[-1].rows, "files_of_deliveries": ticks[-1].files}
    ticking.told("ticks", {"ticks": len(ticks), "news": len(news), **books, "growth": grown})

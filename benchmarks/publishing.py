"""Gold to PostgreSQL: a table of a million rows for the first time, changed by one in a hundred, and without news.

The server is one of the tests' own: on this machine, without fsync and without TLS. Memory is the publisher's, at most.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

SUPPORT = Path(__file__).parents[1] / "tests" / "support"
LIBRARY = Path(__file__).parents[1] / "lib"
NAME = "student_performance_summary"
PART = 50_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000, help="rows of the table")


def run(options: argparse.Namespace) -> None:
    sys.path[:0] = [str(SUPPORT), str(LIBRARY)]
    import postgres
    from serving_rows import PASSWORD, ready

    programs = postgres.programs()
    if programs is None:
        sys.exit("no PostgreSQL server is installed here (Debian: apt install postgresql)")
    os.environ.update(ETL_USER="etl_user", ETL_PASSWORD=PASSWORD)
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.running(programs) as server,
        ready(Path(folder), server) as world,
    ):
        took = {}
        for step, changed in (("first time", 1), ("1 % changed", 100), ("nothing new", 0)):
            if changed:
                _write(world, options.rows, changed)
            took[step] = _published(world.settings.warehouse, server.port, world.database)
        [(served,)] = world.asks(f"SELECT count(*) FROM people.{NAME}")
    _show(served, took)


def _write(world: object, rows: int, changed: int) -> None:
    """A new version of the table: of one row in `changed` the score is another one."""
    from deltalake import write_deltalake
    from serving_rows import frame

    from edulake.gold import PRODUCTS

    table, day = PRODUCTS[NAME].table, dt.date(2025, 1, 1)
    path = world.path(table)  # type: ignore[attr-defined]
    Path(path).mkdir(parents=True, exist_ok=True)
    for begin in range(0, rows, PART):
        part = [
            {
                "student_id": f"north:STU{n:07}",
                "school_id": f"north:S{n % 500}",
                "total_assessments": n % 90,
                "avg_score": Decimal(n % 10_000) / 100 if changed == 1 or n % changed else Decimal("0.01"),
                "last_assessment_date": day + dt.timedelta(days=n % 300),
                "strongest_subject": ("Math", "Reading", None)[n % 3],
            }
            for n in range(begin, min(begin + PART, rows))
        ]
        write_deltalake(path, frame(table, part), mode="append" if begin else "overwrite")


def _published(warehouse: str, port: int, database: str) -> dict[str, float]:
    """Seconds, CPU seconds and memory of a publish in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": f"{LIBRARY}:{SUPPORT}"}
    command = [sys.executable, __file__, warehouse, str(port), database]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def _publish(warehouse: str, port: str, database: str) -> None:
    from edulake.config.load import load
    from edulake.config.publish import Publish
    from edulake.serving import query
    from edulake.serving.publish.chosen import chosen
    from edulake.serving.publish.postgres import Publisher

    url = f"postgresql://127.0.0.1:{port}/{database}"
    settings = Publish(url=url, user="env:ETL_USER", password="env:ETL_PASSWORD", tables=[NAME], questions=False)
    before = _most()
    began = time.monotonic()
    with query.opened(load(warehouse=warehouse)) as view:
        outcome = Publisher(settings, view, "benchmark", 60, print).publish(chosen(settings))
    used = resource.getrusage(resource.RUSAGE_SELF)
    assert not outcome.failures
    seconds = {"seconds": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime}
    print(json.dumps({**seconds, "megabytes": _most(), "megabytes before": before}))


def _most() -> float:
    """The most megabytes that this process has held: getrusage knows those of its parent as well."""
    [held] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(held.split()[1]) / 1024


def _show(rows: int, took: dict[str, dict[str, float]]) -> None:
    from edulake.serving import terminal

    columns = ("publish", "rows", "seconds", "rows per second", "CPU s of the publisher", "MB at most", "MB before")
    shown = [
        (
            step,
            f"{rows:,}",
            f"{of['seconds']:.1f}",
            f"{rows / of['seconds']:,.0f}",
            f"{of['cpu']:.1f}",
            f"{of['megabytes']:.0f}",
            f"{of['megabytes before']:.0f}",
        )
        for step, of in took.items()
    ]
    terminal.show("Gold to PostgreSQL", columns, shown)
    figures = {step: {name: round(value, 1) for name, value in of.items()} for step, of in took.items()}
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": "publishing", "rows": rows, **figures, "load_average": load}))


if __name__ == "__main__":
    _publish(*sys.argv[1:])

"""What the nights of a made-up district cost after its opening, in one session: deliveries to answers, night by night.

Deliveries, tables and figures stay in the folder: a run goes on with the nights that are not brought yet. What one that
was stopped had done of its night is in no figure.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from edulake.config.load import load
from edulake.jobs import pipeline
from edulake.jobs.runner.context import Context
from edulake.jobs.steps.generate.district import SYSTEM, generate_district, is_district
from edulake.jobs.steps.generate.district.delivery import TRUTH_FILE
from edulake.ops import cost
from edulake.store import session
from edulake.store.little import is_little
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from edulake.ops.runs import Run

CONFIGURATION = Path(__file__).parents[1] / "conf" / "district.toml"
DEAREST = 10


class Night(NamedTuple):
    """What bringing one delivery took: seconds, CPU seconds of this process and its JVM, and those of each table.

    They are null where the JVM is not this process's own.
    """

    delivery: str
    records: int
    seconds: float
    cpu: float | None
    tables: dict[str, float]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where deliveries and tables lie, or are to lie")
    parser.add_argument("--students", type=int, default=300, metavar="N", help="students of a new folder")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of a new folder")
    parser.add_argument("--years", type=int, default=2, metavar="Y", help="school years of a new folder")
    parser.add_argument("--only", nargs="+", metavar="TABLE", default=(), help="tables of a new folder")


def run(options: argparse.Namespace) -> None:
    folder = options.folder.absolute()
    made, landing = folder / "deliveries", folder / "landing"
    settings = load(str(CONFIGURATION), str(folder / "warehouse"), str(landing))
    store = Store(session.local(settings), settings)
    asked = {name: getattr(options, name) for name in ("students", "seed", "years", "only")}
    told = folder / "nights.jsonl"
    if not is_district(made, **asked):
        if told.exists():
            raise SystemExit(f"{folder} holds the nights of another district: see arguments in {made / TRUTH_FILE}")
        generate_district(store.spark, str(made), **asked)
    nights = [Night(**json.loads(line)) for line in told.read_text().splitlines()] if told.exists() else []
    for delivery in sorted((made / SYSTEM).iterdir())[len(nights) :]:
        shutil.copytree(delivery, landing / SYSTEM / delivery.name, dirs_exist_ok=True)
        session.local(settings, interpreted=is_little(settings))  # as each run of a job would be
        night = _brought(store, delivery.name)
        with told.open("a") as file:
            print(json.dumps(night._asdict()), file=file)
        nights.append(night)
        _show(night)
    figures = [{**night._asdict(), "tables": dict(_dearest(night))} for night in nights]
    print(json.dumps({"benchmark": "night", **asked, "nights": figures, "load_average": round(os.getloadavg()[0], 1)}))


def _brought(store: Store, delivery: str) -> Night:
    """Everything that has landed, brought to its answers."""
    context = Context(store.settings, store, tell=lambda _: None)
    before = cost.reading(store)
    runs = pipeline.results(context)
    context.journal.close()
    store.clear_staging()
    after = cost.reading(store)
    records = sum(entry.records_in or 0 for run in runs if run.job == "bronze_ingest" for entry in run.entries)
    cpu = None if after.cpu is None or before.cpu is None else round((after.cpu - before.cpu) / 1000, 1)
    return Night(delivery, records, round(after.at - before.at, 1), cpu, _by_table(runs))


def _by_table(runs: Iterable[Run]) -> dict[str, float]:
    """CPU seconds by table, as ops.job_runs has them."""
    summed: dict[str, float] = defaultdict(float)
    for entry in (entry for run in runs for entry in run.entries if entry.cpu_milliseconds):
        summed[str(entry.table_name)] += (entry.cpu_milliseconds or 0) / 1000
    return dict(summed)


def _dearest(night: Night) -> list[tuple[str, float]]:
    first = sorted(night.tables.items(), key=lambda of: -of[1])[:DEAREST]
    return [(name, round(cpu, 1)) for name, cpu in first]


def _show(night: Night) -> None:
    from edulake.serving import terminal

    title = f"{night.delivery}: {night.records:,} records, {night.seconds} s, {night.cpu} s of CPU"
    terminal.show(title, ("table", "CPU s"), [(name, str(cpu)) for name, cpu in _dearest(night)])

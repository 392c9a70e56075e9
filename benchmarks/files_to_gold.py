"""Files to gold, cold start included: edulake, again without news, with a day's; and the same work in other styles."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from timing import PYTHON, show, timed

if TYPE_CHECKING:
    import argparse

HERE = Path(__file__).parent
# Rows made in Python: those of more students do not fit beside it.
NOTEBOOK_STUDENTS = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("students", type=int, nargs="*", default=[3000], help="students to make records of")


def run(options: argparse.Namespace) -> None:
    for students in options.students:
        _compare(students)


def _compare(students: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landing, warehouse = f"{folder}/landing", f"{folder}/warehouse"
        timed(PYTHON, "-m", "edulake.jobs.generate", "--out", landing, "--students", str(students))
        records = sum(
            path.read_bytes().count(b"\n") for path in Path(landing).glob("*/*/*") if path.suffix in (".jsonl", ".csv")
        )
        # The others foresee nothing either.
        conf = Path(folder, "conf.toml")
        conf.write_text("early_warning_in_pipeline = false\nlanguages_in_pipeline = false\n")
        places = ("--landing", landing, "--warehouse", warehouse, "--conf", str(conf))
        pipeline = (PYTHON, "-m", "edulake.jobs.pipeline", *places)
        took = {"edulake": timed(*pipeline), "edulake, nothing new": timed(*pipeline)}
        styles = {"plain PySpark, by hand": "plain", "notebook style": "notebook", "Polars and delta-rs": "polars"}
        if students > NOTEBOOK_STUDENTS:
            del styles["notebook style"]
        for name, style in styles.items():
            took[name] = timed(PYTHON, str(HERE / f"{style}_style.py"), landing, f"{folder}/{style}")
        _deliver_a_day(Path(landing), records)
        took["edulake, 1 % new"] = timed(*pipeline)
        maintain = (PYTHON, "-m", "edulake.jobs.maintain", "--warehouse", warehouse)
        took["edulake, maintain"] = timed(*maintain)
    show(f"about {records:,} records", took)


def _deliver_a_day(landing: Path, records: int) -> None:
    """One per cent of new records: of each hundred, one corrects a result and the others are new results."""
    source = next(landing.glob("lms_system_a/**/*.jsonl"))
    target = landing / "lms_system_a" / "2025-01-02" / "day.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open() as lines, target.open("w") as day:
        for number in range(records // 100):
            record = json.loads(next(lines))
            record["updated_at"] = "2025-01-01T00:00:00Z"
            if number % 100:
                record["assessment_id"] = f"day-{number}"
            day.write(json.dumps(record) + "\n")

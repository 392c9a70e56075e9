"""Files to gold, cold start included: edulake, again without news, with a day's news, the notebook style, and Polars.

Run by `./spark-submit.sh benchmark [students …] [folder of OULAD …]`. Each is a process of its own, one after another
on the same data, so that the ratios hold although machines differ. Of OULAD, its clicks are compared with DuckDB.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = sys.executable


def timed(*command: str) -> float:
    """Wall seconds of a command; its output is shown only if it fails."""
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return time.monotonic() - started


def deliver_a_day(landing: Path, records: int) -> None:
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


def compare(students: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landing, warehouse = f"{folder}/landing", f"{folder}/warehouse"
        timed(PYTHON, "-m", "edulake.jobs.generate", "--out", landing, "--students", str(students))
        records = sum(
            path.read_bytes().count(b"\n") for path in Path(landing).glob("*/*/*") if path.suffix in (".jsonl", ".csv")
        )
        pipeline = (PYTHON, "-m", "edulake.jobs.pipeline", "--landing", landing, "--warehouse", warehouse)
        seconds = {
            "edulake": timed(*pipeline),
            "edulake, nothing new": timed(*pipeline),
            "notebook style": timed(PYTHON, str(HERE / "notebook_style.py"), landing, f"{folder}/notebook"),
            "Polars and delta-rs": timed(PYTHON, str(HERE / "polars_style.py"), landing, f"{folder}/polars"),
        }
        deliver_a_day(Path(landing), records)
        seconds["edulake, 1 % new"] = timed(*pipeline)
    show(f"about {records:,} records", seconds)


def deliver_without_a_day(oulad: Path, landing: Path) -> None:
    """OULAD's clicks as they were before the last of their first hundred days came."""
    landing.mkdir(parents=True)
    for name in ("courses.csv", "vle.csv"):
        shutil.copyfile(oulad / name, landing / name)
    with (
        gzip.open(oulad / "studentVle.csv.gz", "rt") as clicks,
        gzip.open(landing / "studentVle.csv.gz", "wt", compresslevel=1) as before,
    ):
        before.writelines(line for line in clicks if line.rsplit(",", 2)[1].strip('"') != "99")


def compare_clicks(oulad: Path) -> None:
    """The file of clicks has no keys, so a day more means the whole file once more, which replaces the one before."""
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder, "landing")
        deliver_without_a_day(oulad, landing / "oulad")
        chosen = ("--subject", "engagement", "--product", "student_engagement")
        places = ("--landing", str(landing), "--warehouse", f"{folder}/warehouse")
        pipeline = (PYTHON, "-m", "edulake.jobs.pipeline", *places, *chosen)
        seconds = {
            "edulake": timed(*pipeline),
            "edulake, nothing new": timed(*pipeline),
            "DuckDB and delta-rs": timed(PYTHON, str(HERE / "duckdb_style.py"), str(oulad), f"{folder}/duckdb"),
        }
        shutil.copyfile(oulad / "studentVle.csv.gz", landing / "oulad" / "studentVle.csv.gz")
        seconds["edulake, a day more"] = timed(*pipeline)
    show(f"clicks of {oulad.name}", seconds)


def show(title: str, seconds: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, wall in seconds.items():
        print(f"  {name:22}{wall:8.1f} s   {wall / seconds['edulake']:6.2f} of edulake", flush=True)


def main() -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    print(f"{os.cpu_count()} cores, {memory:.0f} GiB, {shutil.disk_usage('.').free / 1024**3:.0f} GiB free")
    for asked in sys.argv[1:] or ["3000"]:
        compare(int(asked)) if asked.isdigit() else compare_clicks(Path(asked))


if __name__ == "__main__":
    main()

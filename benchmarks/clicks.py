"""OULAD's clicks, files to gold: edulake, again without news, with a day more, and DuckDB.

The file of clicks has no keys, so a day more means the whole file once more, which replaces the one before.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from timing import PYTHON, show, timed

if TYPE_CHECKING:
    import argparse

HERE = Path(__file__).parent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("oulad", type=Path, help="folder of OULAD's files")


def run(options: argparse.Namespace) -> None:
    oulad: Path = options.oulad
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder, "landing")
        _deliver_without_a_day(oulad, landing / "oulad")
        chosen = ("--subject", "engagement", "--product", "student_engagement")
        places = ("--landing", str(landing), "--warehouse", f"{folder}/warehouse")
        pipeline = (PYTHON, "-m", "edulake.jobs.pipeline", *places, *chosen)
        took = {
            "edulake": timed(*pipeline),
            "edulake, nothing new": timed(*pipeline),
            "DuckDB and delta-rs": timed(PYTHON, str(HERE / "duckdb_style.py"), str(oulad), f"{folder}/duckdb"),
        }
        shutil.copyfile(oulad / "studentVle.csv.gz", landing / "oulad" / "studentVle.csv.gz")
        took["edulake, a day more"] = timed(*pipeline)
    show(f"clicks of {oulad.name}", took)


def _deliver_without_a_day(oulad: Path, landing: Path) -> None:
    """OULAD's clicks as they were before the last of their first hundred days came."""
    landing.mkdir(parents=True)
    for name in ("courses.csv", "vle.csv"):
        shutil.copyfile(oulad / name, landing / name)
    with (
        gzip.open(oulad / "studentVle.csv.gz", "rt") as clicks,
        gzip.open(landing / "studentVle.csv.gz", "wt", compresslevel=1) as before,
    ):
        before.writelines(line for line in clicks if line.rsplit(",", 2)[1].strip('"') != "99")

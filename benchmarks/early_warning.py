"""Early warning on OULAD, files to figures: edulake, and DuckDB with scikit-learn from the same files.

Both are cold processes, one after the other. edulake begins with an empty warehouse: it also keeps every record,
checks and balances it, chooses among algorithms, calibrates, and audits.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from timing import PYTHON, Timed, show, timed

if TYPE_CHECKING:
    import argparse

HERE = Path(__file__).parent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("landing", type=Path, help="folder with OULAD's files in oulad/")
    parser.add_argument("--train", default="2013B,2013J", metavar="TERM,TERM", help="presentations to learn from")
    parser.add_argument("--test", default="2014B", metavar="TERM", help="a later one to be judged on")


def run(options: argparse.Namespace) -> None:
    split = ("--train", options.train, "--test", options.test)
    with tempfile.TemporaryDirectory() as folder:
        evaluate = (PYTHON, "-m", "edulake.jobs.ml_evaluate", "--landing", str(options.landing), "--dataset", "oulad")
        mine = timed(*evaluate, *split, "--warehouse", f"{folder}/warehouse")
    ours = json.loads(mine.said.splitlines()[-1])
    style = (PYTHON, str(HERE / "sklearn_style.py"), str(options.landing / "oulad"), options.train, options.test)
    other = timed(*style)
    theirs = json.loads(other.said.splitlines()[-1])
    _show_figures(ours["cut_offs"], theirs["cut_offs"])
    name = "DuckDB and scikit-learn"
    to_silver = Timed(ours["seconds"]["load"], None, "")
    show("seconds, cold start included", {"edulake": mine, "of which files to silver": to_silver, name: other}, name)
    walls = {"edulake": mine.wall, "rendering": other.wall, "ratio": mine.wall / other.wall}
    figures = {name: round(wall, 1) for name, wall in walls.items()}
    print(json.dumps({"benchmark": "early_warning", **figures, "load_average": round(os.getloadavg()[0], 1)}))


def _show_figures(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    from edulake.serving import terminal

    rows = [
        (
            f"{mine['share']:.0%}",
            f"{mine['auc']:.3f}",
            f"{other['auc']:.3f}",
            f"{mine['precision_at_capacity']:.3f}",
            f"{other['precision_at_capacity']:.3f}",
        )
        for mine, other in zip(ours, theirs, strict=True)
    ]
    columns = ("course", "AUC, edulake", "rendering", "precision, edulake", "rendering ")
    terminal.show("The same students, from the same files", columns, rows)

"""What each way to look ahead adds to the AUC: the same features and algorithm, honest and not.

Each cheat is a change of what edulake's functions are given, never an option of theirs. The algorithm is the
logistic regression of ml_train. On generated data labels and features are those of the public notebook that its
records follow; on OULAD they are edulake's own.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cheats_generated
import cheats_oulad

from edulake.config.load import load
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from decimal import Decimal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("landing", type=Path, nargs="?", help="folder with OULAD's files in oulad/; none: no OULAD")
    parser.add_argument("--students", type=int, default=3_000, help="generated students")
    parser.add_argument("--train", default="2013B,2013J", metavar="TERM,TERM", help="presentations to learn from")
    parser.add_argument("--test", default="2014B", metavar="TERM", help="a later one to be judged on")


def run(options: argparse.Namespace) -> None:
    place = Path(os.environ.get("EDULAKE_HOME", ".edulake"), "evaluate", "oulad").absolute()
    landing = str(options.landing) if options.landing else None
    settings = load(warehouse=str(place), landing=landing)
    early_warning = replace(settings.early_warning, course_sources=["oulad"])
    settings = replace(settings, early_warning=early_warning)
    store = Store(session.local(settings), settings)
    try:
        generated = cheats_generated.aucs(store, options.students)
        real = cheats_oulad.aucs(store, options.train.split(","), options.test) if options.landing else {}
    finally:
        store.clear_staging()
    _show(options, generated, real)


def _show(
    options: argparse.Namespace,
    generated: dict[str, tuple[float, float]],
    real: dict[str, dict[Decimal, tuple[float, float]]],
) -> None:
    from edulake.serving import terminal

    rows = [(name, _told(found)) for name, found in generated.items()]
    terminal.show(f"{options.students:,} generated students", ("set-up", "AUC"), rows)
    if real:
        shares: Sequence[Decimal] = list(next(iter(real.values())))
        rows = [(name, *[_told(found[share]) for share in shares]) for name, found in real.items()]
        title = f"OULAD, trained on {options.train}, tested on {options.test}"
        terminal.show(title, ("set-up", *[f"at {share:.0%}" for share in shares]), rows)
    plain = {name: {str(share): auc for share, (auc, _) in found.items()} for name, found in real.items()}
    told = {name: auc for name, (auc, _) in generated.items()}
    print(json.dumps({"benchmark": "cheats", "generated": told, "oulad": plain}))


def _told(found: tuple[float, float]) -> str:
    return f"{found[0]:.3f} ± {found[1]:.3f}"

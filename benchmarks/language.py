"""What is planted among made-up learners of languages, and what is found of it, from files to lists.

Files and tables stay in the folder: a run goes on where the one before it was, and makes nothing anew.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import planted_dropout
import planted_lessons
import planted_segments

from edulake.config.load import load
from edulake.jobs import bronze_ingest, ml_score, ml_train, silver_cleanse
from edulake.jobs.runner.context import Context
from edulake.jobs.steps.generate.language import generate_language, is_language
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

CONFIGURATION = Path(__file__).parents[1] / "conf" / "language.toml"
SYSTEM = "babblr"
# What models of languages read; students, whom an audit groups, are those of the app.
SUBJECTS = ("lessons", "conversations", "messages", "lesson_progress", "attempts", "proficiency", "students")


class World(NamedTuple):
    """Tables of made-up learners, and the folder with the truth about them."""

    store: Store
    landing: Path

    def truth(self, name: str) -> Any:
        """What is true of each learner, lesson of time or level, as a frame of text."""
        return self.store.spark.read.csv(str(self.landing / "language_truth" / f"{name}.csv"), header=True)

    def told(self) -> dict[str, Any]:
        """What is true of all."""
        return json.loads((self.landing / "language_truth.json").read_text("utf-8"))


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where files and tables lie, or are to lie")
    parser.add_argument("--learners", type=int, default=500, metavar="N", help="learners of a new folder")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of a new folder")
    parser.add_argument("--no-effect", action="store_true", help="nothing is planted, and nothing is to be found")


def run(options: argparse.Namespace) -> None:
    landing = options.folder.absolute() / "landing"
    settings = load(str(CONFIGURATION), str(options.folder.absolute() / "warehouse"), str(landing))
    settings = replace(settings, early_warning=replace(settings.early_warning, algorithms=["logistic"]))
    store = Store(session.local(settings), settings)
    started = time.monotonic()
    planted = not options.no_effect
    if not is_language(landing, options.learners, options.seed, planted=planted):
        generate_language(store.spark, str(landing), options.learners, options.seed, planted=planted)
    _run(store, bronze_ingest)
    _run(store, silver_cleanse, subject=[*SUBJECTS])
    search = planted_segments.searched(store)
    _run(store, ml_train)
    _run(store, ml_score)
    world = World(store, landing)
    parts = (planted_segments, planted_dropout, planted_lessons)
    rows = [*search, *[row for part in parts for row in part.figures(world)]]
    store.clear_staging()
    _show(options, rows, time.monotonic() - started)


def _run(store: Store, job: ModuleType, **selected: list[str]) -> None:
    context = Context(store.settings, store, {"source": [SYSTEM], **selected})
    job.run(context)
    context.journal.close()
    store.clear_staging()


def _show(options: argparse.Namespace, rows: list[tuple[str, str, str]], seconds: float) -> None:
    from edulake.serving import terminal

    kind = "nothing planted" if options.no_effect else "effects planted"
    terminal.show(f"{options.learners:,} learners, seed {options.seed}, {kind}", ("what", "planted", "found"), rows)
    figures = {name: found for name, _, found in rows}
    told = {"learners": options.learners, "seed": options.seed, "no_effect": options.no_effect, **figures}
    load_average = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": "language", **told, "seconds": round(seconds, 1), "load_average": load_average}))

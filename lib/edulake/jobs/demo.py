"""demo: the whole path on a bundled sample of real students' data and on generated data, with the results shown."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.place import as_path
from edulake.errors import ConfigError, UnreadableError
from edulake.jobs import pipeline
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.generate import generate
from edulake.serving import answers
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--students", type=int, default=1_000, metavar="N", help="students to generate")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other data")
    parser.add_argument("--quiet", action="store_true", help="do the work, show no tables")


def run(context: Context) -> list[Run]:
    """Sample and generated data through the pipeline: answers and the page first, then models, lists and the page anew.

    Models take longer than all else, and nobody needs them to see whether the rest is of use.
    """
    options = context.options
    place = Path(os.environ.get("EDULAKE_HOME", ".edulake")) / "demo"
    landing = Path(as_path(options.landing or str(place / "landing"))).absolute()
    warehouse = Path(as_path(options.warehouse or str(place / "warehouse"))).absolute()
    settings = replace(context.settings, landing=str(landing), warehouse=str(warehouse))
    inner = replace(context, settings=settings, store=Store(context.store.spark, settings))
    context.say("demo    real students: a sample of OULAD (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0)")
    shutil.copytree(samples() / "oulad", landing / "oulad", dirs_exist_ok=True)
    context.say(f"demo    generating {options.students:,} students of three systems, with the faults of real exports")
    # With abilities, so that there is something to be foreseen; without them scores are pure chance.
    generate(context.store.spark, str(landing), students=options.students, seed=options.seed, ability=True)
    results = replace(settings, early_warning_in_pipeline=False, maintenance_in_pipeline=False)
    runs = pipeline.run(replace(inner, settings=results))
    if not options.quiet:
        answers.show_results(settings)
    if settings.early_warning_in_pipeline:
        _report(inner, "report  first page, without models and lists: ")
        context.say(
            "demo    still to come: models and early-warning lists, which take as long again, and the page with them"
        )
        runs += pipeline.early_warning(inner)
    runs += pipeline.maintenance(inner, runs)
    inner.journal.close()
    if not options.quiet:
        answers.show_foreseen(settings)
    _report(inner, "report  open ")
    inner.store.clear_staging()
    return runs


def _report(context: Context, words: str) -> None:
    """The page for people, beside the warehouse; without the packages that draw it, how to get them."""
    from edulake.serving.report import page

    out = Path(context.settings.warehouse).with_name("report.html")
    try:
        page.make(context.settings, out)
        context.say(f"{words}{out}")
    except ConfigError as error:
        context.say(f"report  none: {error.what}, {error.why}; {error.fix}")


def samples() -> Path:
    """The bundled sample, beside jobs/ in a checkout."""
    for start in (Path(sys.argv[0]).resolve(), Path(__file__).resolve()):
        for parent in start.parents:
            if (parent / "samples" / "oulad").is_dir():
                return parent / "samples"
    raise UnreadableError(
        "the bundled sample is not here", "it is part of a checkout", "run ./spark-submit.sh demo there"
    )


JOB = Job(
    "demo", "The whole path on real and generated data, with the results shown.", run, (), arguments, for_people=True
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

"""demo: the whole path on a bundled sample of real students' data and on generated data, or on somebody's own files."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.load import shipped
from edulake.config.place import as_path
from edulake.errors import ConfigError, UnreadableError
from edulake.jobs import pipeline
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps import mine
from edulake.jobs.steps.generate import generate, is_generated
from edulake.jobs.steps.generate.district import SYSTEM, generate_district, is_district
from edulake.jobs.steps.generate.language import generate_language, is_language
from edulake.serving import answers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run

# What the district tells: the school year of its nights, and the one before.
YEARS = 2
# The file of settings for the app that teaches languages.
LANGUAGE = "language"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--students", type=int, default=1_000, metavar="N", help="students to generate")
    parser.add_argument("--district", type=int, default=1_000, metavar="N", help="students of a district, 0 for none")
    parser.add_argument("--language", type=int, default=500, metavar="N", help="learners of languages, 0 for none")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other data")
    parser.add_argument("--mine", type=Path, metavar="PATH", help="your own files instead, in a scratch warehouse")
    parser.add_argument("--quiet", action="store_true", help="do the work, show no tables")


def place(options: argparse.Namespace, settings: Settings) -> Settings:
    """Folders of its own: nobody's deliveries and tables are mixed with those of a demo. The blocks of its own as well.

    No model looks at the district: its nights would move the days on which all others' students are looked at.
    """
    if _mine(options):
        return _place_mine(options, settings)
    home = Path(os.environ.get("EDULAKE_HOME", ".edulake")) / "demo"
    landing, warehouse = (
        Path(as_path(getattr(options, name) or str(home / name))).absolute() for name in ("landing", "warehouse")
    )
    others = [*settings.early_warning.unmodelled_sources, SYSTEM]
    district, language = shipped(SYSTEM), shipped(LANGUAGE)
    return replace(
        settings,
        landing=str(landing),
        warehouse=str(warehouse),
        sources={**district.sources, **language.sources, **settings.sources},
        experiments={**language.experiments, **settings.experiments},
        early_warning=replace(settings.early_warning, unmodelled_sources=others),
    )


def run(context: Context) -> list[Run]:
    """Sample and generated data through the pipeline: answers and the page first, then models, lists and the page anew.

    Models take longer than all else, and nobody needs them to see whether the rest is of use. Of somebody's own files
    no answer is shown here: the page tells of no small group, and a terminal is looked at by others as well.
    """
    is_mine = _mine(context.options) is not None
    if not is_mine:
        _deliver(context)
    settings, is_shown = context.settings, not (context.options.quiet or is_mine)
    runs = pipeline.results(context)
    is_new = any(run.wrote for run in runs)
    if is_new:
        context.journal.close()  # what became of each record is an answer as well
    if is_new and is_shown:
        answers.show_results(settings)
    if settings.foreseen:
        if is_new:
            _report(context, "report  first page, without models and lists: ")
            context.say("demo    still to come: models and early-warning lists (as long again), and the page with them")
        runs += pipeline.early_warning(context, settings.foreseen)
    context.journal.close()
    if is_shown and not is_new:
        answers.show_results(settings)
    if is_shown:
        answers.show_foreseen(settings)
    _report(context, "report  open ", is_new=any(run.wrote for run in runs))
    if is_mine:
        _say_where(context)
    context.store.clear_staging()
    return runs


def _mine(options: argparse.Namespace) -> Path | None:
    """Somebody's own files, where the demo is of them."""
    path: Path | None = getattr(options, "mine", None)
    return path


def _place_mine(options: argparse.Namespace, settings: Settings) -> Settings:
    if options.landing or options.dry_run:
        given = "--landing" if options.landing else "--dry-run"
        raise ConfigError(
            f"--mine and {given} do not go together", "it works on copies of its own", f"leave {given} out"
        )
    return mine.placed(options.mine, options.warehouse, settings, is_shown=not options.quiet)


def _say_where(context: Context) -> None:
    warehouse = Path(context.settings.warehouse)
    context.say(f"mine    the tables are in {warehouse}, how files were read is in {warehouse.with_name(mine.CONF)}")
    left = mine.left_out(context.settings)
    if left:
        again = shlex.join(["demo", "--mine", str(context.options.mine), "--warehouse", str(warehouse.parents[1])])
        context.say(f"mine    left out: {', '.join(left)}; answer there what is asked, then run {again}")


def _deliver(context: Context) -> None:
    """The sample, and what is generated, where it does not lie there from the last time."""
    options, landing = context.options, context.landing
    context.say("demo    real students: a sample of OULAD (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0)")
    shutil.copytree(samples() / "oulad", landing / "oulad", dirs_exist_ok=True)
    context.say(f"demo    {options.students:,} generated students of three systems, with the faults of real exports")
    # With abilities, so that there is something to be foreseen; without them scores are pure chance.
    asked = {"students": options.students, "seed": options.seed, "ability": True}
    if not is_generated(landing, **asked):
        context.store.must_be_started()
        generate(context.store.spark, str(landing), **asked)
    if options.district:
        _deliver_district(context)
    if options.language:
        _deliver_language(context)


def _deliver_district(context: Context) -> None:
    options, landing = context.options, context.landing
    context.say(f"demo    {options.district:,} students of a made-up district, with its staff, families and services")
    asked = {"students": options.district, "seed": options.seed, "years": YEARS}
    if not is_district(landing, **asked):
        context.store.must_be_started()
        generate_district(context.store.spark, str(landing), **asked)


def _deliver_language(context: Context) -> None:
    options, landing = context.options, context.landing
    context.say(f"demo    {options.language:,} learners of languages, with what is planted among them")
    if not is_language(landing, options.language, options.seed):
        context.store.must_be_started()
        generate_language(context.store.spark, str(landing), options.language, options.seed)


def _report(context: Context, words: str, *, is_new: bool = True) -> None:
    """The page for people, beside the warehouse; without the packages that draw it, how to get them."""
    from edulake.serving.report import page

    out = Path(context.settings.warehouse).with_name("report.html")
    try:
        if is_new or not out.exists():
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
    "demo",
    "The whole path on real and generated data, with the results shown.",
    run,
    (),
    arguments,
    for_people=True,
    place=place,
    brings_its_own=True,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

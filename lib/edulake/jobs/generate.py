"""generate: messy exports of three systems, of a district, or of an app for languages, with the truth beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.generate import generate
from edulake.jobs.steps.generate.district import generate_district
from edulake.jobs.steps.generate.district.plan import HAPPENS, LASTS
from edulake.jobs.steps.generate.edfi import generate_edfi
from edulake.jobs.steps.generate.language import generate_language
from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.jobs.runner.context import Context

FEWEST, MOST = 1, 10_000_000
YEARS = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", required=True, help="landing folder to write to")
    parser.add_argument("--students", type=int, default=1_000, metavar="N", help=f"{FEWEST:,} to {MOST:,}")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other data")
    parser.add_argument(
        "--ability", action="store_true", help="plant ability and trend of each student, not pure chance"
    )
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument(
        "--district", action="store_true", help="a K-12 district instead: its people, schools and what happens there"
    )
    whole.add_argument("--edfi", action="store_true", help="the same district as an Ed-Fi API lists it, as JSON lines")
    whole.add_argument("--language", type=int, metavar="N", help="an app with so many learners of languages instead")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="TABLE",
        default=(),
        choices=(*LASTS, *HAPPENS),
        help="of a district only these tables, called as their files are",
    )
    parser.add_argument("--no-effect", action="store_true", help="plant nothing among learners of languages")
    parser.add_argument("--standard", choices=("5", "6"), default="6", help="data standard of Ed-Fi")
    parser.add_argument("--years", type=int, default=YEARS, metavar="Y", help="school years of a district")
    parser.add_argument("--first-student", type=int, default=0, metavar="N", help="go on after this many students")


def run(context: Context) -> list[Run]:
    """Write the files; the counts of the run are the truth."""
    options = context.options
    _check(options)
    learners = options.language
    if context.dry_run:
        who = f"{learners:,} learners of languages" if learners else f"{options.students:,} students"
        tables = f": {', '.join(options.only)}" if options.only else ""
        context.say(f"generate {who} into {options.out}{tables}")
        return []
    if learners:
        return [_language(context)]
    if options.district:
        return [_district(context)]
    if options.edfi:
        return [_edfi(context)]
    truth = generate(
        context.store.spark,
        options.out,
        students=options.students,
        seed=options.seed,
        ability=options.ability,
        students_from=options.first_student,
    )
    run = Run("generate")
    for name, system in truth.systems.items():
        context.say(f"generate {name}: {system.delivered:,} records in {system.files} files")
        run.entries.append(
            Entry(
                name,
                source_system=name,
                files_new=system.files,
                records_in=system.delivered,
                accepted=system.accepted,
                quarantined=system.quarantined,
                duplicate=system.duplicate,
                stale=system.stale,
            )
        )
    return [run]


def _check(options: argparse.Namespace) -> None:
    """ConfigError for numbers out of range, and for options that mean nothing together."""
    learners = options.language
    for name, number in (("--students", options.students), ("--language", learners)):
        if number is not None and not FEWEST <= number <= MOST:
            raise ConfigError(f"{name} is out of range", str(number), f"give {FEWEST:,} to {MOST:,}")
    if (options.district or options.edfi or learners) and (options.first_student or options.ability):
        why = "a district, or an app, is made as a whole, each student with abilities"
        raise ConfigError("--first-student and --ability are for files of three systems", why, "leave them out")
    if options.only and not options.district:
        raise ConfigError("--only is about nothing", "it is for tables of a district", "add --district")
    if options.no_effect and not learners:
        raise ConfigError("--no-effect is about nothing", "it is for learners of languages", "add --language N")


def _district(context: Context) -> Run:
    """Write the deliveries of a district; the run counts what happened in it, by table."""
    options = context.options
    told = generate_district(
        context.store.spark,
        options.out,
        students=options.students,
        seed=options.seed,
        years=options.years,
        only=options.only,
    )
    lasting = [name for name in LASTS if name in (options.only or LASTS)]
    if lasting:
        context.say(f"generate {', '.join(lasting)}: in each delivery all that is known by then")
    run = Run("generate")
    for name, accepted in told["records"].items():
        again = told["again"].get(name, 0)
        records = accepted + again
        context.say(f"generate {name}: {records:,} records")
        run.entries.append(
            Entry(
                name,
                source_system="district",
                records_in=records,
                accepted=accepted,
                duplicate=again,
            )
        )
    return run


def _edfi(context: Context) -> Run:
    """Write the deliveries of a district by Ed-Fi; the run counts their lines by resource."""
    options = context.options
    told = generate_edfi(
        context.store.spark,
        options.out,
        students=options.students,
        seed=options.seed,
        years=options.years,
        standard=options.standard,
    )
    run = Run("generate")
    for name, counts in told["resources"].items():
        context.say(f"generate {name}: {counts['lines']:,} lines")
        twice = counts.get("twice", 0)
        accepted = counts["lines"] - twice
        run.entries.append(
            Entry(name, source_system="edfi", records_in=counts["lines"], accepted=accepted, duplicate=twice)
        )
    return run


def _language(context: Context) -> Run:
    """Write the exports of a language app; the run counts its records by table, and those that wait for another."""
    options = context.options
    told = generate_language(
        context.store.spark, options.out, options.language, options.seed, planted=not options.no_effect
    )
    run = Run("generate")
    for name, records in told["records"].items():
        waiting = records.get("waiting", 0)
        context.say(f"generate {name}: {records['told'] + waiting:,} records")
        run.entries.append(
            Entry(
                name,
                source_system="babblr",
                records_in=records["told"] + waiting,
                accepted=records["told"],
                quarantined=waiting,
            )
        )
    return run


JOB = Job(
    "generate",
    "Write messy exports of three systems, or others', and the truth about them.",
    run,
    arguments=arguments,
    brings_its_own=True,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

"""demo: the whole path on a bundled sample of real students' data and on generated data, with the results shown."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import clustering, runner
from edulake.errors import UnreadableError
from edulake.generate import generate
from edulake.gold import PRODUCTS
from edulake.jobs import pipeline
from edulake.ops import JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS
from edulake.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import Row

    from edulake.runner import Context
    from edulake.runs import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--students", type=int, default=1_000, metavar="N", help="students to generate")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other data")
    parser.add_argument("--quiet", action="store_true", help="do the work, show no tables")


def run(context: Context) -> list[Run]:
    """Sample and generated data through the pipeline, then its tables."""
    options = context.options
    place = Path(os.environ.get("EDULAKE_HOME", ".edulake")) / "demo"
    landing = Path(options.landing or place / "landing").absolute()
    warehouse = Path(options.warehouse or place / "warehouse").absolute()
    settings = replace(context.settings, landing=str(landing), warehouse=str(warehouse))
    inner = replace(context, settings=settings, store=Store(context.store.spark, settings))
    context.say("demo    real students: a sample of OULAD (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0)")
    shutil.copytree(samples() / "oulad", landing / "oulad", dirs_exist_ok=True)
    context.say(f"demo    generating {options.students:,} students of three systems, with the faults of real exports")
    generate(context.store.spark, str(landing), students=options.students, seed=options.seed)
    runs = pipeline.run(inner)
    if not options.quiet:
        _show(inner)
    inner.store.clear_staging()
    return runs


def samples() -> Path:
    """The bundled sample, beside jobs/ in a checkout."""
    for start in (Path(sys.argv[0]).resolve(), Path(__file__).resolve()):
        for parent in start.parents:
            if (parent / "samples" / "oulad").is_dir():
                return parent / "samples"
    raise UnreadableError(
        "the bundled sample is not here", "it is part of a checkout", "run ./spark-submit.sh demo there"
    )


def _show(context: Context) -> None:
    from edulake import terminal

    store = context.store
    _show_balance(context)
    students = store.read(PRODUCTS["student_performance_aggregates"].table)
    subjects = store.read(PRODUCTS["subject_performance_analytics"].table)
    facts = store.read(SUBJECTS["assessments"].table)
    terminal.show_frame(
        "Who needs help? Students by risk (gold.student_performance_aggregates)",
        students.groupBy("risk_level")
        .agg(
            F.count(F.lit(1)).alias("students"),
            F.round(F.avg("avg_score"), 1).alias("mean score"),
            F.round(F.avg("performance_trend"), 1).alias("mean trend"),
        )
        .orderBy(F.desc("students")),
    )
    terminal.show_frame(
        "Which subjects are hard? (gold.subject_performance_analytics)",
        subjects.orderBy(F.desc("difficulty_rating"), "subject", "grade_level")
        .limit(8)
        .select(
            "subject", "grade_level", "total_assessments", "avg_score", "performance_distribution", "difficulty_rating"
        ),
    )
    terminal.show_frame(
        "One student's year (silver.student_assessments_clean)",
        facts.where("student_id = 'STU000007'")
        .orderBy("assessment_date", "assessment_id")
        .limit(6)
        .select(
            "assessment_date", "subject", "grade_level", "score", "engagement_score", "issue_codes", "source_system"
        ),
    )
    terminal.show_frame(
        "What was refused, and why (ops.quarantine)",
        store.read(QUARANTINE)
        .where("status = 'OPEN'")
        .groupBy("source_system", F.array_join("reason_codes", ", ").alias("reasons"))
        .agg(F.count(F.lit(1)).alias("records"))
        .orderBy("source_system", "reasons"),
    )
    _show_tables(context)


def _show_balance(context: Context) -> None:
    from edulake import terminal

    runs = context.store.read(JOB_RUNS).where("job = 'silver_cleanse' AND status = 'SUCCESS'")
    names = ("accepted", "quarantined", "duplicate", "stale")
    sums = [F.sum(name).alias(name) for name in ("records_in", *names)]
    rows = runs.groupBy("source_system", "input_table").agg(*sums).orderBy("source_system", "input_table").collect()
    terminal.show(
        "Every record accounted for, exactly once",
        ("source", "from", "records", *names, "balance"),
        [
            (r["source_system"], r["input_table"], r["records_in"], *[r[n] for n in names], _balance(r, names))
            for r in rows
        ],
    )


def _balance(row: Row, names: Sequence[str]) -> str:
    difference = row["records_in"] - sum(row[name] for name in names)
    return "exact" if difference == 0 else f"off by {difference}"


def _show_tables(context: Context) -> None:
    from edulake import catalog, terminal

    facts = clustering.measure(context.store, catalog.TABLES)
    rows = [(f.table, f.rows, ", ".join(f.clustered_by), f.files) for f in facts]
    terminal.show(f"Tables in {context.settings.warehouse}", ("table", "rows", "clustered by", "files"), rows)
    terminal.console.print(
        "Try next\n"
        "  [bold]./spark-submit.sh demo[/]                            again: all is redelivered, nothing changes\n"
        "  [bold]./spark-submit.sh pipeline --landing DIR[/]          your own files, one folder per source\n"
        "  [bold]./spark-submit.sh clustering[/]                      files read to find one student\n"
        "  [bold]./spark-submit.sh generate --out DIR --students 100000[/]   more data\n"
    )


JOB = runner.Job(
    "demo", "The whole path on real and generated data, with the results shown.", run, (), arguments, for_people=True
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

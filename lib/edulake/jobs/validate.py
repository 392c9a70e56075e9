"""validate: do the tables still keep their contracts, do the last runs still balance, is gold what silver says?

Every job checks what it wrote. This looks at all of it again, later and by other means: what another program changed
meanwhile, whether the rows that bronze holds are those that the ledger says it holds, and whether a sample of each
product comes out the same when it is computed once more. Rows of silver that contradict each other are counted: each
is sound, so that nothing is broken by them. Nothing is repaired.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import bronze
from edulake.errors import BalanceError, ContractError
from edulake.gold import PRODUCTS
from edulake.governance import catalog, contradictions
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.cleanse.rows import is_record
from edulake.jobs.steps.refresh import recomputed
from edulake.jobs.steps.refresh.news import pending, spelled
from edulake.ops.deliveries import REMOVED
from edulake.ops.runs import IS_DONE, Run
from edulake.ops.tables import DELIVERIES, FATES, JOB_RUNS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.errors import EdulakeError
    from edulake.jobs.runner.context import Context
    from edulake.store.store import Store

DAYS = 7
SAMPLE = 500
# Jobs that take rows out of bronze.
REMOVING = ("erase",)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", type=int, default=DAYS, metavar="N", help=f"runs of the last N days; by default {DAYS}"
    )
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, metavar="N", help=f"keys of each product to compute; by default {SAMPLE}"
    )


def run(context: Context) -> list[Run]:
    """Look at every table and at every run of the last days; all that is wrong is said, then the job fails with 4."""
    run, store = Run("validate"), context.store
    tables = store.existing(catalog.TABLES)
    drifted = [error for table in tables if (error := _contract(context.store, table))]
    broken: list[EdulakeError] = [*drifted]
    since = run.started_at - dt.timedelta(days=getattr(context.options, "days", DAYS))
    broken += _unbalanced(context.store, since) if JOB_RUNS in tables else []
    broken += [] if drifted else _wrong_answers(context, run.run_id)
    for line in [] if drifted else _noted(store):
        context.say(line)
    for error in broken:
        context.say(f"broken  {error.what}: {error.why}")
        context.fail_at_end(error)
    context.say(f"valid   {len(tables)} tables, runs since {since:%Y-%m-%d %H:%M}: {len(broken)} broken")
    if not broken and not context.dry_run:
        run.record(store)
    return [run]


def _contract(store: Store, table: Table) -> ContractError | None:
    try:
        store.check(table)
    except ContractError as error:
        return error
    return None


def _unbalanced(store: Store, since: dt.datetime) -> list[BalanceError]:
    """Runs whose records are not all accounted for: in the ledger itself, and in bronze against the ledger."""
    ledger = store.read(JOB_RUNS).where((F.col("started_at") >= F.lit(since)) & F.expr(IS_DONE))
    return [*_without_fate(ledger), *_not_in_bronze(store, ledger, since)]


def _without_fate(ledger: DataFrame) -> list[BalanceError]:
    """Entries of silver whose records in are not the sum of their fates."""

    def count(name: str):  # noqa: ANN202 - a Column
        return F.coalesce(F.col(name), F.lit(0))

    came = count("records_in") + count("records_revisited")
    fates = sum((count(fate) for fate in FATES[1:]), count(FATES[0]))
    entries = ledger.where((F.col("job") == "silver_cleanse") & F.col("table_name").isNotNull() & (came != fates))
    return [
        _error(f"{row.source_system} into {row.table_name}", row.run_id, row.came, row.fates)
        for row in entries.select("source_system", "table_name", "run_id", came.alias("came"), fates.alias("fates"))
        .orderBy("run_id", "table_name", "source_system")
        .collect()
    ]


def _not_in_bronze(store: Store, ledger: DataFrame, since: dt.datetime) -> list[BalanceError]:
    """Ingests of which bronze holds more or fewer rows than were delivered; fewer is right where some went since."""
    claimed = (
        ledger.where((F.col("job") == "bronze_ingest") & F.col("batch_to").isNotNull())
        .groupBy("table_name", "source_system", "run_id")
        .agg(F.sum("records_in").alias("delivered"), F.unix_micros(F.max("ended_at")).alias("at"))
        .collect()
    )
    went = ledger.where(F.col("job").isin(*REMOVING) & F.col("table_name").isNotNull()).groupBy("table_name")
    since_when = {row[0]: row[1] for row in went.agg(F.unix_micros(F.max("ended_at"))).collect()}
    of_table = {str(table): table for table in bronze.TABLES}
    held = {
        name: _rows_by_run(store, of_table[name], since) for name in {c.table_name for c in claimed} & set(of_table)
    }
    removed = _removed_by_run(store, since)
    return [
        _error(f"{c.source_system} into {c.table_name}", c.run_id, c.delivered, found)
        for c in sorted(claimed)
        if (found := held.get(c.table_name, {}).get((c.source_system, c.run_id), 0))
        != c.delivered - removed.get((c.table_name, c.source_system, c.run_id), 0)
        and not (found < c.delivered and c.at < since_when.get(c.table_name, 0))
    ]


def _removed_by_run(store: Store, since: dt.datetime) -> dict[tuple[str, str, str], int]:
    """Records by table, source and run that retention removed since they were delivered."""
    if not store.exists(DELIVERIES):
        return {}
    recent = store.read(DELIVERIES).where((F.col("ingestion_timestamp") >= F.lit(since)) & (F.col("status") == REMOVED))
    counted = recent.groupBy("table_name", "source_system", "run_id").agg(F.sum("records"))
    return {(row[0], row[1], row[2]): row[3] for row in counted.collect()}


def _rows_by_run(store: Store, table: Table, since: dt.datetime) -> dict[tuple[str, str], int]:
    """Records of bronze by source and run; clustering by time lets it skip what is older."""
    recent = store.read(table).where((F.col("ingestion_timestamp") >= F.lit(since)) & is_record())
    return {(r[0], r[1]): r[2] for r in recent.groupBy("source_system", "run_id").count().collect()}


def _wrong_answers(context: Context, seed: str) -> list[BalanceError]:
    """Products of which some of a sample of keys come out differently when they are computed once more."""
    done, wrong = context.journal.last_done("gold_aggregate"), []
    sample = getattr(context.options, "sample", SAMPLE)
    for product in PRODUCTS.values():
        news = pending(context.store, product, done) if context.store.exists(product.table) else []
        if any(n.is_any for n in news):
            context.say(f"skipped {product.table}: {spelled(news)} to be read by gold_aggregate first")
        elif news and (rows := recomputed.differing(context.store, product, news, sample, seed)):
            fix = f"run rebuild --product {product.name}; if that does not mend it, report it"
            why = f"{rows} rows differ in a sample of {sample} keys"
            wrong.append(BalanceError(f"{product.table} is not what silver says", why, fix))
    return wrong


def _noted(store: Store) -> list[str]:
    """What is said of rows that contradict each other, and of what could not be looked at."""
    found, meanings = contradictions.counted(store), contradictions.meanings()
    lines = [
        f"noted   {table} of {source}: {rows:,} rows with {meanings[table, check]}, {check}"
        for table, check, source, rows in found
    ]
    look = ["noted   they are kept, and count: `edulake contradictions` shows which they are"] if found else []
    waiting = [
        f"skipped {check} of {table}: there is no {', '.join(lacks)}"
        for table, check, lacks in contradictions.not_looked_at(store)
    ]
    return [*lines, *look, *waiting]


def _error(what: str, run_id: str, came: int, accounted: int) -> BalanceError:
    return BalanceError(
        f"{what} does not balance",
        f"run {run_id}: {came} records came in, {accounted} are accounted for",
        "another program changed the table, or this is a fault of edulake: report it with the run id",
    )


JOB = Job("validate", "Check the contracts of all tables and the balance of the last runs.", run, (), arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

"""What the next run would do, found out by the jobs' own means; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.bronze import sources
from edulake.errors import ContractError
from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.jobs import bronze_ingest, maintain, silver_cleanse
from edulake.jobs.runner.context import Context
from edulake.jobs.steps.ingest.unmatched import LEFT_ALONE, NOT_MATCHED
from edulake.jobs.steps.refresh.news import pending, spelled
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.ops.runs import Entry
    from edulake.store.store import Store


class Step(NamedTuple):
    """One thing that a job would do to a table."""

    job: str
    table: str
    source: str
    news: str


class Drift(NamedTuple):
    """How a table differs from its contract. `mended` is true for what the next run adds by itself."""

    table: str
    difference: str
    mended: bool


class Plan(NamedTuple):
    """`refusals` are the files that would be refused, `others` those that lie in landing and would not be looked at."""

    steps: list[Step]
    drift: list[Drift]
    refusals: list[str]
    others: list[str]


def plan(store: Store, selected: list[str]) -> Plan:
    """The steps of the next pipeline run over the `selected` sources, or all, and every drift.

    `store` is only for reading.
    """
    said: list[str] = []
    context = Context(store.settings, store, {"source": selected}, dry_run=True, tell=said.append)
    drift = [found for table in store.existing(catalog.TABLES) if (found := _drift(store, table))]
    try:
        [ingested] = bronze_ingest.run(context)
        [cleansed] = silver_cleanse.run(context)
        delivering, waiting = _delivering(ingested.entries), [e for e in cleansed.entries if e.records_in]
        silver = _silver(context, delivering, waiting)
        steps = [*_bronze(delivering), *silver, *_gold(context, {step.table for step in silver})]
    finally:
        store.clear_staging()
    steps += [Step("maintain", str(table), "", maintain.spelled(state)) for table, state in maintain.pending(store)]
    return Plan(steps, drift, *([line for line in said if is_told(line)] for is_told in (_is_refusal, _is_of_others)))


def _delivering(entries: list[Entry]) -> list[Entry]:
    """Entries of sources that deliver something; a database has no files, but a note of what waits there."""
    waiting = [entry for entry in entries if entry.files_new is None and entry.note]
    return waiting + [entry for entry in entries if entry.files_new or entry.files_refused or entry.files_empty]


def _bronze(entries: list[Entry]) -> list[Step]:
    return [
        Step(
            "bronze_ingest",
            e.table_name or "",
            e.source_system or "",
            bronze_ingest.spelled(e) if e.files_new is not None else e.note or "",
        )
        for e in entries
    ]


def _silver(context: Context, delivering: list[Entry], waiting: list[Entry]) -> list[Step]:
    """What waits in bronze, and what the new files will bring: how many rows is known once they are loaded."""
    steps = [
        Step("silver_cleanse", e.table_name or "", e.source_system or "", f"{e.records_in:,} rows of {e.input_table}")
        for e in waiting
    ]
    loading = {(entry.source_system, entry.table_name) for entry in delivering if entry.files_new != 0}
    cleansed = [source for source in sources(context.settings.sources) if source.subject in SUBJECTS]
    for source in cleansed:
        read = [source.facts, *(reference.table for reference in source.references)]
        if any((source.delivering(table), str(table)) in loading for table in read):
            steps.append(
                Step("silver_cleanse", str(SUBJECTS[source.subject].table), source.name, "rows of the new files")
            )
    return sorted(steps, key=lambda step: [str(subject.table) for subject in SUBJECTS.values()].index(step.table))


def _gold(context: Context, changing: set[str]) -> list[Step]:
    """Products that have not seen all of silver, or whose silver this run would change."""
    done = context.journal.last_done("gold_aggregate")
    steps = []
    for product in PRODUCTS.values():
        news = pending(context.store, product, done)
        behind = any(n.is_any for n in news)
        touched = sorted({str(read.table) for read in product.inputs} & changing)
        if behind or touched:
            what = spelled(news) if behind else f"changes of {', '.join(touched)}"
            steps.append(Step("gold_aggregate", str(product.table), "", what))
    return steps


def _drift(store: Store, table: Table) -> Drift | None:
    """What `store.check` objects to; a nullable column that the contract gained is added by the next run."""
    held = set(store.read(table).columns)
    gained = [column for column in table.columns if column.name not in held]
    if gained and all(column.nullable for column in gained):
        return Drift(str(table), f"the next run adds {', '.join(column.name for column in gained)}", mended=True)
    try:
        store.check(table)
    except ContractError as error:
        return Drift(str(table), f"{error.what.partition(': ')[2]}: {error.why}", mended=False)
    return None


def _is_refusal(line: str) -> bool:
    """Whether a line of bronze_ingest tells why a file would be refused."""
    return ": FILE_" in line or ": SNAPSHOT_" in line


def _is_of_others(line: str) -> bool:
    """Whether a line of bronze_ingest names files that no source takes for its own."""
    return f" {NOT_MATCHED}: " in line or f" {LEFT_ALONE}: " in line

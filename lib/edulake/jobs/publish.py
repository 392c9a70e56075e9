"""publish: serve what the settings choose outside of the warehouse, in a PostgreSQL database and as files.

Where delta-rs reads the warehouse no Spark is started. What is served already is not written again.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, NotInstalledError, known
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.ops.runs import Entry, Run
from edulake.serving import query
from edulake.serving.publish.chosen import chosen
from edulake.serving.publish.ledger import NONE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edulake.config.publish import Publish
    from edulake.jobs.runner.context import Context
    from edulake.serving.publish.ledger import Entry as Logged
    from edulake.serving.publish.postgres import Outcome
    from edulake.serving.publish.served import Served

REFUSED_ROWS = "REFUSED_ROWS"


def arguments(parser: argparse.ArgumentParser) -> None:
    help_ = "then write tables about people anew, so that no file holds who was deleted; readers wait meanwhile"
    parser.add_argument("--rewrite", action="store_true", help=help_)


def run(context: Context) -> list[Run]:
    """Publish to wherever the settings say; units that fail are told, and the job ends as the first of them."""
    settings, run = context.settings.publish, Run("publish")
    served = chosen(settings)
    _must_be_able_to(settings)
    if context.dry_run:
        for one in served:
            context.say(f"publish  {one}: from {', '.join(map(str, one.tables))}")
        return [run]
    from edulake.serving.publish import drops
    from edulake.serving.publish.postgres import Publisher

    try:
        with query.opened(context.settings) as view:
            publisher = Publisher(settings, view, run.run_id, context.settings.lock_timeout_seconds, context.say)
            if settings.url:
                _tell(context, run, served, publisher.publish(served))
            if settings.url and getattr(context.options, "rewrite", False):
                publisher.rewrite(served)
            if settings.drop:
                _tell(context, run, served, drops.write(publisher, served))
    except Exception as error:
        run.is_done_in_part(known(error).code)
        raise
    finally:
        if run.entries:
            context.journal.enter(run)
    if not run.entries:
        context.say(f"publish  nothing new in {len(served)} tables")
    return [run]


def _must_be_able_to(settings: Publish) -> None:
    """ConfigError where there is nowhere to publish to, or not what it is done with."""
    if not (settings.url or settings.drop):
        why = "neither publish.url, a database, nor publish.drop, a folder, is set"
        raise ConfigError("there is nowhere to publish to", why, "see docs/serving.md, and write a block [publish]")
    if not find_spec("pyarrow"):
        why = "rows leave the warehouse as batches of Arrow"
        raise NotInstalledError("pyarrow is not installed", why, "pip install 'edulake[publish]'")


def _tell(context: Context, run: Run, served: Sequence[Served], outcome: Outcome) -> None:
    """Have people and the run know what was published, and what was not: a run that lacks some of it is PARTIAL."""
    run.entries += [_entry(logged, served) for logged in outcome.entries]
    if any(logged.status == "PARTIAL" for logged in outcome.entries):
        run.is_done_in_part(REFUSED_ROWS)
    for failure in outcome.failures[:1]:
        run.is_done_in_part(failure.code)
    for logged in outcome.entries:
        if logged.status != "FAILED":
            changes = f"{logged.rows_inserted} new, {logged.rows_updated} changed, {logged.rows_deleted} gone"
            context.say(f"publish  {logged.table_name}: {logged.rows_served} rows, {changes}")
    for failure in outcome.failures:
        context.fail_at_end(failure)


def _entry(logged: Logged, served: Sequence[Served]) -> Entry:
    """A row of ops.job_runs: what was read is a table's version, what was written stands in no warehouse."""
    tables = {str(one): one.tables for one in served}[logged.table_name]
    _, version = logged.made_from.get(str(tables[0]), NONE)
    return Entry(
        logged.table_name,
        input_table=str(tables[0]),
        records_in=logged.rows_read,
        accepted=logged.rows_served,
        quarantined=logged.rows_refused,
        input_version=None if version == NONE[1] else version,
        note=logged.note,
    )


JOB = Job(
    "publish",
    "Serve chosen tables in PostgreSQL or as files, for tools that read those.",
    run,
    (),
    arguments,
    needs_spark=False,
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())

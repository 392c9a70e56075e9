"""Lists of APIs, pulled into the landing folder before it is looked into: then they are files as all others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.config.secret import is_set
from edulake.errors import EdulakeError
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pull import Listed, pull
from edulake.ops.deliveries import HELD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.config.settings import SourceSettings
    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Context
    from edulake.jobs.steps.ingest.ledger import Ledger


def pull_all(context: Context, chosen: Mapping[str, Sequence[Feed]], ledger: Ledger) -> None:
    """Pull what the chosen sources have behind APIs; where that fails, the run goes on, and ends as the error says."""
    for block, settings in context.settings.sources.items():
        name = settings.system or block
        if settings.format != "rest" or name not in chosen or not context.landing.is_dir():
            continue
        if context.dry_run:
            context.say(f"bronze  {name}: {block} is not pulled (dry run)")
            continue
        try:
            _pull(context, name, block, settings, chosen[name], ledger)
        except EdulakeError as error:
            context.say(f"bronze  {name}: {block} is not pulled: {error.what}")
            context.fail_at_end(type(error)(f"source {name}, {block}: {error.what}", error.why, error.fix))


def _pull(
    context: Context, name: str, block: str, settings: SourceSettings, feeds: Sequence[Feed], ledger: Ledger
) -> None:
    rest = settings.rest
    if rest is None:
        return
    unset = next((reference for reference in rest.references if not is_set(reference)), None)
    if unset:
        context.say(f"bronze  {name}: {block} is not pulled, {unset} is not set")
        return
    tables = dict.fromkeys(feed.table for feed in feeds)
    held = [
        row.source_file
        for table in tables
        for row in ledger.of(table)
        if (row.source_system, row.status) == (name, HELD)
    ]
    listed = Listed(block, rest, settings.records, settings.snapshot, context.settings.limits.file_bytes)
    pulled = pull(listed, context.landing / name, held, Waiting(context.say), dt.datetime.now(dt.UTC))
    if pulled is None:
        context.say(f"bronze  {name}: {block} was pulled within {rest.every_minutes} minutes")
    else:
        of = f"in {pulled.file.name}" if pulled.file else "nothing new"
        context.say(f"bronze  {name}: {block} pulled, {pulled.records} records, {of}")

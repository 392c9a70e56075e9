"""Lists of APIs, pulled into the landing folder before it is looked into: then they are files as all others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.secret import is_set
from edulake.errors import EdulakeError
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pull import Listed, pull
from edulake.ops.deliveries import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from edulake.config.rest import Rest
    from edulake.config.settings import Settings
    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Pulled
    from edulake.jobs.steps.ingest.ledger import Ledger


def pull_all(
    settings: Settings,
    chosen: Mapping[str, Sequence[Feed]],
    ledger: Ledger,
    say: Callable[[str], None],
    pulled: dict[str, Pulled],
) -> Iterator[EdulakeError]:
    """Pull what the chosen sources have behind APIs; where that fails, an error, and the others go on.

    A block that is `pulled` already, by an attempt of this run that began anew, is not asked for again, but told again.
    """
    for block, source in settings.sources.items():
        name = source.system or block
        if source.format != "rest" or source.rest is None or name not in chosen or not Path(settings.landing).is_dir():
            continue
        unset = next((reference for reference in source.rest.references if not is_set(reference)), None)
        if unset:
            say(f"bronze  {name}: {block} is not pulled, {unset} is not set")
            continue
        if block not in pulled:
            pulled[block] = _pulled(settings, block, source.rest, _held(name, chosen[name], ledger), say)
        words, error = pulled[block]
        say(f"bronze  {name}: {words}")
        if error:
            yield error


def _held(name: str, feeds: Sequence[Feed], ledger: Ledger) -> list[str]:
    """Names of the source's files that bronze holds, or held until they were too old."""
    tables = dict.fromkeys(feed.table for feed in feeds)
    rows = (row for table in tables for row in ledger.of(table))
    return [row.source_file for row in rows if row.source_system == name and row.status in KNOWN]


def _pulled(settings: Settings, block: str, rest: Rest, held: list[str], say: Callable[[str], None]) -> Pulled:
    source = settings.sources[block]
    name = source.system or block
    listed = Listed(block, rest, source.records, source.snapshot, settings.limits.file_bytes)
    try:
        pulled = pull(listed, Path(settings.landing, name), held, Waiting(say), dt.datetime.now(dt.UTC))
    except EdulakeError as error:
        told = type(error)(f"source {name}, {block}: {error.what}", error.why, error.fix)
        return f"{block} is not pulled: {error.what}", told
    if pulled is None:
        return f"{block} was pulled within {rest.every_minutes} minutes", None
    of = f"in {pulled.file.name}" if pulled.file else "nothing new"
    return f"{block} pulled, {pulled.records} records, {of}", None

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
    from edulake.jobs.steps.ingest.ledger import Ledger


def pull_all(
    settings: Settings, chosen: Mapping[str, Sequence[Feed]], ledger: Ledger, say: Callable[[str], None]
) -> Iterator[EdulakeError]:
    """Pull what the chosen sources have behind APIs; where that fails, an error, and the others go on."""
    for block, source in settings.sources.items():
        name = source.system or block
        if source.format != "rest" or source.rest is None or name not in chosen or not Path(settings.landing).is_dir():
            continue
        unset = next((reference for reference in source.rest.references if not is_set(reference)), None)
        if unset:
            say(f"bronze  {name}: {block} is not pulled, {unset} is not set")
            continue
        try:
            _pull(settings, block, source.rest, _held(name, chosen[name], ledger), say)
        except EdulakeError as error:
            say(f"bronze  {name}: {block} is not pulled: {error.what}")
            yield type(error)(f"source {name}, {block}: {error.what}", error.why, error.fix)


def _held(name: str, feeds: Sequence[Feed], ledger: Ledger) -> list[str]:
    """Names of the source's files that bronze holds, or held until they were too old."""
    tables = dict.fromkeys(feed.table for feed in feeds)
    rows = (row for table in tables for row in ledger.of(table))
    return [row.source_file for row in rows if row.source_system == name and row.status in KNOWN]


def _pull(settings: Settings, block: str, rest: Rest, held: list[str], say: Callable[[str], None]) -> None:
    source = settings.sources[block]
    name = source.system or block
    listed = Listed(block, rest, source.records, source.snapshot, settings.limits.file_bytes)
    pulled = pull(listed, Path(settings.landing, name), held, Waiting(say), dt.datetime.now(dt.UTC))
    if pulled is None:
        say(f"bronze  {name}: {block} was pulled within {rest.every_minutes} minutes")
    else:
        of = f"in {pulled.file.name}" if pulled.file else "nothing new"
        say(f"bronze  {name}: {block} pulled, {pulled.records} records, {of}")

"""Lists of APIs, pulled into the landing folder before it is looked into: then they are files as all others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.secret import is_set
from edulake.contract.feed import Files
from edulake.errors import EdulakeError
from edulake.landing.rest import changes
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pull import Listed, pull
from edulake.ops.deliveries import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from edulake.config.rest import Rest
    from edulake.config.settings import Settings
    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Pulled
    from edulake.jobs.steps.ingest.ledger import Ledger

# Of the resources that failed so many are named; what goes wrong with all of them is mostly the same.
MOST_TOLD = 5


def pull_all(
    settings: Settings,
    chosen: Mapping[str, Sequence[Feed]],
    ledger: Ledger,
    say: Callable[[str], None],
    pulled: dict[str, Pulled],
    accepted: Collection[str] = (),
) -> Iterator[EdulakeError]:
    """Pull what the chosen sources have behind APIs; where that fails, an error, and the others go on.

    A block that is `pulled` already, by an attempt of this run that began anew, is not asked for again, but told again.
    Sources that are `accepted` may read all anew where changes are no longer told.
    """
    for block, source in settings.sources.items():
        name = source.system or block
        rest = source.rest if source.standard or source.format == "rest" else None
        if rest is None or name not in chosen or not Path(settings.landing).is_dir():
            continue
        unset = next((reference for reference in rest.references if not is_set(reference)), None)
        if unset:
            say(f"bronze  {name}: {block} is not pulled, {unset} is not set")
            continue
        if block not in pulled:
            held = _held(name, chosen[name], ledger)
            if rest.versions:
                resources = tuple(rest.versions.resources) or _resources(chosen[name])
                limit, is_accepted = settings.limits.file_bytes, name in accepted
                changing = changes.Changing(block, rest, rest.versions, resources, limit, is_accepted)
                pulled[block] = _changed(changing, name, Path(settings.landing, name), held, say)
            else:
                pulled[block] = _pulled(settings, block, rest, held, say)
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
        return f"{block} is not pulled: {error.what}", _of(name, block, error)
    if pulled is None:
        return f"{block} was pulled within {rest.every_minutes} minutes", None
    of = f"in {pulled.file.name}" if pulled.file else "nothing new"
    return f"{block} pulled, {pulled.records} records, {of}", None


def _resources(feeds: Sequence[Feed]) -> tuple[str, ...]:
    """What a standard reads in folders of these names; deletes lie a folder deeper."""
    places = (feed.arrives.pattern.split("/") for feed in feeds if isinstance(feed.arrives, Files))
    return tuple(dict.fromkeys(place[1] for place in places if len(place) == 3))


def _changed(
    changing: changes.Changing, name: str, folder: Path, held: list[str], say: Callable[[str], None]
) -> Pulled:
    block = changing.block
    try:
        found = changes.pull(changing, folder, held, Waiting(say), dt.datetime.now(dt.UTC))
    except EdulakeError as error:
        return f"{block} is not pulled: {error.what}", _of(name, block, error)
    if found is None:
        return f"{block} was pulled within {changing.rest.every_minutes} minutes", None
    words = f"{block} pulled up to version {found.version}, "
    words += f"{found.objects} objects and {found.deletes} deletes of {found.resources} resources"
    if found.not_given:
        words += f"; not given by the API: {', '.join(found.not_given)}"
    if not found.errors:
        return words, None
    told, more = [error.what for error in found.errors[:MOST_TOLD]], len(found.errors) - MOST_TOLD
    words += f"; not pulled: {', '.join(told)}{f' and {more} more' if more > 0 else ''}"
    return words, _of(name, block, found.errors[0])


def _of(name: str, block: str, error: EdulakeError) -> EdulakeError:
    return type(error)(f"source {name}, {block}: {error.what}", error.why, error.fix)

"""Which rows of a source's database are new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.config.secret import is_set
from edulake.contract.feed import Database, Files, Topic
from edulake.jobs.steps.ingest.erased import sieve
from edulake.landing.database.extraction import extract, waiting
from edulake.landing.files.withheld import said
from edulake.ops.erasures import erased

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from edulake.contract.feed import Feed
    from edulake.landing.database.extraction import Extraction
    from edulake.landing.database.window import Window
    from edulake.ops.runs import Entry
    from edulake.store.store import Store


def delivers(landing: Path, source: str, feed: Feed) -> bool:
    """Whether there is anything to look at: a landing folder, or a database or brokers that are named."""
    match feed.arrives:
        case Files():
            return (landing / source).is_dir()
        case Database(settings):
            return is_set(settings.url)
        case Topic(settings):
            return is_set(settings.brokers)


def absent(landing: Path, source: str, feeds: Iterable[Feed]) -> str:
    """What is missing of a source that delivers nothing."""
    ways = [feed.arrives for feed in feeds]
    unset = [way.settings.url for way in ways if isinstance(way, Database)]
    unset += [way.settings.brokers for way in ways if isinstance(way, Topic)]
    return f"{unset[0]} is not set" if unset else f"there is no folder {landing / source}: see --landing"


def new_rows(
    store: Store, say: Callable[[str], None], source: str, feed: Feed, entry: Entry, window: Window | None = None
) -> Extraction | None:
    """The new rows, of a `window` or of all, if there are any; they are counted in `entry`.

    With a store for reading, how many there may be.
    """
    within = f" within {window}" if window else ""
    if store.reading:
        entry.note = f"rows {waiting(store, source, feed, say, window)} to read{within}"
        say(f"bronze  {source}: {entry.note} (dry run)")
        return None
    marks = erased(store)
    sifting = sieve(store, marks, source, feed.table) if marks else None
    extraction = extract(store, source, feed, say, sifting.without if sifting else None, window)
    held = extraction.read - extraction.new
    missing = [f"column {column} is missing" for column in extraction.missing]
    held_out, columns = feed.database.withheld, extraction.columns
    kept_out = said(held_out, lambda name: any(map(replace(held_out, omit=(name,), only=None).withholds, columns)))
    entry.note = "; ".join([f"{extraction.read} rows read{within}, {held} of them held", *missing, *kept_out])
    say(f"bronze  {source} into {feed.table.name}: rows {extraction.new} new, {held} held")
    return extraction if extraction.new else None

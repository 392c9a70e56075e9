"""Which rows of a source's database are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.config.secret import is_set
from edulake.landing.database.extraction import extract, waiting
from edulake.landing.files.withheld import said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Context
    from edulake.landing.database.extraction import Extraction
    from edulake.ops.runs import Entry


def delivers(landing: Path, source: str, feed: Feed) -> bool:
    """Whether there is anything to look at: a landing folder, or a database that is named."""
    return is_set(feed.database.url) if feed.database else (landing / source).is_dir()


def absent(landing: Path, source: str, feeds: Iterable[Feed]) -> str:
    """What is missing of a source that delivers nothing."""
    urls = [feed.database.url for feed in feeds if feed.database]
    return f"{urls[0]} is not set" if urls else f"there is no folder {landing / source}: see --landing"


def new_rows(context: Context, source: str, feed: Feed, entry: Entry) -> Extraction | None:
    """The new rows, if there are any; they are counted in `entry`."""
    if context.dry_run:
        entry.note = f"rows {waiting(context.store, source, feed, context.say)} to read"
        context.say(f"bronze  {source}: {entry.note} (dry run)")
        return None
    found = extract(context.store, source, feed, context.say)
    missing = [f"column {column} is missing" for column in found.missing]
    columns = {column.lower() for column in found.columns}
    kept_out = said(feed.dialect.withheld, lambda name: name.lower() in columns)
    entry.note = "; ".join([f"{found.read} rows read, {found.read - found.new} of them held", *missing, *kept_out])
    context.say(f"bronze  {source} into {feed.table.name}: rows {found.new} new, {found.read - found.new} held")
    return found if found.new else None

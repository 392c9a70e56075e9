"""Which columns of a database's table are asked for, by what the source calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.expr.called import alike, names
from edulake.landing.called import Present, found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.feed import Feed
    from edulake.expr.called import Called


def present(feed: Feed, columns: Iterable[str]) -> dict[str, Called]:
    """The raw columns that a table with these columns has, as they are called there."""
    there = _there(feed, columns)
    return {raw: called for raw, called in found(feed.columns, there).items() if not there.lacks(called)}


def watermark(source: str, feed: Feed, columns: Iterable[str] | None = None) -> str:
    """The raw column that is read from the watermark; ConfigError where none is, or another column may be meant."""
    database = feed.database
    name = alike(database.settings.watermark, loosely=database.loosely)
    called = {raw: [alike(one, loosely=database.loosely) for one in names([of])] for raw, of in feed.columns.items()}
    raw = next((raw for raw, of in called.items() if name in of), None)
    is_one = raw and (columns is None or present(feed, columns).get(raw) == database.settings.watermark)
    if raw and is_one:
        return raw
    why = "another column of the table may be meant as well" if raw else "no column of it is read from there"
    fix = f'add {(raw or "raw_updated_at")[4:]} = "{database.settings.watermark}" to its columns'
    raise ConfigError(f"source {source} does not keep its watermark", why, fix)


def must_be_clear(feed: Feed, columns: Iterable[str], table: str) -> None:
    """ConfigError where two columns of the table are called like one of the source's: nobody knows which is meant."""
    there = _there(feed, columns)
    for name in feed.names:
        if both := there.twice(name):
            why = "they are one by loose_names" if feed.database.loosely else "blanks alone tell them apart"
            raise ConfigError(f"{table} has {' and '.join(both)}", why, "leave loose_names out, or rename one")


def _there(feed: Feed, columns: Iterable[str]) -> Present:
    return Present.of(columns, loosely=feed.database.loosely, reaches=False)

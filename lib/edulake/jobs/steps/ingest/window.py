"""Which days a person asks to have read again, and of which sources they can be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.contract.feed import Database, Files, Topic
from edulake.errors import ConfigError
from edulake.landing.database.window import Window

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from edulake.contract.feed import Feed

SINCE, UNTIL = "--since", "--until"
# Why other ways have none, and how what is missing of them comes.
LOST = "a row that was lost comes back by RESTORE of its bronze table"
ELSEWHERE = {
    Files: (
        "files, and lists that are pulled into files, are loaded as a whole, each content once",
        f"leave {SINCE} and {UNTIL} out: what bronze lacks is loaded, whatever its day; {LOST}",
    ),
    Topic: ("a topic is read in the order of its offsets", f"leave {SINCE} and {UNTIL} out; {LOST}"),
}


def window_arguments(parser: argparse.ArgumentParser) -> None:
    help_ = "of a database named by --source, read only what changed from this day on; no watermark moves"
    parser.add_argument(SINCE, metavar="DAY", help=help_)
    parser.add_argument(UNTIL, metavar="DAY", help="the same up to this day, which is included")


def asked_window(options: argparse.Namespace) -> Window | None:
    """The days that are asked for, None where none are; ConfigError for what are no days."""
    since, until = _day(options, SINCE), _day(options, UNTIL)
    if since and until and until < since:
        raise ConfigError(f"{UNTIL} is before {SINCE}", f"{until} is before {since}", "exchange them")
    return Window(since, until) if since or until else None


def must_have_windows(feeds: Mapping[str, Sequence[Feed]], *, named: bool) -> None:
    """ConfigError where sources that are asked for days have none, or were not `named`: nobody means all of them."""
    if not named:
        raise ConfigError(f"{SINCE} and {UNTIL} need a source", "none is named", "add --source NAME, of a database")
    for name, delivering in feeds.items():
        for feed in delivering:
            if not isinstance(feed.arrives, Database):
                raise ConfigError(f"source {name} has no window of days", *ELSEWHERE[type(feed.arrives)])


def _day(options: argparse.Namespace, flag: str) -> dt.date | None:
    given = getattr(options, flag[2:], None)
    if not given:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise ConfigError(f"{flag} is not a day", f"{given} was given", "write it as 2025-01-31") from None

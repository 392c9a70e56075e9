"""A pull: all pages of a list in one file of the landing folder, a record a line. It is there as a whole, or not.

There is no state beside the files: when the newest pull began stands in its name, and in ops.deliveries where the file
is gone. Between two pulls that ask for changes there is an overlap, and bronze knows what it holds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.pulled import Pull, name, pulls
from edulake.errors import UnreadableError, of_system
from edulake.landing.rest.client import Client
from edulake.landing.rest.lists import lists
from edulake.landing.rest.pages import as_a_whole, write
from edulake.store.locks import private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from edulake.config.rest import Rest
    from edulake.landing.rest.failures import Waiting

HALF = ".pulling-"
# What a killed pull left is nobody's any more after so many seconds.
LEFT_FOR = 24 * 3600
# Names tell pulls apart by it.
SECOND = dt.timedelta(seconds=1)
SHIFTED = "it changed while it was read, again and again"


class Listed(NamedTuple):
    """A list that a block names: whose files, how its pages hold records, whether a pull is a snapshot."""

    block: str
    rest: Rest
    records: str
    is_snapshot: bool
    most_bytes: int


class Pulled(NamedTuple):
    """What a pull brought: how many records, and its file, None where that says nothing that is new."""

    records: int
    file: Path | None


def pull(listed: Listed, folder: Path, held: Iterable[str], waiting: Waiting, now: dt.datetime) -> Pulled | None:
    """Pull the list into `folder`; None where it was asked a moment ago. UnreadableError where it cannot be pulled.

    `held` are names of files that bronze holds, whether they are still there or not.
    """
    try:
        return _pulled(listed, folder, held, waiting, now)
    except OSError as error:
        raise UnreadableError("a pull cannot be written", of_system(error), f"check {folder}") from None


def _pulled(listed: Listed, folder: Path, held: Iterable[str], waiting: Waiting, now: dt.datetime) -> Pulled | None:
    rest = listed.rest
    known = pulls(listed.block, [*held, *_names(folder)])
    if known and abs(now - known[-1].began_at) < dt.timedelta(minutes=rest.every_minutes):
        return None
    # A clock that was wrong once must not let changes of today be passed over.
    asked = {} if _is_whole(listed, known, now) else _changed(rest, min(known[-1].began_at, now))
    client = Client(rest, waiting)
    return as_a_whole(lambda: _written(listed, folder, client, asked, now), listed.block, SHIFTED, waiting)


def _is_whole(listed: Listed, known: list[Pull], now: dt.datetime) -> bool:
    """Whether all is to be asked for: where nothing else can be, was yet, or for too long."""
    whole = [one.began_at for one in known if one.is_whole]
    if listed.is_snapshot or not listed.rest.changed or not whole:
        return True
    return 0 < listed.rest.full_every_days <= (now - whole[-1]) / dt.timedelta(days=1)


def _changed(rest: Rest, since: dt.datetime) -> Mapping[str, str]:
    moment = f"{since - dt.timedelta(minutes=rest.overlap_minutes):%Y-%m-%dT%H:%M:%SZ}"
    return {key: text.replace("{since}", moment) for key, text in rest.changed.items()}


def _written(listed: Listed, folder: Path, client: Client, asked: Mapping[str, str], now: dt.datetime) -> Pulled:
    folder.mkdir(mode=0o700, exist_ok=True)
    _tidy(folder)
    half = folder / f"{HALF}{os.urandom(8).hex()}"
    moments: list[dt.datetime] = []

    def pages() -> Iterator[list[str]]:
        for answer, found in lists(client, listed.rest, listed.records, asked):
            moments.append(answer.said_at or now)
            yield client.must_keep(found)

    try:
        with open(half, "xb", opener=private) as file:
            records = write(file, pages(), listed.most_bytes)
        pulled = Pull(moments[0] if moments else now, is_whole=not asked)
        return Pulled(records, _landed(listed, folder, half, pulled) if records else None)
    finally:
        with contextlib.suppress(FileNotFoundError):
            half.unlink()


def _landed(listed: Listed, folder: Path, half: Path, pulled: Pull) -> Path | None:
    """The file under its name, its time that of the pull; None where the newest one says the same.

    That all was asked for is said by a name, also where nothing else is new.
    """
    newest = pulls(listed.block, _names(folder))[-1:]
    must_be_named = pulled.is_whole and listed.rest.changed
    if newest and not must_be_named and filecmp.cmp(folder / name(listed.block, newest[0]), half, shallow=False):
        return None
    if newest and pulled.began_at < newest[0].began_at + SECOND:
        pulled = pulled._replace(began_at=newest[0].began_at + SECOND)
    os.utime(half, (moment := pulled.began_at.timestamp(), moment))
    return half.rename(folder / name(listed.block, pulled))


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def _tidy(folder: Path) -> None:
    """Away with what pulls left that were killed."""
    for path in folder.glob(f"{HALF}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_FOR:
                path.unlink()

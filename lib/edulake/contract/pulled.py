"""Names of what is pulled from an API: they say when, or up to what, so that the next pull goes on from there."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MOMENT = "%Y%m%dT%H%M%SZ"
BLOCK = r"(?P<block>[A-Za-z0-9_-]+)"
AT = r"(?P<moment>\d{8}T\d{6}Z)"
WINDOW = re.compile(rf"{BLOCK}-(?P<resource>[A-Za-z]+)-{AT}-v(?P<version>\d{{1,19}})")
NAME = re.compile(rf"{BLOCK}-{AT}(?P<whole>-all)?\.jsonl")


class Pull(NamedTuple):
    """A pull: when it began by the API's clock, UTC, and whether it asked for all records there are."""

    began_at: dt.datetime
    is_whole: bool


class Window(NamedTuple):
    """The folder of a resource of an API that numbers its changes: pulled up to a version, of which nothing lacks."""

    began_at: dt.datetime
    version: int


def name(block: str, pull: Pull) -> str:
    return f"{block}-{pull.began_at:{MOMENT}}{'-all' if pull.is_whole else ''}.jsonl"


def glob(block: str) -> str:
    """The files of all pulls of a block, below its source's folder."""
    return f"{block}-????????T??????Z*.jsonl"


def pulls(block: str, files: Iterable[str]) -> list[Pull]:
    """The pulls of a block that files are named by, the oldest first; other names are none."""
    found = (NAME.fullmatch(file.rpartition("/")[2]) for file in files)
    ours = [one for one in found if one and one["block"] == block]
    return sorted(Pull(at, bool(one["whole"])) for one in ours if (at := _moment(one["moment"])))


def window_name(block: str, resource: str, window: Window) -> str:
    return f"{block}-{resource}-{window.began_at:{MOMENT}}-v{window.version}"


def windows(block: str, names: Iterable[str]) -> dict[str, Window]:
    """The newest window of each resource of a block; `names` are those of folders, other names are none."""
    newest: dict[str, Window] = {}
    for found in map(WINDOW.fullmatch, names):
        at = _moment(found["moment"]) if found and found["block"] == block else None
        if found and at:
            window = Window(at, int(found["version"]))
            newest[found["resource"]] = max(window, newest.get(found["resource"], window))
    return newest


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None

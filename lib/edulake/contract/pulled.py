"""Names of files that are pulled from an API: they say when, so that the next pull goes on from there."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MOMENT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"(?P<block>[A-Za-z0-9_-]+)-(?P<moment>\d{8}T\d{6}Z)(?P<whole>-all)?\.jsonl")


class Pull(NamedTuple):
    """A pull: when it began by the API's clock, UTC, and whether it asked for all records there are."""

    began_at: dt.datetime
    is_whole: bool


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


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None

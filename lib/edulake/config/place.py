"""Where a warehouse or a landing folder lies: on a disk of this machine, or where only Spark can look."""

from __future__ import annotations

import re
from urllib.parse import unquote

from edulake.errors import ConfigError

# One letter before the colon is a folder, or a drive, called so.
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
FILE = re.compile(r"file:(?://(?:localhost)?(?=/))?(/(?!/).*)", re.IGNORECASE | re.DOTALL)


def scheme(place: str) -> str | None:
    """The scheme of a place that only Spark can look at, in small letters; None for a path."""
    found = SCHEME.match(place)
    return found[1].lower() if found else None


def as_path(place: str) -> str:
    """A `file:` URL (RFC 8089) as the path that it means, anything else as it is; ConfigError where it means none."""
    if not place.lower().startswith("file:"):
        return place
    found = FILE.fullmatch(place)
    if not found:
        why = "a file: URL names an absolute path of this machine"
        raise ConfigError(f"{place} is no folder", why, "write it as file:///data/lake, or as /data/lake")
    return unquote(found[1])

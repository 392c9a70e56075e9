"""What the name of a delivered file says of it: not finished yet, nobody's data, a zip; or which glob it fits."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import PurePath

UNFINISHED = (
    "filepart|part|partial|incomplete|inprogress|uploading|writing|crdownload|opdownload|download|aria2|tmp|temp"
)
KEPT_ASIDE = "bak|backup|old|orig|swp|swo|swn|lock|lck"
BESIDE = "md5|sha|sha1|sha224|sha256|sha384|sha512|sfv|crc|crc32|asc|sig|ok|done|ready|ctl|trg"
OF_SYSTEMS = (
    r"thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|lost\+found|__macosx|@eadir|\$recycle\.bin|system volume information"
)
NO_DATA = re.compile(
    rf"""(?isx)
    \A [_.~]                                                # by convention; ~$ is a file that somebody has open
    | [~\#] \Z                                              # what an editor leaves
    | \. (?: {UNFINISHED} | {KEPT_ASIDE} ) \d* \Z
    | \. (?: {BESIDE} ) \Z
    | \A (?: md5 | sha\d+ ) sums? (?: \.txt )? \Z
    | \A (?: {OF_SYSTEMS.replace(" ", "[ ]")} ) \Z
    """
)


def is_hidden(parts: Sequence[str]) -> bool:
    """Whether a file, or a folder that it lies in, is no data by its name: half-written, a copy, a checksum."""
    return any(NO_DATA.search(part) for part in parts)


def is_archive(path: PurePath) -> bool:
    """Whether a path is a zip, which is read as a folder of that name (archives.py)."""
    return path.suffix.lower() == ".zip"


def is_database(path: PurePath) -> bool:
    """Whether a path is a database of SQLite, whose tables are read (sqlite.py)."""
    return path.suffix.lower() in (".db", ".sqlite", ".sqlite3")


def matches(parts: Sequence[str], glob: Sequence[str]) -> bool:
    """Whether a path matches a glob to the letter, ** being any number of folders (and at its end, all below)."""
    if not glob:
        return not parts
    if glob[0] == "**":
        rest = glob[1:] or ("*",)
        return matches(parts, rest) or (len(parts) > 1 and matches(parts[1:], glob))
    return bool(parts) and fnmatchcase(parts[0], glob[0]) and matches(parts[1:], glob[1:])


def alike(parts: Sequence[str]) -> tuple[str, ...]:
    """Names without what people do not see as a difference: case, and the two ways to write an umlaut."""
    return tuple(unicodedata.normalize("NFC", part).lower() for part in parts)


def printable(name: str) -> str:
    """A name for people: what a terminal would obey or could not show is a question mark."""
    return "".join(c if c.isprintable() else "?" for c in name)

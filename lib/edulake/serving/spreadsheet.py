"""CSV that a spreadsheet opens without executing any of it.

Excel, LibreOffice and Google Sheets take a text that begins with = + - or @ for a formula, also behind white space
and in their full-width forms, and some strip a leading tab, carriage return or NUL before they look (OWASP, CSV
injection). Such texts get an apostrophe in front, which spreadsheets read as "this is text". Numbers are no texts:
-5 in a number column stays a number.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# White space, characters without a width, and controls, then a sign: ASCII, full-width, small, or a minus.
UNSEEN = r"[\s\x00-\x20\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
EXECUTED = re.compile(rf"[\t\r\0]|{UNSEEN}[=+\-@＝＋－＠﹦﹢﹣﹫−]")


def neutral(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would execute it."""
    return f"'{text}" if EXECUTED.match(text) else text


def cell(value: Any) -> Any:
    """A value as it is written: numbers as they are, moments as ISO 8601 in UTC, a list as a; b, null as nothing."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return neutral("; ".join(str(item) for item in value))
    if isinstance(value, bool):
        return str(value).lower()
    return neutral(value) if isinstance(value, str) else value


def write_csv(file: IO[str], columns: Sequence[str], parts: Iterable[Iterable[Sequence[Any]]]) -> int:
    """Write a header and rows; returns how many rows. The file must be open with newline=""."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral(column) for column in columns])
    rows = 0
    for part in parts:
        for row in part:
            writer.writerow([cell(value) for value in row])
            rows += 1
    return rows

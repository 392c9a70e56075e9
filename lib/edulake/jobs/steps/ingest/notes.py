"""What a person should know of the files that were loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.expr.called import told
from edulake.landing.called import Present
from edulake.landing.files.names import printable
from edulake.landing.files.parquet_records import unread
from edulake.landing.files.withheld import has_column, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edulake.contract.feed import Feed
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.readable import ReadableFile


def twice(loaded: list[ReadableFile]) -> str:
    """What is said of texts that read as encoded twice: they are loaded as they are."""
    counts = {file.file.name: file.profile.twice for file in loaded if file.profile.twice}
    if not counts:
        return ""
    characters, first = sum(counts.values()), printable(next(iter(counts)))
    return f"{characters} characters read as encoded twice, in {len(counts)} files ({first} ...): correct the export"


def _has_column(file: ReadableFile, name: str, *, loosely: bool) -> bool:
    try:
        return has_column(file, name, loosely=loosely)
    except OSError:  # it is told of a file; whether that can be read is found out elsewhere
        return False


def _missing(file: ReadableFile, feed: Feed) -> Iterator[str]:
    present = Present.of(file.profile.header, loosely=feed.files.dialect.loosely, reaches=False)
    return (f"column {told(called)} is missing" for called in feed.columns.values() if present.lacks(called))


def notes_on(loaded: list[ReadableFile], absent: list[DeliveredFile], feed: Feed) -> set[str]:
    """What a person should know of the files: columns that they lack, that one is to be ignored, or says nothing."""
    missing = {name for file in loaded if file.profile.header for name in _missing(file, feed)}
    ignored = {f"{file.name} is called absent by its manifest" for file in absent}
    left_out = {
        f"column {name} is left out: Spark does not read its type"
        for file in loaded
        if file.profile.footer
        for name in unread(file.profile.footer)
    }
    held, loosely = feed.files.dialect.withheld, feed.files.dialect.loosely
    kept_out = said(held, lambda name: any(_has_column(file, name, loosely=loosely) for file in loaded))
    return (
        missing
        | ignored
        | left_out
        | set(kept_out if loaded else ())
        | {f"{file.file.name} has no record" for file in loaded if file.profile.records == 0}
    )

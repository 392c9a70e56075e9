"""Whether a file has what its feed asks for: the columns, and the records where they are said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.landing.files.delimited import clean
from edulake.landing.files.parquet_records import unread
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.contract.feed import Feed
    from edulake.landing.files.profile import Profile


def must_fit(profile: Profile, feed: Feed) -> None:
    """Refusal unless the file has the columns of its feed."""
    dialect = feed.files.dialect
    if profile.header:
        _must_have_columns(profile.header, feed)
    if profile.lists and dialect.records and not profile.records:
        raise Refusal("FILE_RECORDS_INSIDE", f"no list is at {dialect.records}: set records = {_either(profile.lists)}")
    if profile.lists and not dialect.records:
        heads = {name for column in feed.columns.values() for name in (column, column.partition(".")[0])}
        if not heads & set(profile.keys):
            where = _either(profile.lists)
            raise Refusal("FILE_RECORDS_INSIDE", f"its records are a list inside an object: set records = {where}")
    if profile.footer:
        left_out = {clean(name) for name in unread(profile.footer)}
        wanted = [name for name in feed.columns.values() if {clean(name), clean(name.partition(".")[0])} & left_out]
        if wanted:
            why = f"column {', '.join(wanted)} has a type that Spark does not read, or is nested beside one"
            raise Refusal("FILE_FORMAT", f"{why}: write it as text")
        names = {*(clean(leaf.name) for leaf in profile.footer.columns), *map(clean, profile.footer.nested)}
        _must_have(names, feed)


def _either(paths: Sequence[str]) -> str:
    return " or ".join(f"'{path}'" for path in paths[:3])


def _must_have_columns(header: tuple[str, ...], feed: Feed) -> None:
    twice = sorted({name for name in map(clean, feed.columns.values()) if header.count(name) > 1})
    if twice:
        raise Refusal("FILE_DUP_COLUMN", f"column {', '.join(twice)} stands twice in the header: correct the export")
    _must_have(set(header), feed)


def _must_have(present: set[str], feed: Feed) -> None:
    known = [name for name in feed.columns.values() if _is_in(name, present)]
    missing = [feed.columns[raw] for raw in feed.required if feed.columns[raw] not in known]
    if not known:
        expected = ", ".join(feed.columns.values())
        raise Refusal("FILE_NO_HEADER", f"no known column in the first line: expected {expected}")
    if missing:
        why = f"column {', '.join(missing)} is missing"
        raise Refusal("FILE_SCHEMA", f"{why}: correct the export or the source's columns")


def _is_in(name: str, present: Sequence[str] | set[str]) -> bool:
    """Whether a file has a column, or one that the path `name` goes through."""
    return clean(name) in present or clean(name.partition(".")[0]) in present

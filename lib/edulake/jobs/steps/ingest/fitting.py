"""Whether a file has what its feed asks for: the columns, and the records where they are said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.expr.called import told
from edulake.landing.called import Present
from edulake.landing.files.parquet_records import unread
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edulake.contract.feed import Feed
    from edulake.landing.files.profile import Profile


def must_fit(profile: Profile, feed: Feed) -> None:
    """Refusal unless the file has the columns of its feed."""
    dialect = feed.files.dialect
    if profile.header:
        _must_have(profile.header, feed)
    if profile.lists and dialect.records and not profile.records:
        raise Refusal("FILE_RECORDS_INSIDE", f"no list is at {dialect.records}: set records = {_either(profile.lists)}")
    if profile.lists and not dialect.records:
        heads = {head for name in feed.names for head in (name, name.partition(".")[0])}
        if not heads & set(profile.keys):
            where = _either(profile.lists)
            raise Refusal("FILE_RECORDS_INSIDE", f"its records are a list inside an object: set records = {where}")
    if profile.footer:
        left_out = Present.of(unread(profile.footer), loosely=dialect.loosely)
        wanted = [name for name in feed.names if left_out.spelled(name)]
        if wanted:
            why = f"column {', '.join(wanted)} has a type that Spark does not read, or is nested beside one"
            raise Refusal("FILE_FORMAT", f"{why}: write it as text")
        names = {*(leaf.name for leaf in profile.footer.columns), *profile.footer.nested}
        _must_have(sorted(names), feed)


def _either(paths: Sequence[str]) -> str:
    return " or ".join(f"'{path}'" for path in paths[:3])


def _must_have(names: Iterable[str], feed: Feed) -> None:
    dialect = feed.files.dialect
    present = Present.of(names, loosely=dialect.loosely, reaches=dialect.format != "csv")
    twice = sorted({name for asked in feed.names for name in present.twice(asked)})
    if len(twice) > 1 and dialect.loosely:
        why = f"columns {' and '.join(twice)} are one by loose_names: correct the export, or leave loose_names out"
        raise Refusal("FILE_DUP_COLUMN", why)
    if twice:
        raise Refusal("FILE_DUP_COLUMN", f"column {', '.join(twice)} stands twice in the header: correct the export")
    if not dialect.header:
        _must_be_wide_enough(len(present.by_alike), feed)
    known = [called for called in feed.columns.values() if not present.lacks(called)]
    missing = [told(feed.columns[raw]) for raw in feed.required if feed.columns[raw] not in known]
    if not known:
        expected = ", ".join(map(told, feed.columns.values()))
        raise Refusal("FILE_NO_HEADER", f"no known column in the first line: expected {expected}")
    if missing:
        why = f"column {', '.join(missing)} is missing"
        raise Refusal("FILE_SCHEMA", f"{why}: correct the export or the source's columns")


def _must_be_wide_enough(width: int, feed: Feed) -> None:
    """Refusal for a file without header that has fewer columns than are known by their places: it is another one."""
    beyond = [name for name in feed.names if int(name) > width]
    if beyond:
        why = f"column {', '.join(beyond)} is missing: the first line has {width}"
        raise Refusal("FILE_SCHEMA", f"{why}: correct the export or the source's columns")

"""A delivered file made ready for Spark: checked, and copied where Spark cannot read it as it is."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from edulake.errors import EdulakeError
from edulake.landing.files.archives import unpacked
from edulake.landing.files.copies import as_utf8, inflated, is_worth_a_copy, with_line_feeds
from edulake.landing.files.delimited import Cutter, clean, rewritten
from edulake.landing.files.encodings import UTF8, encoding_of
from edulake.landing.files.listing import BLOCK
from edulake.landing.files.names import is_archive
from edulake.landing.files.opening import check_magic
from edulake.landing.files.parquet_records import unread
from edulake.landing.files.profile import profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Context
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.profile import Profile
    from edulake.store.store import Store

# What a path of Hadoop cannot have in a name.
NOT_A_PATH = ":"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def prepared(context: Context, file: DeliveredFile, feed: Feed, *, snapshot: bool) -> ReadableFile:
    """The file, checked; Refusal where it cannot be what its source says."""
    limits = context.settings.limits
    path = unpacked(file, _place(context.store), limits) if is_archive(file.path) else file.path
    is_text = feed.dialect.format != "parquet" and path.stat().st_size <= limits.file_bytes
    if is_text and (encoding := encoding_of(path, feed.dialect.encoding)) not in UTF8:
        check_magic(path)
        path = as_utf8(replace(file, path=path), encoding, _place(context.store), limits)
    found = profile(path, feed.dialect, limits)
    _must_fit(found, feed)
    return ReadableFile(file, found, _copied(replace(file, path=path), found, feed, context), snapshot)


def unreadable(error: Exception) -> Refusal:
    """The refusal of a file for a reason that nobody foresaw; what is not the file's fault, a full disk, is raised."""
    if isinstance(error, EdulakeError) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        raise error
    if isinstance(error, OSError):
        why = f"the system does not let it be read ({error.strerror or 'an error of the disk'})"
        return Refusal("FILE_UNREADABLE", f"{why}: check its permissions, or deliver it again")
    return Refusal("FILE_UNREADABLE", "edulake cannot read it: deliver it in another form, and report this")


def _copied(file: DeliveredFile, found: Profile, feed: Feed, context: Context) -> Path:
    """Where Spark reads the file: a copy, where it cannot read the file itself, or only with one core."""
    if found.layout == "rows" and found.form:
        like_others = found.form.delimiter == feed.dialect.delimiter
        cutter = Cutter(found.header, found.form, found.spans, feed.dialect.withheld, like_others)
        return rewritten(file.path, cutter, context.settings.limits.record_bytes, _place(context.store) / "rows.json")
    if found.lone_ends:
        return with_line_feeds(file, _place(context.store))
    if not context.dry_run and is_worth_a_copy(file.path, is_local=context.store.local):
        return inflated(file, _place(context.store))
    if NOT_A_PATH in str(file.path):
        copy = _place(context.store) / f"{file.sha256}{''.join(file.path.suffixes[-2:]).replace(NOT_A_PATH, '_')}"
        with file.path.open("rb") as stream, copy.open("wb") as target:
            shutil.copyfileobj(stream, target, BLOCK)
        return copy
    return file.path


def _place(store: Store) -> Path:
    """A folder for one copy: another source, or another day, may deliver the same bytes."""
    folder = store.staging_folder() / uuid4().hex
    folder.mkdir(mode=0o700)
    return folder


def _must_fit(found: Profile, feed: Feed) -> None:
    """Refusal unless the file has the columns of its feed."""
    if feed.dialect.format == "csv" and found.header:
        _must_have_columns(found.header, feed)
    if found.lists and feed.dialect.records and not found.records:
        raise Refusal(
            "FILE_RECORDS_INSIDE", f"no list is at {feed.dialect.records}: set records = {_either(found.lists)}"
        )
    if found.lists and not feed.dialect.records:
        heads = {name for column in feed.columns.values() for name in (column, column.partition(".")[0])}
        if not heads & set(found.keys):
            where = _either(found.lists)
            raise Refusal("FILE_RECORDS_INSIDE", f"its records are a list inside an object: set records = {where}")
    if found.footer:
        left_out = {clean(name) for name in unread(found.footer)}
        wanted = [name for name in feed.columns.values() if {clean(name), clean(name.partition(".")[0])} & left_out]
        if wanted:
            why = f"column {', '.join(wanted)} has a type that Spark does not read, or is nested beside one"
            raise Refusal("FILE_FORMAT", f"{why}: write it as text")
        names = {*(clean(leaf.name) for leaf in found.footer.columns), *map(clean, found.footer.nested)}
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

"""A delivered file made ready for Spark: checked, and copied where Spark cannot read it as it is."""

from __future__ import annotations

import errno
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from edulake.contract.feed import Dialect
from edulake.errors import EdulakeError
from edulake.jobs.steps.ingest.fitting import must_fit
from edulake.landing.files.archives import unpacked
from edulake.landing.files.copies import (
    NOT_A_PATH,
    as_utf8,
    inflated,
    is_worth_a_copy,
    named_for_spark,
    with_line_feeds,
)
from edulake.landing.files.delimited import Cutter, rewritten
from edulake.landing.files.encodings import UTF8, encoding_of
from edulake.landing.files.names import is_archive
from edulake.landing.files.opening import check_magic
from edulake.landing.files.profile import profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.sqlite import as_lines, is_table

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.contract.feed import Feed
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.profile import Profile
    from edulake.store.store import Store

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def prepared(store: Store, file: DeliveredFile, feed: Feed, *, snapshot: bool) -> ReadableFile:
    """The file, checked; Refusal where it cannot be what its source says."""
    limits, dialect = store.settings.limits, feed.files.dialect
    if is_table(file):
        return _of_database(store, file, feed, snapshot=snapshot)
    path = unpacked(file, _place(store), limits) if is_archive(file.path) else file.path
    is_text = dialect.format != "parquet" and path.stat().st_size <= limits.file_bytes
    if is_text and (encoding := encoding_of(path, dialect.encoding)) not in UTF8:
        check_magic(path)
        path = as_utf8(replace(file, path=path), encoding, _place(store), limits)
    profiled = profile(path, dialect, limits)
    must_fit(profiled, feed)
    return ReadableFile(file, profiled, _copied(replace(file, path=path), profiled, dialect, store), snapshot)


def _of_database(store: Store, file: DeliveredFile, feed: Feed, *, snapshot: bool) -> ReadableFile:
    """The table of a database, as lines; Refusal where a feed that tells of rows that went takes it for changes."""
    if feed.identity and not snapshot:
        why = "a database holds every row there is: say snapshot = true in the source's block"
        raise Refusal("FILE_FORMAT", why)
    lines = as_lines(file, _place(store), store.staging_folder(), store.settings.limits)
    profiled = replace(profile(lines.path, Dialect("jsonl"), store.settings.limits), header=lines.columns)
    must_fit(profiled, feed)
    return ReadableFile(file, profiled, lines.path, snapshot)


def unreadable(error: Exception) -> Refusal:
    """The refusal of a file for a reason that nobody foresaw; what is not the file's fault, a full disk, is raised."""
    if isinstance(error, EdulakeError) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        raise error
    if isinstance(error, OSError):
        why = f"the system does not let it be read ({error.strerror or 'an error of the disk'})"
        return Refusal("FILE_UNREADABLE", f"{why}: check its permissions, or deliver it again")
    return Refusal("FILE_UNREADABLE", "edulake cannot read it: deliver it in another form, and report this")


def _copied(file: DeliveredFile, profiled: Profile, dialect: Dialect, store: Store) -> Path:
    """Where Spark reads the file: a copy, where it cannot read the file itself, or only with one core."""
    if profiled.layout == "rows" and profiled.form:
        like_others = profiled.form.delimiter == dialect.delimiter
        cutter = Cutter(profiled.header, profiled.form, profiled.spans, dialect.withheld, like_others)
        return rewritten(file.path, cutter, store.settings.limits.record_bytes, _place(store) / "rows.json")
    if profiled.lone_ends:
        return with_line_feeds(file, _place(store))
    if not store.reading and is_worth_a_copy(file.path, is_local=store.local):
        return inflated(file, _place(store))
    if NOT_A_PATH in str(file.path):
        return named_for_spark(file, _place(store))
    return file.path


def _place(store: Store) -> Path:
    """A folder for one copy: another source, or another day, may deliver the same bytes."""
    folder = store.staging_folder() / uuid4().hex
    folder.mkdir(mode=0o700)
    return folder

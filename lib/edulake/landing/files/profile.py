"""What a delivered file is, before Spark reads it: one pass over its bytes.

Spark reads a truncated, misnamed, mis-encoded or reordered file without an error and loses or changes rows.
So each file is checked here, and its records are counted by other means than the ones that load them: the
balance of a run compares two independent counts.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from edulake.expr.called import numbered
from edulake.landing.files.delimited import Form, cells_in, examined, names_in
from edulake.landing.files.json_text import objects_in, whole
from edulake.landing.files.opening import blocks, check_magic
from edulake.landing.files.parquet_footer import footer
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.scan import MOST_HEADERS, Scan

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.config.limits import Limits
    from edulake.contract.feed import Dialect
    from edulake.landing.files.parquet_footer import Footer

Layout = Literal["lines", "rows", "broken_quotes", "whole", "parquet"]


@dataclass(frozen=True)
class Profile:
    """How a file is read, and how many `records` it holds.

    `layout`: one record a line; `rows` that the driver takes apart, cut by `form` (some of them `spans` lines); one
    record a line with quotes that never close (`broken_quotes`); a `whole` JSON array or object. `header` names the
    columns of CSV, `header_text` is the line that does, `headers` are all lines that do, each spelling once. Of a file
    without header they are called by their places, in a line that is none of the file's.
    `malformed`: bytes of some line are not UTF-8, or zero.
    `lone_ends`: a carriage return alone ends lines of JSON. `keys` and `lists` are those of the first JSON object,
    and where lists of objects are within it. `footer` describes the columns of Parquet. So many characters
    look as if the text had been encoded `twice`.
    """

    layout: Layout
    records: int
    header: tuple[str, ...] = ()
    header_text: str = ""
    headers: tuple[str, ...] = ()
    malformed: bool = False
    lone_ends: bool = False
    form: Form | None = None
    spans: bool = False
    keys: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    footer: Footer | None = None
    twice: int = 0


def profile(path: Path, dialect: Dialect, limits: Limits) -> Profile:
    """Check one file; Refusal where it must not be loaded, not even in part."""
    if path.stat().st_size > limits.file_bytes:
        raise Refusal("FILE_LIMIT", f"larger than {limits.file_bytes} bytes: split it")
    if dialect.format == "parquet":
        found = footer(path)
        return Profile("parquet", found.records, footer=found)
    check_magic(path)
    scan = Scan(dialect, limits)
    try:
        for block in blocks(path, limits):
            scan.add(block)
    except (EOFError, zlib.error, OSError) as error:
        # The system's own errors have a number: they are not the file's fault.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Refusal("FILE_CORRUPT", "cannot be decompressed, perhaps half-written: deliver it again") from None
    scan.finish()
    found = _csv(path, dialect, limits, scan) if dialect.format == "csv" else _json(path, dialect, limits, scan)
    return replace(found, twice=scan.twice.found)


def _csv(path: Path, dialect: Dialect, limits: Limits, scan: Scan) -> Profile:
    malformed = scan.malformed or scan.nul
    if scan.form is None:
        return Profile("lines", 0)
    few = len(scan.headers) <= MOST_HEADERS
    expected = Form(dialect.delimiter, is_headless=not dialect.header)
    plain = few and scan.form == expected and _is_text(scan.header_line or b"")
    if plain and not scan.odd_quotes:
        return _named(_lines(dialect, scan, malformed=malformed), limits)
    found = examined(path, scan.form, limits)
    if plain and not found.spans:
        lines = _lines(dialect, scan, malformed=malformed)
        return _named(replace(lines, layout="broken_quotes") if found.form.by_line else lines, limits)
    rows = Profile(
        "rows", found.records, found.header, found.header_text, malformed=malformed, form=found.form, spans=found.spans
    )
    return _named(rows, limits)


def _lines(dialect: Dialect, scan: Scan, *, malformed: bool) -> Profile:
    text = (scan.header_line or b"").decode()
    if not dialect.header:
        names = numbered(len(cells_in(text, dialect.delimiter)))
        return Profile("lines", scan.records, names, dialect.delimiter.join(names), malformed=malformed)
    headers = tuple(sorted(line.decode() for line in scan.headers))
    return Profile("lines", scan.records, names_in(text, dialect.delimiter), text, headers, malformed)


def _named(found: Profile, limits: Limits) -> Profile:
    if len(found.header) > limits.columns:
        raise Refusal("FILE_LIMIT", f"more than {limits.columns} columns")
    return found


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _json(path: Path, dialect: Dialect, limits: Limits, scan: Scan) -> Profile:
    malformed = scan.malformed or scan.nul
    if scan.is_array or scan.is_object:
        value = whole(path, limits, dialect.records)
        if value:
            return Profile("whole", value.records, keys=value.keys, lists=value.lists)
    scan.must_be_short()
    lines = Profile("lines", scan.records, malformed=malformed, lone_ends=scan.lone_ends)
    value = objects_in(scan.header_line or b"")
    return replace(lines, keys=value.keys, lists=value.lists)

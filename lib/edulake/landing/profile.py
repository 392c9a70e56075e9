"""What a delivered file is, before Spark reads it: one pass over its bytes.

Spark reads a truncated, misnamed, mis-encoded or reordered file without an error and loses or changes rows.
So each file is checked here, and its records are counted by other means than the ones that load them: the
balance of a run compares two independent counts.
"""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Literal

from edulake.landing.files import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edulake.config import Limits
    from edulake.contract import Dialect

BLANK = b" \t\r"
OPENERS = {".gz": gzip.open, ".bz2": bz2.open}
MAGIC = {b"\x1f\x8b": ".gz", b"BZh": ".bz2"}
# Spark's JSON reader gives up beyond 1,000 levels and 1,000 digits, and then on the whole array without a word.
DEEPEST, SPARK_DEEPEST = 32, 1000
ENDLESS_NUMBER = re.compile(r"[0-9]{1000}")
Layout = Literal["lines", "multiline", "broken_quotes", "array", "parquet"]


class Refusal(Exception):  # noqa: N818 - a verdict on a file, not a fault of the program
    """The whole file goes to quarantine: a reason code, and what to do, without any of its content."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__(code)
        self.code = code
        self.advice = advice


@dataclass(frozen=True)
class Profile:
    """`records` is None where only Spark can count them (Parquet); `header` is empty where there is none.

    `layout`: one record a line; quoted line breaks (`multiline`); one record a line with quotes that never
    close (`broken_quotes`); a JSON array over the whole file (`array`). `malformed_utf8`: some line is.
    """

    layout: Layout
    records: int | None
    header: tuple[str, ...] = ()
    malformed_utf8: bool = False


def profile(path: Path, dialect: Dialect, limits: Limits) -> Profile:
    """Check one file; Refusal where it must not be loaded, not even in part."""
    if path.stat().st_size > limits.file_bytes:
        raise Refusal("FILE_LIMIT", f"larger than {limits.file_bytes} bytes: split it")
    if dialect.format == "parquet":
        return _parquet(path)
    _check_magic(path)
    scan = _Scan(dialect, limits)
    try:
        for block in blocks(path, limits):
            scan.add(block)
    except (EOFError, zlib.error, OSError) as error:
        raise Refusal("FILE_CORRUPT", f"cannot be decompressed ({type(error).__name__}): deliver it again") from None
    found = scan.finish()
    if dialect.format == "csv" and scan.odd_quotes:
        return replace(found, **_quoted_layout(path, dialect, limits, found))
    if dialect.format != "csv" and scan.is_array:
        return _array(path, limits)
    return found


class _Scan:
    """Line-wise facts of a text file, gathered block by block in bounded memory."""

    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.csv = dialect.format == "csv"
        self.delimiter = dialect.delimiter
        self.limits = limits
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.malformed = False
        self.records = 0
        self.header_line: bytes | None = None
        self.odd_quotes = False
        self.is_array = False
        self.rest = b""

    def add(self, block: bytes) -> None:
        if b"\0" in block:
            raise Refusal("FILE_ENCODING", "not UTF-8 text: set encoding for this source, or export as UTF-8")
        if not self.malformed:
            try:
                self.decoder.decode(block)
            except UnicodeDecodeError:
                self.malformed = True
        if self.header_line is None and not self.rest:
            block = block.removeprefix(codecs.BOM_UTF8)
        lines = (self.rest + block).split(b"\n")
        self.rest = lines.pop()
        if len(self.rest) > self.limits.record_bytes and not self.is_array:
            self._take([self.rest])
        self._take(lines)

    def finish(self) -> Profile:
        self._take([self.rest] if self.rest else [])
        header = self._header() if self.csv and self.header_line is not None else ()
        return Profile("lines", self.records, header, self.malformed)

    def _take(self, lines: list[bytes]) -> None:
        lines = [line for line in lines if line and line.strip(BLANK)]
        if not lines:
            return
        if self.header_line is None:
            self.header_line = self._first(lines[0])
        if self.is_array:
            return
        if max(map(len, lines)) > self.limits.record_bytes:
            raise Refusal("FILE_LIMIT", f"a record is longer than {self.limits.record_bytes} bytes")
        if self.csv:
            self.odd_quotes = self.odd_quotes or any(line.count(b'"') & 1 for line in lines)
            lines = [line for line in lines if line.rstrip(BLANK) != self.header_line]
            self.records += len(lines)
        else:
            self.records += sum(_elements(line) if line.lstrip(BLANK)[:1] == b"[" else 1 for line in lines)

    def _first(self, line: bytes) -> bytes:
        line = line.rstrip(BLANK)
        self.is_array = not self.csv and line.lstrip(BLANK)[:1] == b"[" and not _is_json(line)
        return line

    def _header(self) -> tuple[str, ...]:
        text = (self.header_line or b"").decode("utf-8", "replace")
        names = tuple(name.strip() for name in next(csv.reader([text], delimiter=self.delimiter), []))
        if len(names) > self.limits.columns:
            raise Refusal("FILE_LIMIT", f"more than {self.limits.columns} columns")
        if len(set(names)) < len(names):
            raise Refusal("FILE_DUP_COLUMN", "a column name stands twice in the header: correct the export")
        return names


def _check_magic(path: Path) -> None:
    """The name must say what the content is: Spark reads gzip named .csv as nothing at all."""
    with path.open("rb") as stream:
        head = stream.read(4)
    found = next((suffix for magic, suffix in MAGIC.items() if head.startswith(magic)), "")
    named = path.suffix.lower() if path.suffix.lower() in OPENERS else ""
    if head and found != named:
        raise Refusal("FILE_CORRUPT", f"content is {found or 'plain'}, the name says {named or 'plain'}: rename it")
    if path.suffix in (".xz", ".zst", ".7z"):
        raise Refusal("FILE_FORMAT", f"{path.suffix} is not read: unpack it, or use .gz or .zip")


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, decompressed."""
    opener = OPENERS.get(path.suffix.lower())
    return opener(path, "rb") if opener else path.open("rb")


def blocks(path: Path, limits: Limits) -> Iterator[bytes]:
    """The file's bytes, decompressed, bit by bit; Refusal as soon as they are more than is allowed."""
    ceiling = max(path.stat().st_size, BLOCK) * limits.compression_ratio
    total = 0
    with opened(path) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > min(ceiling, limits.file_bytes):
                raise Refusal("FILE_LIMIT", "decompresses to more than is allowed")
            yield block


def _quoted_layout(path: Path, dialect: Dialect, limits: Limits, found: Profile) -> dict[str, object]:
    """Records of a file in which some line holds an odd number of quotes, by the csv module (RFC 4180)."""
    csv.field_size_limit(limits.record_bytes)
    with opened(path) as stream, io.TextIOWrapper(stream, "utf-8", "replace", newline="") as text:
        try:
            rows = sum(1 for row in csv.reader(text, delimiter=dialect.delimiter, strict=True) if row)
        except csv.Error as error:
            if "larger than" in str(error):
                raise Refusal("FILE_LIMIT", f"a field is longer than {limits.record_bytes} bytes") from None
            return {"layout": "broken_quotes"}
    records = rows - 1
    return {"layout": "lines"} if records == found.records else {"layout": "multiline", "records": records}


def _array(path: Path, limits: Limits) -> Profile:
    """A JSON array over the whole file: all of it or nothing, so it must parse here first."""
    if path.stat().st_size > limits.json_array_bytes:
        raise Refusal("FILE_LIMIT", f"a JSON array beyond {limits.json_array_bytes} bytes: export as JSON lines")
    with opened(path) as stream:
        content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("FILE_ENCODING", "not UTF-8: export as UTF-8") from None
    try:
        value = json.loads(text)
    except ValueError:
        raise Refusal("FILE_CORRUPT", "the JSON array does not parse, perhaps half-written: deliver it again") from None
    except RecursionError:
        value = None
    if value is None or _is_deep(value) or ENDLESS_NUMBER.search(text):
        raise Refusal("FILE_LIMIT", f"more than {DEEPEST} levels, or a number of 1,000 digits: correct the export")
    return Profile("array", len(value))


def _is_deep(value: object, deepest: int = DEEPEST) -> bool:
    """Whether arrays and objects stand in each other in more than so many levels."""
    level = [value]
    for _ in range(deepest):
        held = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, list | dict))
        level = [inner for items in held for inner in items]
    return any(isinstance(item, list | dict) for item in level)


def _parquet(path: Path) -> Profile:
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(-4, io.SEEK_END) if path.stat().st_size > 12 else None
        tail = stream.read(4)
    if not head == tail == b"PAR1":
        raise Refusal("FILE_CORRUPT", "not a whole Parquet file: deliver it again")
    return Profile("parquet", None)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _elements(line: bytes) -> int:
    """Records of a JSON line that is an array: its elements; one if Spark does not parse it, or it is empty."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return 1
    unread = _is_deep(value, SPARK_DEEPEST) or ENDLESS_NUMBER.search(line.decode("utf-8", "replace"))
    return 1 if unread else max(len(value), 1)

"""Line-wise facts of a text file, gathered block by block in bounded memory."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from edulake.landing.files.delimited import BLANK, at_end, cells_in, form_of, sought
from edulake.landing.files.encodings import Twice
from edulake.landing.files.json_text import elements, is_json, records_in
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from edulake.config.limits import Limits
    from edulake.contract.feed import Dialect
    from edulake.landing.files.delimited import Form

BLANKS = BLANK.encode()
UTF_16 = "not UTF-8 text: set encoding for this source, or export as UTF-8"
# More zero bytes than one in ten are no accident but two bytes a letter.
MANY_NULS = 10
# Spellings of one header that are worth to be told apart by their text.
MOST_HEADERS = 100


class Scan:
    """What is found out of a file while its blocks are added.

    `malformed`: some byte is not UTF-8. `nul`: some byte is zero. `odd_quotes`: a line has an odd number of them.
    `lone_ends`: a carriage return without a line feed, which may end a line. `form` is how rows of CSV are cut.
    `headers` are the lines that name the columns, as they stand there but for blanks that count for nothing.
    """

    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.csv = dialect.format == "csv"
        self.dialect = dialect
        self.limits = limits
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.malformed = self.odd_quotes = self.lone_ends = self.is_array = self.is_object = False
        self.is_overlong = False
        self.records = self.bytes = self.nuls = 0
        self.twice = Twice()
        self.header_line: bytes | None = None
        self.headers: set[bytes] = set()
        self.form: Form | None = None
        self.rest = b""

    @property
    def is_of_a_mac(self) -> bool:
        return self.form is not None and self.form.ends == ""

    @property
    def nul(self) -> bool:
        return self.nuls > 0

    def add(self, block: bytes) -> None:
        if self.form is None and self.csv:
            self.form = form_of(block, self.dialect.delimiter, is_headless=not self.dialect.header)
        self.bytes += len(block)
        self.twice.add(block)
        self.nuls += block.count(b"\0")
        if not self.malformed:
            try:
                self.decoder.decode(block)
            except UnicodeDecodeError:
                self.malformed = True
        if self.is_of_a_mac:
            return
        if b"\r" in block and not self.csv:
            self.lone_ends = self.lone_ends or block.count(b"\r") - block.count(b"\r\n") > block.endswith(b"\r")
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self.header_line is None and not self.rest:
            block = block.removeprefix(codecs.BOM_UTF8)
        lines = (self.rest + block).split(b"\n") if not self.is_array else [b""]
        self.rest = lines.pop()
        self._take(lines)
        if len(self.rest) > self._longest and not self.is_array:
            self._take([self.rest])

    def finish(self) -> None:
        """Take what is left; Refusal for text of two bytes a letter."""
        self._take([self.rest] if self.rest else [])
        if b"\0" in (self.header_line or b"") or self.nuls * MANY_NULS > self.bytes:
            raise Refusal("FILE_ENCODING", UTF_16)

    @property
    def _longest(self) -> int:
        return self.limits.json_array_bytes if self.dialect.records else self.limits.record_bytes

    def _take(self, lines: list[bytes]) -> None:
        lines = [line for line in lines if line and line.strip(BLANKS)]
        if not lines:
            return
        is_first = self.header_line is None
        if is_first:
            self._begin(lines[0])
        if self.is_array:
            return
        if max(map(len, lines)) > self._longest:
            self._refuse_long()
        if self.csv:
            self._count(lines[1:] if is_first and self.dialect.header else lines)
        elif self.dialect.records:
            self.records += sum(records_in(line, self.dialect.records) for line in lines)
        else:
            self.records += sum(elements(line) if line.lstrip(BLANKS)[:1] == b"[" else 1 for line in lines)

    def _count(self, lines: list[bytes]) -> None:
        """Count lines of CSV behind the header; what no line has is asked of all of them at once, which is cheaper."""
        text = b"\n".join(lines)
        if b'"' in text:
            self.odd_quotes = self.odd_quotes or any(line.count(b'"') & 1 for line in lines)
        if not self.dialect.header:
            self.records += len(lines)
            return
        may_be = [line for line in lines if self.sought in line] if self.sought in text else []
        again = [self._bare(line) for line in may_be if self._is_header(line)]
        if len(self.headers) <= MOST_HEADERS:
            self.headers.update(again)
        self.records += len(lines) - len(again)

    def _refuse_long(self) -> None:
        """A line may be longer where the file may prove to be one object: that is known once all of it was seen."""
        self.is_overlong = True
        if not self.is_object or self.bytes > self.limits.json_array_bytes:
            self.must_be_short()

    def must_be_short(self) -> None:
        """Refusal if some line was longer than a record may be."""
        if self.is_overlong:
            raise Refusal("FILE_LIMIT", f"a record is longer than {self._longest} bytes")

    def _begin(self, line: bytes) -> None:
        """Take note of the first line: the header, or what may be the start of one value over the whole file."""
        self.header_line = self._bare(line)
        self.cells: list[str] = []
        self.sought = b""
        if self.csv:
            self.headers.add(self.header_line)
            self.odd_quotes = line.count(b'"') & 1 == 1
            text = self.header_line.decode("utf-8", "replace")
            self.cells = cells_in(text, self.dialect.delimiter)
            # What could not be decoded, or has a line break, stands in other bytes where it is repeated.
            self.sought = b"" if "\ufffd" in text or "\r" in text else sought(text, self.cells).encode()
        elif not is_json(line.rstrip(BLANKS + b",").decode("utf-8", "replace")):
            self.is_array = self.header_line[:1] == b"["
            self.is_object = self.header_line[:1] == b"{"

    def _bare(self, line: bytes) -> bytes:
        """A line without the blanks that count for nothing."""
        return line.rstrip(at_end(self.dialect.delimiter).encode()) if self.csv else line.strip(BLANKS)

    def _is_header(self, line: bytes) -> bool:
        """Whether a line names the columns once more, perhaps with other quotes: asked of its cells."""
        return cells_in(line.decode("utf-8", "surrogateescape"), self.dialect.delimiter) == self.cells

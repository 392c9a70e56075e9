"""Facts of a text, the same in whatever blocks it comes."""

from __future__ import annotations

import pytest

from edulake.config.limits import Limits
from edulake.contract.feed import Dialect
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.scan import Scan

pytestmark = pytest.mark.once
CSV, TABS, JSON = Dialect("csv"), Dialect("csv", "\t"), Dialect("json")


def scanned(content: bytes, dialect: Dialect, size: int, limits: Limits | None = None) -> Scan:
    scan = Scan(dialect, limits or Limits())
    for start in range(0, len(content), size):
        scan.add(content[start : start + size])
    scan.finish()
    return scan


def facts(scan: Scan) -> tuple[object, ...]:
    return scan.records, scan.header_line, scan.odd_quotes, scan.malformed, scan.nul, scan.lone_ends


@pytest.mark.parametrize(
    ("dialect", "content", "expected"),
    [
        (CSV, b"student,c\n1,a\n\n2,b", (2, b"student,c", False, False, False, False)),
        (CSV, b"\xef\xbb\xbfstudent,c\r\n1,a\r\n", (1, b"student,c", False, False, False, False)),
        (CSV, b'student,c\n"student", c \nstudents,c\n1,"a', (2, b"student,c", True, False, False, False)),
        (CSV, b'"student,c\n1,"a"\n', (1, b'"student,c', True, False, False, False)),
        (CSV, b'"a ""b""",c\n"a ""b""", c\n1,2\n', (1, b'"a ""b""",c', False, False, False, False)),
        (CSV, b"student,c\n1,Zo\xeb\nstudent,c\n", (1, b"student,c", False, True, False, False)),
        (CSV, b"student,c\n1,an accident\0 and many other bytes\n", (1, b"student,c", False, False, True, False)),
        (TABS, b"student\tc\t\n1\t\t\n\t\t\n", (1, b"student\tc\t", False, False, False, False)),
        (JSON, b'{"id": 1}\r{"id": 2}\r\n{"id": 3}', (3, b'{"id": 1}', False, False, False, True)),
        (JSON, b'{"id": 1}\r\n\r\n{"id": 2}\r\n', (2, b'{"id": 1}', False, False, False, False)),
        (JSON, b'[{"id": 1}, {"id": 2}]\n[]\n5\n', (4, b'[{"id": 1}, {"id": 2}]', False, False, False, False)),
    ],
)
@pytest.mark.parametrize("size", [7, 11, 1000])
def test_blocks_change_nothing(dialect: Dialect, content: bytes, expected: tuple[object, ...], size: int) -> None:
    assert facts(scanned(content, dialect, size)) == expected


def test_a_carriage_return_at_the_end_of_a_block_may_belong_to_a_line_feed() -> None:
    content = b'{"id": 1}\r\n{"id": 2}\r\n'
    assert not scanned(content, JSON, content.index(b"\r") + 1).lone_ends


def test_the_line_ends_of_a_mac_are_left_to_the_reader_of_rows() -> None:
    scan = scanned(b"id,c\r1,a\r2,b\r", CSV, 1000)
    assert scan.is_of_a_mac
    assert (scan.records, scan.header_line) == (0, None)


@pytest.mark.parametrize(
    ("content", "is_array", "is_object"),
    [
        (b'[\n{"id": 1}\n]', True, False),
        (b'{\n"id": 1\n}', False, True),
        (b'[{"id": 1}]\n', False, False),
        (b'{"id": 1},\n{"id": 2}\n', False, False),
    ],
)
def test_one_value_over_the_whole_file_is_suspected(content: bytes, is_array: bool, is_object: bool) -> None:
    scan = scanned(content, JSON, 1000)
    assert (scan.is_array, scan.is_object) == (is_array, is_object)


def test_a_record_may_be_only_so_long() -> None:
    limits = Limits(record_bytes=20, json_array_bytes=100)
    for content in (b"id\n" + b"x" * 21 + b"\n", b"id\n" + b"x" * 50):
        with pytest.raises(Refusal) as refused:
            scanned(content, CSV, 1000, limits)
        assert (refused.value.code, refused.value.advice) == ("FILE_LIMIT", "a record is longer than 20 bytes")
    whole = scanned(b'{"id":\n"' + b"x" * 50 + b'"}', JSON, 1000, limits)
    with pytest.raises(Refusal):
        whole.must_be_short()
    inside = Dialect("json", records="items")
    scanned(b'{"items": [' + b"5," * 30 + b"5]}", inside, 1000, limits).must_be_short()


@pytest.mark.parametrize("content", ["id,c\n1,a\n".encode("utf-16-le"), b"id,c\n" + b"1,\0\n" * 9])
def test_text_of_two_bytes_a_letter_is_told_by_its_zeros(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        scanned(content, CSV, 1000)
    assert refused.value.code == "FILE_ENCODING"

"""A byte order mark is a text's own word about its encoding; text that was encoded twice is counted."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest

from edulake.landing.files import encodings
from edulake.landing.files.encodings import Twice, encoding_of

pytestmark = pytest.mark.once


def twice(text: str, wrong: str = "cp1252") -> bytes:
    return text.encode().decode(wrong).encode()


@pytest.mark.parametrize(
    ("content", "said", "expected"),
    [
        (b"id", "utf-8", "utf-8"),
        (b"id", "UTF8", "utf-8"),
        (b"id", "utf_8_sig", "utf-8"),
        (b"", "cp1252", "cp1252"),
        (b"id", "cp1252", "cp1252"),
        (codecs.BOM_UTF8 + b"id", "cp1252", "utf-8-sig"),
        (codecs.BOM_UTF8 + b"id", "utf-16", "utf-8-sig"),
        (codecs.BOM_UTF16_LE + b"i\0", "utf-8", "utf-16"),
        (codecs.BOM_UTF16_BE + b"\0i", "cp1252", "utf-16"),
        (codecs.BOM_UTF16_LE + b"i\0", "utf-16-le", "utf-16"),
        (codecs.BOM_UTF32_LE + b"i\0\0\0", "utf-8", "utf-32"),
    ],
)
def test_a_mark_wins_over_the_setting(content: bytes, said: str, expected: str, tmp_path: Path) -> None:
    for name, written in (
        ("a.csv", content),
        ("a.csv.gz", gzip.compress(content)),
        ("a.csv.GZ", gzip.compress(content)),
    ):
        (tmp_path / name).write_bytes(written)
        assert encoding_of(tmp_path / name, said) == expected, name


def test_a_damaged_file_is_what_its_source_says(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(b"no gzip")
    assert encoding_of(tmp_path / "a.csv.gz", "cp1252") == "cp1252"


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"id,name\n1,Zoe\n", 0),
        ("Zoë, Ærø, São, «AÇÃO», 50 £, Ñandú, JOSÉ\u00a0, “so”, Ångström, Äpfel".encode(), 0),
        (twice("Zoë"), 1),
        (twice("Zoë", "latin-1"), 1),
        (twice("Zoë and É"), 2),
        (twice("’twas"), 1),
        (twice("Žofia £5"), 2),
        (b"", 0),
    ],
)
def test_text_encoded_twice_is_counted(content: bytes, count: int) -> None:
    counted = Twice()
    counted.add(content)
    assert counted.found == count


def test_what_stands_across_two_blocks_is_counted_once() -> None:
    content = twice("Zoë €5 É ") * 3
    expected = len(encodings.TWICE.findall(content))
    assert expected >= 6
    for size in range(1, 20):
        counted = Twice()
        for start in range(0, len(content), size):
            counted.add(content[start : start + size])
        assert counted.found == expected, size

"""Encodings by what bytes can be: a mark, UTF-8, Western letters; what nothing tells is a question."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from edulake.landing.suggest.encoding import encoding, is_utf8

pytestmark = pytest.mark.once

TEXT = "Name;Schüler\nÄnne Löwe;1\nJörg Weiß;2\n"


@pytest.mark.parametrize(
    ("content", "right"),
    [
        (b"plain", "utf-8"),
        (b"", "utf-8"),
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        ("L’élève – «Noël»".encode("cp1252"), "cp1252"),
    ],
)
def test_encoding(content: bytes, right: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert encoding(path, content) == right


@pytest.mark.parametrize("other", ["cp850", "mac_roman", "cp1251"])
def test_what_is_not_western_is_not_taken_for_it(other: str, tmp_path: Path) -> None:
    content = ("Имя;Оценка\nАнна;5\n" if other == "cp1251" else TEXT).encode(other)
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert encoding(path, content) != "cp1252"


def test_a_letter_may_be_cut_at_the_end() -> None:
    assert is_utf8("ä".encode()[:1])
    assert not is_utf8(b"\xe4 ")
    assert not is_utf8(b"a\0b")

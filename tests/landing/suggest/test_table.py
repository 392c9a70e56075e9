"""Files opened: their format, header and rows, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from suggested import table

from edulake.errors import UnreadableError
from edulake.landing.suggest.table import Table, stem, tidied

pytestmark = pytest.mark.once


def rows(found: Table) -> list[list[str]]:
    assert not found.unread, found.unread
    return list(found.rows())


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1;2\n",
        "\ufeffa;b\n1;2\n",
        'sep=;\na;b\n1;"2"\n',
        "Title\n\na;b\n1;2\n3;4\n",
        "a;b\r\n1;2\r\n",
        "a;b\r1;2\r",
        "a;b\n1;2;3\n",
    ],
)
def test_csv(content: str, tmp_path: Path) -> None:
    found = table(content, tmp_path)
    assert (found.format, found.form.delimiter, found.header) == ("csv", ";", ("a", "b"))
    assert rows(found)[0] == ["1", "2"]


def test_a_quote_that_never_closes_ends_with_its_line(tmp_path: Path) -> None:
    assert rows(table('a,b\n1,"2\n3,4\n', tmp_path))[-1] == ["3", "4"]


def test_line_breaks_within_quotes(tmp_path: Path) -> None:
    assert rows(table('a,b\n1,"2\n3"\n', tmp_path)) == [["1", "2\n3"]]


def test_packed_files(tmp_path: Path) -> None:
    found = table(gzip.compress(b"a,b\n1,2\n"), tmp_path, "scores_1.csv.gz")
    assert rows(found) == [["1", "2"]]
    assert stem(found.path) == "scores_1"


def test_json(tmp_path: Path) -> None:
    found = table('{"d": [{"a": 1, "s": {"id": "x"}}, {"b": 2}]}', tmp_path, "f.json")
    assert (found.format, found.within, found.header) == ("json", "d", ("a", "s.id", "b"))
    assert rows(found) == [["1", "x", ""], ["", "", "2"]]


def test_letters_that_come_late_in_a_file(tmp_path: Path) -> None:
    text = "name,points\n" + "Ada,1\n" * 200_000 + "Löwe,2\n"
    found = table(text.encode("cp1252"), tmp_path)
    assert found.encoding == "cp1252"
    assert list(found.rows())[-1] == ["Löwe", "2"]


def test_of_a_large_file_a_part_is_looked_at(tmp_path: Path) -> None:
    found = table("name,points\n" + "Ada,1\n" * 10_000, tmp_path, whole=8_000)
    assert "blocks" in found.part
    assert 0 < len(rows(found)) < 2_000


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("f.csv", "", "empty"),
        ("f.csv", " \n", "empty"),
        ("f.csv", "S1,80\nS2,90\n", "no line names"),
        ("f.xls", b"\xd0\xcf\x11\xe0 workbook", "save it as CSV"),
        ("f.xls", "<html><table>", "save it as CSV"),
        ("f.csv", b"PK\x03\x04 zip", "workbook or an archive"),
        ("f.csv", b"\x1f\x8b packed", "rename it"),
        ("f.csv.gz", gzip.compress(b"a,b\n1,2\n" * 99)[:30], "half-written"),
        ("f.json", "{broken", "does not parse"),
        ("f.parquet", "no parquet", ""),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: str | bytes, why: str, tmp_path: Path) -> None:
    found = table(content, tmp_path, name)
    assert found.unread
    assert why in found.unread


def test_tidied_files_begin_with_their_header(tmp_path: Path) -> None:
    found = table('Title\n\na;b\n1;"2\n3"\n4;5\n', tmp_path)
    assert not found.is_tidy
    assert tidied(found, tmp_path / "t.csv").read_text() == 'a;b\n1;"2\n3"\n4;5\n'
    assert tidied(found, tmp_path / "t.csv", 1).read_text() == 'a;b\n1;"2\n3"\n'


def test_a_file_of_which_parts_were_looked_at_is_not_tidied(tmp_path: Path) -> None:
    """What was not looked at would be lost; the first records for a trial are there."""
    found = table("Title\n\na;b\n" + "1;2\n" * 2_000, tmp_path, whole=4_000)
    assert found.part
    with pytest.raises(UnreadableError, match="too large to be tidied"):
        tidied(found, tmp_path / "t.csv")
    assert tidied(found, tmp_path / "t.csv", 2).read_text() == "a;b\n1;2\n1;2\n"


def test_tidied_files_have_no_sums(tmp_path: Path) -> None:
    found = table("a;b\n1;2\nTotal;2\nTotalia;3\n;\nGrand total:;5\n", tmp_path)
    assert tidied(found, tmp_path / "t.csv").read_text() == "a;b\n1;2\nTotalia;3\n;\n"

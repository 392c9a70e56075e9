"""What a file is found to be before Spark reads it: its layout, how many records it holds, or why it is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.contract.feed import Dialect
from edulake.landing.files.delimited import Form
from edulake.landing.files.profile import Profile, profile
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once
CSV, JSON, INSIDE = Dialect("csv"), Dialect("json"), Dialect("json", records="data.items")
HEADER = {"header": ("id", "c"), "header_text": "id,c"}
PLAIN = {**HEADER, "headers": ("id,c",)}


def put(folder: Path, content: bytes, name: str = "a") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Profile("lines", 0)),
        (b"\n \t\r\n", Profile("lines", 0)),
        (b"id,c\n1,a\n\n2,b", Profile("lines", 2, **PLAIN)),
        (b"\xef\xbb\xbfid,c\r\n1,a\r\n", Profile("lines", 1, **PLAIN)),
        (b'id,c\n1,a\n"id", c\t\n2,b\nid,c\n', Profile("lines", 2, **HEADER, headers=('"id", c', "id,c"))),
        (b"id,c\n1,Zo\xeb\n", Profile("lines", 1, **PLAIN, malformed=True)),
        (b"id,c\n1,a\0b and a longer line than ten bytes\n", Profile("lines", 1, **PLAIN, malformed=True)),
        (b'id,c\n1,"a\n2,b\n', Profile("broken_quotes", 2, **PLAIN)),
        (b'id,c\n1,"a""\n2",b\n', Profile("rows", 1, **HEADER, form=Form(","), spans=True)),
        (b"id,c\r1,a\r2,b", Profile("rows", 2, **HEADER, form=Form(",", ""))),
        (b"sep=;\nid;c\n1;a\n", Profile("rows", 1, ("id", "c"), "id;c", form=Form(";", says_delimiter=True))),
        (b"id,Zo\xeb\n1,a\n", Profile("rows", 1, ("id", "Zo\udceb"), "id,Zo?", malformed=True, form=Form(","))),
        ("id,c\n1,Zo\u00c3\u00ab\n".encode(), Profile("lines", 1, **PLAIN, twice=1)),
    ],
)
def test_csv(content: bytes, found: Profile, tmp_path: Path) -> None:
    assert profile(put(tmp_path, content, "a.csv"), CSV, Limits()) == found
    assert profile(put(tmp_path, gzip.compress(content), "a.csv.gz"), CSV, Limits()) == found


def test_a_header_in_more_spellings_than_are_worth_telling_apart_is_read_by_rows(tmp_path: Path) -> None:
    spellings = [f"id,{' ' * blanks}c" for blanks in range(120)]
    found = profile(put(tmp_path, "\n1,a\n".join([*spellings, ""]).encode(), "a.csv"), CSV, Limits())
    assert (found.layout, found.records, found.headers) == ("rows", 120, ())


@pytest.mark.parametrize(
    ("dialect", "content", "found"),
    [
        (JSON, b'{"id": 1}\n\n{"id": 2}\n', Profile("lines", 2, keys=("id",))),
        (JSON, b'[{"id": 1}, {"id": 2}]\n{"id": 3}', Profile("lines", 3)),
        (JSON, b'[\n{"id": 1},\n{"id": 2}\n]', Profile("whole", 2)),
        (JSON, b'{\n"id": 1, "of": [{"x": 1}]\n}', Profile("whole", 1, keys=("id", "of"), lists=("of",))),
        (JSON, b'{"id": 1}\r{"id": 2}\r', Profile("lines", 2, lone_ends=True, keys=("id",))),
        (JSON, b'{"id": "Zo\xeb"}\n', Profile("lines", 1, malformed=True)),
        (JSON, b'{"id":\n', Profile("lines", 1)),
        (
            INSIDE,
            b'{"data": {"items": [{}, {}]}}\n{"data": {}}\n',
            Profile("lines", 2, keys=("data",), lists=("data.items",)),
        ),
    ],
)
def test_json(dialect: Dialect, content: bytes, found: Profile, tmp_path: Path) -> None:
    assert profile(put(tmp_path, content), dialect, Limits()) == found


@pytest.mark.parametrize(
    ("content", "name", "limits", "code"),
    [
        (b"id\n" * 10, "a.csv", Limits(file_bytes=10), "FILE_LIMIT"),
        (b"a,b,c\n1,2,3\n", "a.csv", Limits(columns=2), "FILE_LIMIT"),
        (b"id\n" + b"x" * 200 + b"\n", "a.csv", Limits(record_bytes=100), "FILE_LIMIT"),
        (b"id\n1", "a.csv.gz", Limits(), "FILE_CORRUPT"),
        (gzip.compress(b"id\n" + bytes(range(256)) * 9)[:-9], "a.csv.gz", Limits(), "FILE_CORRUPT"),
        ("id,c\n1,a\n".encode("utf-16"), "a.csv", Limits(), "FILE_ENCODING"),
        (b"PK\x03\x04", "a.csv", Limits(), "FILE_FORMAT"),
    ],
)
def test_what_must_not_be_loaded(content: bytes, name: str, limits: Limits, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        profile(put(tmp_path, content, name), CSV, limits)
    assert refused.value.code == code
    assert refused.value.advice


def test_an_error_of_the_disk_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_path: Path, _limits: Limits) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("edulake.landing.files.profile.blocks", failing)
    with pytest.raises(OSError, match="Input/output"):
        profile(put(tmp_path, b"id\n1\n", "a.csv"), CSV, Limits())

"""A file's bytes, within limits: what it is packed with is said by its name, and compared with its content."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.landing.files import opening
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id\n1\n"),
        ("a.csv.gz", gzip.compress(b"id\n1\n")),
        ("A.CSV.GZ", gzip.compress(b"id\n") + gzip.compress(b"1\n")),
        ("a.Bz2", bz2.compress(b"id\n1\n")),
    ],
)
def test_bytes_as_they_were_before_packing(name: str, content: bytes, tmp_path: Path) -> None:
    path = put(tmp_path, name, content)
    opening.check_magic(path)
    assert b"".join(opening.blocks(path, Limits())) == b"id\n1\n"
    with opening.opened(path) as stream:
        assert stream.read() == b"id\n1\n"


def test_what_unpacks_to_too_much_is_refused_before_it_is_all_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BLOCK", 1000)
    path = put(tmp_path, "a.csv.gz", gzip.compress(b"0" * 50_000))
    taken = []
    with pytest.raises(Refusal) as refused:
        taken.extend(opening.blocks(path, Limits(compression_ratio=10)))
    assert refused.value.code == "FILE_LIMIT"
    assert 1 <= sum(map(len, taken)) <= 10_000
    with pytest.raises(Refusal):
        list(opening.blocks(put(tmp_path, "a.csv", b"0" * 5_000), Limits(file_bytes=3_000)))


@pytest.mark.parametrize(
    ("name", "content", "code", "advice"),
    [
        ("a.csv", gzip.compress(b"id"), "FILE_CORRUPT", "content is .gz, the name says plain"),
        ("a.csv.gz", b"id\n1\n", "FILE_CORRUPT", "content is plain, the name says .gz"),
        ("a.csv.gz", bz2.compress(b"id"), "FILE_CORRUPT", "content is .bz2, the name says .gz"),
        ("a.csv", b"PK\x03\x04rest", "FILE_FORMAT", "export as CSV"),
        ("a.csv.XZ", b"\xfd7zXZ", "FILE_FORMAT", ".XZ is not read"),
        ("a.csv.zst", b"", "FILE_FORMAT", ".zst is not read"),
    ],
)
def test_a_name_that_says_something_else(name: str, content: bytes, code: str, advice: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        opening.check_magic(put(tmp_path, name, content))
    assert refused.value.code == code
    assert advice in refused.value.advice


def test_an_empty_file_may_be_called_as_it_likes(tmp_path: Path) -> None:
    opening.check_magic(put(tmp_path, "a.csv.gz", b""))
    assert opening.packing(Path("a.csv.GZ")) == ".gz"
    assert opening.packing(Path("a.gz.csv")) == ""

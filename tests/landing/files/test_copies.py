"""Copies of files that Spark cannot read as they are, or only with one core."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.landing.files import copies
from edulake.landing.files.listing import DeliveredFile, list_files
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once

TEXT = "id,name\n1,\u00e4\n"


def delivered(landing: Path, name: str, content: bytes) -> DeliveredFile:
    path = landing / "school" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return next(file for file in list_files(landing, "school", "*") if file.path == path)


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_packed_file_is_copied_unpacked(suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    file = delivered(tmp_path, f"names.csv{suffix}", pack(TEXT.encode()))
    copy = copies.inflated(file, tmp_path)
    assert copy.read_text("utf-8") == TEXT
    assert copy.name == f"{file.sha256}.csv"
    again = copies.as_utf8(
        delivered(tmp_path, f"old.csv{suffix}", pack(TEXT.encode("cp1252"))), "cp1252", tmp_path, Limits()
    )
    assert again.read_text("utf-8") == TEXT


def test_bytes_of_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        copies.as_utf8(delivered(tmp_path, "odd.csv", b"\xff\xfei\x00d"), "utf-16", tmp_path, Limits())
    assert refused.value.code == "FILE_ENCODING"


def test_only_large_packed_files_are_worth_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "WORTH_A_COPY_BYTES", 100)
    for name, size, worth in (("a.csv.gz", 101, True), ("b.csv.gz", 100, False), ("c.csv", 101, False)):
        assert copies.is_worth_a_copy(delivered(tmp_path, name, bytes(size)).path, is_local=True) is worth, name


def test_a_name_that_spark_does_not_take_for_packed(tmp_path: Path) -> None:
    file = delivered(tmp_path, "NAMES.CSV.GZ", gzip.compress(TEXT.encode()))
    assert copies.is_worth_a_copy(file.path, is_local=False)
    assert not copies.is_worth_a_copy(file.path.with_suffix(".gz"), is_local=False)
    copy = copies.inflated(file, tmp_path)
    assert (copy.read_text("utf-8"), copy.name) == (TEXT, f"{file.sha256}.CSV")


@pytest.mark.parametrize("limits", [Limits(file_bytes=1_000_000), Limits(compression_ratio=1)])
def test_bombs_are_refused_before_they_are_copied(limits: Limits, tmp_path: Path) -> None:
    file = delivered(tmp_path, "bomb.csv.gz", gzip.compress(b"0" * 60_000_000))
    with pytest.raises(Refusal) as refused:
        copies.as_utf8(file, "cp1252", tmp_path, limits)
    assert refused.value.code == "FILE_LIMIT"
    assert sum(path.stat().st_size for path in tmp_path.glob("*.csv")) <= 10_000_000


def test_a_packed_file_that_is_cut_off(tmp_path: Path) -> None:
    file = delivered(tmp_path, "cut.csv.gz", gzip.compress(TEXT.encode() * 1000)[:-10])
    with pytest.raises(Refusal) as refused:
        copies.as_utf8(file, "cp1252", tmp_path, Limits())
    assert refused.value.code == "FILE_CORRUPT"

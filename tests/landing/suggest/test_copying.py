"""What is looked at of a large file: whole lines, spread over all of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from edulake.landing.suggest.copying import BLOCKS, as_text

pytestmark = pytest.mark.once

LINES = [f"{number:07}" for number in range(100_000)]
TEXT = "\n".join(LINES) + "\n"


def test_what_is_small_is_copied_whole(tmp_path: Path) -> None:
    path, copy = tmp_path / "f", tmp_path / "copy"
    path.write_bytes("ä\n".encode("utf-16"))
    assert as_text(path, "utf-16", copy, 10) == ""
    assert copy.read_text("utf-8") == "ä\n"


def test_the_limit_is_allowed_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path, copy = tmp_path / "f", tmp_path / "copy"
    path.write_text(TEXT)
    assert as_text(path, "utf-8", copy, len(TEXT)) == ""
    assert as_text(path, "utf-8", copy, len(TEXT) - 1)


def test_blocks_hold_whole_lines_of_the_start_the_middle_and_the_end(tmp_path: Path) -> None:
    path, copy = tmp_path / "f", tmp_path / "copy"
    path.write_text(TEXT)
    assert f"{BLOCKS} blocks" in as_text(path, "utf-8", copy, 80_000)
    seen = copy.read_text().splitlines()
    assert set(seen) <= set(LINES)
    assert seen[0] == LINES[0]
    assert seen[-1] == LINES[-1]
    assert any("0045000" < line < "0055000" for line in seen)
    assert len(seen) > 9_000


def test_of_what_is_packed_the_start_is_looked_at(tmp_path: Path) -> None:
    path, copy = tmp_path / "f.gz", tmp_path / "copy"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert "first" in as_text(path, "utf-8", copy, 8_000)
    assert copy.read_text() == TEXT[:8_000]


def test_bytes_of_another_encoding_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"\xe4\n")
    with pytest.raises(UnicodeDecodeError):
        as_text(path, "utf-8", tmp_path / "copy", 100)

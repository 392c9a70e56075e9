"""Delivered files: known by what they hold, dated by their folder, and noticed when they change."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path

import pytest

from edulake.errors import ConfigError, UnreadableError
from edulake.landing.files import listing
from edulake.landing.files.listing import DeliveredFile, has_changed, list_files

pytestmark = pytest.mark.once
MONDAY = dt.datetime(2025, 1, 6, 9, 5, tzinfo=dt.UTC)


def put(landing: Path, name: str, content: bytes = b"x") -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    (tmp_path / "landing" / "sis").mkdir(parents=True)
    return tmp_path / "landing"


def test_a_file_is_described(landing: Path) -> None:
    path = put(landing, "sis/2025-01-31/old/a.csv", b"id\n1\n")
    os.utime(path, ns=(0, 1_736_154_300_123_456_789))
    (file,) = list_files(landing, "sis", "**/*.csv")
    assert file == DeliveredFile(
        path=path,
        name="sis/2025-01-31/old/a.csv",
        sha256=hashlib.sha256(b"id\n1\n").hexdigest(),
        bytes=5,
        modified_at=dt.datetime(2025, 1, 6, 9, 5, 0, 123_000, tzinfo=dt.UTC),
        delivered_at=dt.datetime(2025, 1, 31, tzinfo=dt.UTC),
        hidden=False,
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("sis/2025-01-31/a.csv", dt.datetime(2025, 1, 31, tzinfo=dt.UTC)),
        ("sis/20250131/x/a.csv", dt.datetime(2025, 1, 31, tzinfo=dt.UTC)),
        ("sis/2025-01-31/2025-02-01/a.csv", dt.datetime(2025, 2, 1, tzinfo=dt.UTC)),
        ("sis/2025-01-31/2025-02-30/a.csv", dt.datetime(2025, 1, 31, tzinfo=dt.UTC)),
        ("sis/2025-13-01/a.csv", MONDAY),
        ("2025-01-31/a.csv", MONDAY),
        ("sis/2025-01-31", MONDAY),
        ("sis/week 2025-01-31/a.csv", MONDAY),
    ],
)
def test_the_innermost_dated_folder_says_the_day(name: str, day: dt.datetime) -> None:
    assert listing.delivered_at(name, MONDAY) == day


def test_files_come_by_name_and_hidden_ones_say_so(landing: Path) -> None:
    for name in ("sis/b.csv", "sis/2025-01-31/a.csv", "sis/a.csv.part/a.csv", "sis/_a.csv", "other/a.csv"):
        put(landing, name)
    found = {file.name: file.hidden for file in list_files(landing, "sis", "**/*.csv")}
    assert found == {
        "sis/2025-01-31/a.csv": False,
        "sis/_a.csv": True,
        "sis/a.csv.part/a.csv": True,
        "sis/b.csv": False,
    }
    assert list(found) == sorted(found)


def test_what_is_known_is_not_hashed_again(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(landing, "sis/a.csv")
    put(landing, "sis/b.csv")
    hashed: list[str] = []
    monkeypatch.setattr(listing, "digest", lambda path: hashed.append(path.name) or "new")
    asked = []

    def known(file: DeliveredFile, changed_at: dt.datetime) -> str | None:
        asked.append((file.name, file.sha256, changed_at))
        return "old" if file.name == "sis/a.csv" else None

    assert [file.sha256 for file in list_files(landing, "sis", "*", known)] == ["old", "new"]
    assert hashed == ["b.csv"]
    assert asked[0] == ("sis/a.csv", "", listing.changed_at(path))


@pytest.mark.parametrize("glob", ["/etc/*", "../other/*", "x/../../*"])
def test_a_glob_stays_within_landing(landing: Path, glob: str) -> None:
    with pytest.raises(ConfigError, match="leaves the landing folder"):
        list_files(landing, "sis", glob)


def test_a_folder_that_the_system_keeps_is_named() -> None:
    with pytest.raises(UnreadableError) as error, listing.reading("sis", Path("landing/sis")):
        raise PermissionError(13, "Permission denied")
    assert error.value.lines()[0] == "error: source sis cannot be read"
    assert error.value.why == "Permission denied"
    assert "landing/sis" in error.value.fix


def test_a_file_that_cannot_be_read_has_no_hash(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(landing, "sis/a.csv")
    closed = put(landing, "sis/closed.csv")
    plainly = Path.open

    def opening(path: Path, *mode: str) -> object:
        if path == closed:
            raise PermissionError
        return plainly(path, *mode)

    monkeypatch.setattr(Path, "open", opening)
    files = list_files(landing, "sis", "**/*.csv")
    assert [(file.name, bool(file.sha256)) for file in files] == [("sis/a.csv", True), ("sis/closed.csv", False)]


def test_a_file_that_is_being_written(landing: Path) -> None:
    path = put(landing, "sis/a.csv")
    (file,) = list_files(landing, "sis", "**/*.csv")
    assert not has_changed(file)
    os.utime(path, (1, 1))
    assert has_changed(file)
    (file,) = list_files(landing, "sis", "**/*.csv")
    path.write_bytes(b"xx")
    os.utime(path, (1, 1))
    assert has_changed(file)
    path.unlink()
    assert has_changed(file)

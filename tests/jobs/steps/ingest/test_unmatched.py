"""What no feed matches is counted, and named with what to do about it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from landed import PLAIN

from edulake.bronze.babblr.tables import MESSAGES
from edulake.config.limits import Limits
from edulake.config.settings import Settings
from edulake.jobs.steps.ingest import unmatched
from edulake.jobs.steps.ingest.unmatched import Folders, rest, spelled, spelled_hidden, strays
from edulake.landing.files.listing import looked_into
from edulake.landing.files.sqlite import PATTERNS

pytestmark = pytest.mark.once


def packed(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def left(tmp_path: Path, *globs: str, with_manifest: bool = False, **files: bytes) -> unmatched.Rest:
    for name, content in files.items():
        path = tmp_path / "sis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder = looked_into(tmp_path, "sis", globs)
    return rest(folder, Limits(), with_manifest=with_manifest)


def test_what_no_feed_of_the_source_matches(tmp_path: Path) -> None:
    files = dict.fromkeys(
        ("users.csv", "2026/Orgs.CSV", "extra.csv", "a.xlsx", "b.rar", "x.csv.part", ".DS_Store"), b"x"
    )
    found = left(tmp_path, "**/users.csv*", "**/orgs.csv*", **files)
    assert found.unmatched == {
        "a.xlsx": unmatched.SPREADSHEET,
        "b.rar": unmatched.PACKED,
        "extra.csv": unmatched.NO_PATTERN,
    }
    assert found.hidden == (".DS_Store", "x.csv.part")


def test_what_explains_the_data_is_expected(tmp_path: Path) -> None:
    files = dict.fromkeys(("README.md", "readme.txt", "LICENSE", "x/Read me.pdf", "Manifest.csv"), b"x")
    assert left(tmp_path, "**/users.csv*", **files).unmatched == {"Manifest.csv": unmatched.NO_PATTERN}
    assert left(tmp_path, "**/users.csv*", with_manifest=True, **files).unmatched == {}


def test_zips(tmp_path: Path) -> None:
    files = {
        "empty.zip": packed(),
        "other.zip": packed("a.txt", "b.txt"),
        "mac.zip": packed("__MACOSX/users.csv", "b.txt"),
        "some.zip": packed("USERS.csv", "b.xlsx", "README.md", "__MACOSX/._b.xlsx"),
        "all.ZIP": packed("x/users.csv"),
        "damaged.zip": b"PK",
    }
    found = left(tmp_path, "**/users.csv*", **files)
    assert found.unmatched == {
        "empty.zip": unmatched.EMPTY_ZIP,
        "mac.zip": unmatched.NOTHING_IN_ZIP,
        "other.zip": unmatched.NOTHING_IN_ZIP,
        "some.zip/b.xlsx": unmatched.SPREADSHEET,
    }, "a zip that must not be opened is refused, not unmatched"
    assert found.hidden == ("some.zip/__MACOSX/._b.xlsx",)


def test_databases(tmp_path: Path) -> None:
    """Of a source whose feeds have tables in one; what SQLite wrote beside it goes with it."""
    files = dict.fromkeys(("app.db", "app.db-wal", "app.db-shm", "old.db-wal"), b"x")
    assert set(left(tmp_path, "**/users.csv*", **files).unmatched) == {*files}
    assert set(left(tmp_path, *PATTERNS, **files).unmatched) == {"old.db-wal"}
    settings = Settings(landing=str(tmp_path))
    for feed, globs in ((MESSAGES, PATTERNS), (PLAIN, ())):
        assert Folders(settings, {"sis": [feed]}).of("sis").globs == (feed.files.pattern, *globs)


def test_links_out_of_landing(tmp_path: Path) -> None:
    (tmp_path / "landing" / "sis").mkdir(parents=True)
    (tmp_path / "landing" / "sis" / "x.csv").symlink_to("/etc/hostname")
    found = left(tmp_path / "landing", "**/*.csv")
    assert list(found.unmatched) == ["x.csv"]
    assert "follow_links_out" in found.unmatched["x.csv"]


def test_what_lies_in_no_source(tmp_path: Path) -> None:
    for name in ("sis", "SIS2", "oneroster_", "elsewhere", "_incoming", ".git"):
        (tmp_path / name).mkdir()
    for name in ("a.csv", "README.md", "b.zip", "a.csv.filepart"):
        (tmp_path / name).write_bytes(b"x")
    found = strays(tmp_path, ["sis", "sis2", "oneroster"])
    assert list(found) == ["SIS2/", "a.csv", "b.zip", "elsewhere/", "oneroster_/"]
    assert found["a.csv"] == found["b.zip"] == unmatched.OF_NO_SOURCE
    assert "rename it to sis2" in found["SIS2/"]
    assert "rename it to oneroster" in found["oneroster_/"]
    assert "[sources.elsewhere]" in found["elsewhere/"]


def test_ten_are_named_and_the_others_counted() -> None:
    assert spelled({}) == ""
    assert spelled_hidden([]) == ""
    assert (
        spelled({"a.xlsx": "one", "b.txt": "two", "c.xlsx": "one"})
        == "3 not matched: a.xlsx, c.xlsx (one); b.txt (two)"
    )
    many = {f"{number:02d}.txt": "one" for number in range(13)}
    assert spelled(many).startswith("13 not matched: 00.txt, ")
    assert spelled(many).endswith("09.txt (one); and 3 more")
    assert spelled_hidden(list(many)).startswith("left alone: 00.txt, ")
    assert " and 3 more (" in spelled_hidden(list(many))
    assert "\x1b" not in spelled({"a\x1b.txt": "one"})

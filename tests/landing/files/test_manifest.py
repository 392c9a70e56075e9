"""Manifests of OneRoster deliveries: which file holds everything, which only changes, and what contradicts them."""

from __future__ import annotations

from pathlib import Path

import oneroster_sets as sets
import pytest

from edulake.config.limits import Limits
from edulake.landing.files.archives import list_entries
from edulake.landing.files.listing import DeliveredFile, list_files
from edulake.landing.files.manifest import delivery_of, parsed
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once

LIMITS = Limits()


@pytest.fixture(params=["folder", "zip", "folder in a zip"])
def delivered(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    """Delivers a set of files in one of the ways in which sets come, and lists the files of a name."""

    def deliver(files: sets.Files, name: str = "users.csv") -> DeliveredFile:
        folder = tmp_path / "sis" / "2025-01-31"
        for old in folder.glob("*"):
            old.unlink()
        if request.param == "folder":
            sets.written(files, folder)
        else:
            prefix = "set/" if request.param == "folder in a zip" else ""
            sets.written({"set.zip": sets.zipped({prefix + name: data for name, data in files.items()})}, folder)
        glob = f"**/{name}"
        (file,) = [*list_files(tmp_path, "sis", glob), *list_entries(tmp_path, "sis", glob, LIMITS)]
        return file

    return deliver


def code(file: DeliveredFile) -> str:
    with pytest.raises(Refusal) as refused:
        delivery_of(file, LIMITS).is_snapshot()
    return refused.value.code


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_valid_sets(delivered, version: str) -> None:
    assert delivery_of(delivered(sets.bulk(version)), LIMITS).is_snapshot() is True
    assert delivery_of(delivered(sets.delta(version)), LIMITS).is_snapshot() is False


def test_files_have_modes_of_their_own(delivered) -> None:
    content = sets.bulk("1.2")
    content["manifest.csv"] = content["manifest.csv"].replace(b"file.users,bulk", b"file.users,delta")
    assert delivery_of(delivered(content, "users.csv"), LIMITS).is_snapshot() is False
    assert delivery_of(delivered(content, "orgs.csv"), LIMITS).is_snapshot() is True


def test_a_file_called_absent_is_to_be_ignored(delivered) -> None:
    assert (
        delivery_of(delivered(sets.violations("1.2")["called_absent"](sets.bulk("1.2"))), LIMITS).is_snapshot() is None
    )


def test_a_delivery_that_contradicts_its_manifest(delivered) -> None:
    violations, content = sets.violations("1.1"), sets.bulk("1.1")
    assert code(delivered(violations["missing_manifest"](content))) == "FILE_MANIFEST"
    assert code(delivered(violations["announced_but_missing"](content), "orgs.csv")) == "FILE_MANIFEST"
    unnamed = {**content, "manifest.csv": content["manifest.csv"].replace(b"file.users,bulk\r\n", b"")}
    assert code(delivered(unnamed)) == "FILE_MANIFEST"


def test_the_verdict_falls_when_the_delivery_is_completed(delivered) -> None:
    """A refused file is not looked at again until its fingerprint changes: an upload may still be going on."""
    content = sets.bulk("1.1")
    incomplete = delivered(sets.violations("1.1")["announced_but_missing"](content), "orgs.csv")
    before = delivery_of(incomplete, LIMITS).fingerprint
    complete = delivered(content, "orgs.csv")
    assert complete.sha256 == incomplete.sha256
    assert delivery_of(complete, LIMITS).fingerprint != before
    assert delivery_of(complete, LIMITS).is_snapshot() is True


def test_an_archive_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    sets.written({"set.zip": b"PK and nothing"}, tmp_path / "sis")
    (file,) = list_entries(tmp_path, "sis", "**/users.csv", LIMITS)
    assert code(file) == "FILE_CORRUPT"


@pytest.mark.parametrize(
    "text",
    [
        b"propertyName,value\noneroster.version,1.1\nfile.users,bulk\n",
        b'\xef\xbb\xbf"propertyName","value"\r\n"oneroster.version","1.1"\r\n"file.users","bulk"\r\n',
        b"PROPERTYNAME,VALUE\nOneRoster.Version, 1.1 \nFile.Users , Bulk\nfile.extra.thing,absent\n",
        b"oneroster.version,1.1,,\nfile.users,bulk,,\nfile.users,bulk,,\n\n",
    ],
    ids=["plain", "quoted", "sloppy", "spreadsheet"],
)  # fmt: skip
def test_spellings(text: bytes) -> None:
    manifest = parsed(text)
    assert (manifest.version, manifest.modes["users"]) == ("1.1", "bulk")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"file.users,bulk\n",
        b"oneroster.version,1.0\nfile.users,bulk\n",
        b"oneroster.version,1.2\nfile.users,full\n",
        b"oneroster.version,1.2\nfile.users,\n",
        b"oneroster.version,1.2\nfile.users,bulk\nfile.users,delta\n",
        "oneroster.version,1.2\nfile.users,bulk\n".encode("utf-16"),
        b'oneroster.version,1.2\nfile.users,"' + b"x" * 200_000,
    ],
    ids=["empty", "no_version", "old_version", "unknown_mode", "no_mode", "two_modes", "utf16", "endless"],
)
def test_what_is_no_manifest(text: bytes) -> None:
    with pytest.raises(Refusal, match="FILE_MANIFEST"):
        parsed(text)

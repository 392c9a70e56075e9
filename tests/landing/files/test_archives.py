"""Zips in a landing folder: listed as folders, unpacked by content, refused where they could do harm."""

from __future__ import annotations

import io
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.landing.files.archives import list_entries, unpacked
from edulake.landing.files.listing import list_files
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
USERS, ORGS = b"sourcedId\r\nu1\r\n", b"sourcedId\r\no1\r\n"
LIMITS = Limits()


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def deliver(landing: Path, name: str, content: bytes) -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    return path


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "landing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def refusal(landing: Path, folder: Path, content: bytes, limits: Limits = LIMITS) -> str:
    """The code with which an archive's entries are refused; nothing of it is on the disk then."""
    archive = deliver(landing, "sis/export.zip", content)
    (listed,) = list_entries(landing, "sis", "**/*.csv", limits)
    assert (listed.name, listed.path) == ("sis/export.zip", archive)
    assert listed.sha256 == sha256(content).hexdigest()
    with pytest.raises(Refusal) as refused:
        unpacked(listed, folder, limits)
    assert not list(folder.iterdir())
    return refused.value.code


def test_an_entry_is_a_delivered_file_of_its_own_content(landing: Path, folder: Path) -> None:
    deliver(landing, "sis/2025-01-31/export.zip", packed(("users.csv", USERS), ("sub/orgs.csv", ORGS)))
    (users,) = list_entries(landing, "sis", "**/users.csv*", LIMITS)
    assert users.name == "sis/2025-01-31/export.zip!/users.csv"
    assert (users.sha256, users.bytes) == (sha256(USERS).hexdigest(), len(USERS))
    assert (users.delivered_at, users.modified_at) == (datetime(2025, 1, 31, tzinfo=UTC), MONDAY)
    copy = unpacked(users, folder, LIMITS)
    assert (copy.read_bytes(), copy.suffix, copy.parent) == (USERS, ".csv", folder)
    assert unpacked(users, folder, LIMITS) == copy


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("**/*.csv", ["2025/a.zip!/orgs.csv", "2025/a.zip!/x/users.csv"]),
        ("**/users.csv*", ["2025/a.zip!/x/users.csv"]),
        ("*.csv", []),
        ("*/*/orgs.csv", ["2025/a.zip!/orgs.csv"]),
        ("2025/**/*", ["2025/a.zip!/orgs.csv", "2025/a.zip!/x/users.csv"]),
    ],
)
def test_globs_see_an_archive_as_a_folder(landing: Path, glob: str, found: list[str]) -> None:
    entries = (("x/users.csv", USERS), ("orgs.csv", ORGS))
    deliver(landing, "sis/2025/a.zip", packed(*entries))
    assert [file.name.removeprefix("sis/") for file in list_entries(landing, "sis", glob, LIMITS)] == found
    for name, content in entries:
        deliver(landing, f"folder/2025/a.zip/{name}", content)
    assert [file.name.removeprefix("folder/") for file in list_files(landing, "folder", glob)] == [
        name.replace("!", "") for name in found
    ]


def test_archives_are_no_files_of_their_own(landing: Path) -> None:
    deliver(landing, "sis/EXPORT.ZIP", packed(("users.csv", USERS)))
    assert list_files(landing, "sis", "**/*") == []
    assert len(list_entries(landing, "sis", "**/*", LIMITS)) == 1


def test_what_other_systems_pack(landing: Path, folder: Path) -> None:
    """Windows' backslashes, folders as entries, empty steps; a Mac's leftovers are hidden."""
    content = packed(("set/", b""), ("set\\users.csv", USERS), ("./orgs.csv", ORGS), ("__MACOSX/._orgs.csv", b"x"))
    deliver(landing, "sis/a.zip", content)
    files = list_entries(landing, "sis", "**/*.csv", LIMITS)
    assert [(file.entry, file.hidden) for file in files] == [
        ("__MACOSX/._orgs.csv", True),
        ("orgs.csv", False),
        ("set/users.csv", False),
    ]
    assert [unpacked(file, folder, LIMITS).read_bytes() for file in files[1:]] == [ORGS, USERS]


def test_half_written_archives_are_hidden(landing: Path) -> None:
    deliver(landing, "sis/_export.zip", packed(("users.csv", USERS)))
    deliver(landing, "sis/.export.zip", b"PK\x03\x04 and no more yet")
    assert [file.hidden for file in list_entries(landing, "sis", "**/*.csv", LIMITS)] == [True, True]


def linked() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("users.csv")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    content = bytearray(packed(("users.csv", USERS)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def understated() -> bytes:
    """A bomb that declares one byte."""
    content = bytearray(packed(("users.csv", b"0" * 10_000_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + offset
        content[at : at + 4] = (1).to_bytes(4, "little")
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(packed(("users.csv", USERS), method=zipfile.ZIP_STORED))
    content[content.index(USERS) + 3] ^= 0xFF
    return bytes(content)


def duplicate(first: str, second: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile says so, and packs them all the same
        return packed((first, USERS), (second, ORGS))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "parent_folder": (lambda: packed(("../../users.csv", USERS)), "FILE_ARCHIVE"),
    "parent_folder_within": (lambda: packed(("a/../users.csv", USERS)), "FILE_ARCHIVE"),
    "parent_folder_of_windows": (lambda: packed(("..\\users.csv", USERS)), "FILE_ARCHIVE"),
    "absolute": (lambda: packed(("/tmp/users.csv", USERS)), "FILE_ARCHIVE"),
    "drive": (lambda: packed(("C:\\users.csv", USERS)), "FILE_ARCHIVE"),
    "escape_codes": (lambda: packed(("\x1b[2Jusers.csv", USERS)), "FILE_ARCHIVE"),
    "nameless": (lambda: packed((".", USERS)), "FILE_ARCHIVE"),
    "link": (lambda: packed((linked(), b"/etc/passwd")), "FILE_ARCHIVE"),
    "encrypted": (encrypted, "FILE_ARCHIVE"),
    "nested": (lambda: packed(("inner.zip", packed(("users.csv", USERS))), ("users.csv", USERS)), "FILE_ARCHIVE"),
    "same_name": (lambda: duplicate("users.csv", "users.csv"), "FILE_ARCHIVE"),
    "same_name_but_for_case": (lambda: duplicate("users.csv", "Users.csv"), "FILE_ARCHIVE"),
    "same_name_but_for_steps": (lambda: duplicate("users.csv", "./users.csv"), "FILE_ARCHIVE"),
    "rare_method": (lambda: packed(("users.csv", USERS), method=zipfile.ZIP_LZMA), "FILE_ARCHIVE"),
    "understated_size": (understated, "FILE_CORRUPT"),
    "bad_checksum": (damaged, "FILE_CORRUPT"),
    "cut_off": (lambda: packed(("users.csv", USERS * 1000))[:-60], "FILE_CORRUPT"),
    "cut_in_front": (lambda: packed(("users.csv", USERS * 1000))[60:], "FILE_CORRUPT"),
    "empty": (lambda: b"", "FILE_CORRUPT"),
    "no_zip": (lambda: USERS, "FILE_CORRUPT"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_harmful_archives_are_refused_whole(landing: Path, folder: Path, name: str) -> None:
    content, code = REFUSED[name]
    assert refusal(landing, folder, content()) == code


LIMITED = {
    "ratio": (packed(("users.csv", b"0" * 10_000_000)), replace(LIMITS, compression_ratio=2)),
    "ratio_of_all_entries": (
        packed(*[(f"{number}.csv", b"0" * 2_000_000) for number in range(5)]),
        replace(LIMITS, compression_ratio=2),
    ),
    "bytes": (packed(("users.csv", b"0" * 1000)), replace(LIMITS, archive_bytes=999)),
    "entries": (packed(*[(f"{n}.csv", USERS) for n in range(4)]), replace(LIMITS, archive_entries=3)),
}


@pytest.mark.parametrize("name", LIMITED)
def test_bombs_are_refused(landing: Path, folder: Path, name: str) -> None:
    content, limits = LIMITED[name]
    assert refusal(landing, folder, content, limits) == "FILE_LIMIT"


def test_an_archive_that_changes_after_it_was_listed(landing: Path, folder: Path) -> None:
    deliver(landing, "sis/a.zip", packed(("users.csv", USERS)))
    (listed,) = list_entries(landing, "sis", "**/*.csv", LIMITS)
    deliver(landing, "sis/a.zip", packed(("users.csv", ORGS)))
    with pytest.raises(Refusal, match="FILE_CORRUPT"):
        unpacked(listed, folder, LIMITS)


def test_a_plain_file_is_left_where_it_is(landing: Path, folder: Path) -> None:
    path = deliver(landing, "sis/users.csv", USERS)
    (listed,) = list_files(landing, "sis", "**/*.csv")
    assert unpacked(listed, folder, LIMITS) == path

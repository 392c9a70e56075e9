"""What the name of a file says: no data, a zip, fitting a glob; and names as people see them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from edulake.landing.files.names import alike, is_archive, is_hidden, matches, printable

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "name",
    [
        *("scores.csv.filepart", "scores.csv.part", "scores.zip.part", "scores.csv.PARTIAL", "scores.csv.tmp"),
        *("scores.csv.crdownload", "scores.csv.download", "scores.csv.bak", "scores.csv.bak2", "scores.csv.old"),
        *(".scores.csv.swp", "scores.csv~", "~$scores.xlsx", "~scores.csv", "#scores.csv#", ".~lock.scores.csv#"),
        *("scores.csv.md5", "scores.csv.sha1", "scores.csv.SHA256", "scores.csv.asc", "scores.csv.sig", "SHA256SUMS"),
        *(".DS_Store", "Thumbs.db", "desktop.ini", "Desktop.ini", "_scores.csv", ".hidden", "scores.csv.done"),
        *("__MACOSX/scores.csv", "2026/_temporary/scores.csv", "scores.csv.download/scores.csv", "@eaDir/scores.csv"),
        *("$RECYCLE.BIN/scores.csv", "System Volume Information/scores.csv", "lost+found/scores.csv"),
    ],
)
def test_names_of_no_data(name: str) -> None:
    assert is_hidden(name.split("/"))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "scores.csv",
            "scores (1).csv",
            "Copy of scores.csv",
            "#1 quiz.csv",
            "part.csv",
            "temp.csv",
            "scores.part.csv",
        ),
        *("partial/scores.csv", "old/scores.csv", "2026-03-10/scores.csv.gz", "scores.bak.csv", "a_b.csv", "okay"),
    ],
)
def test_names_of_data(name: str) -> None:
    assert not is_hidden(name.split("/"))


@pytest.mark.parametrize(
    ("name", "glob", "is_match"),
    [
        ("a.csv", "**/*.csv", True),
        ("x/y/a.csv", "**/*.csv", True),
        ("x/a.csv", "*.csv", False),
        ("x/y/a.csv", "x/**", True),
        ("x/a.csv", "x/**/a.csv", True),
        ("A.CSV", "**/*.csv", False),
        ("a.csv.gz", "**/*.csv*", True),
        ("a", "**", True),
    ],
)
def test_globs_to_the_letter(name: str, glob: str, is_match: bool) -> None:
    assert matches(name.split("/"), glob.split("/")) is is_match


def test_a_zip_is_one_in_any_case() -> None:
    assert [is_archive(PurePosixPath(name)) for name in ("a.zip", "x/A.ZIP", "a.zip.gz", "zip")] == [
        True,
        True,
        False,
        False,
    ]


def test_names_that_people_see_as_one_are_alike() -> None:
    assert alike(["Re\u0301sultats", "A.CSV"]) == alike(["r\u00e9sultats", "a.csv"])
    assert alike(["resultats"]) != alike(["r\u00e9sultats"])


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert printable("a\x1b[2J\n\udce4\u202eb.csv") == "a?[2J???b.csv"
    assert printable("Zo\u00eb (1).csv") == "Zo\u00eb (1).csv"

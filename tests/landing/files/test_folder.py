"""What lies in a landing folder: what a glob matches in any case, what is no file, and where links may lead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edulake.landing.files import folder as lying
from edulake.landing.files.listing import list_files, looked_into

pytestmark = pytest.mark.once


def put(landing: Path, name: str, content: bytes = b"x") -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def listed(landing: Path, glob: str = "**/*.csv", **options: bool) -> list[str]:
    folder = looked_into(landing, "sis", [glob], **options)
    return [file.name.removeprefix("sis/") for file in list_files(landing, "sis", glob, folder=folder)]


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    (tmp_path / "landing" / "sis").mkdir(parents=True)
    return tmp_path / "landing"


def test_case_does_not_matter_and_tells_files_apart(landing: Path) -> None:
    for name in ("SCORES.CSV", "scores.csv", "x/Scores.Csv", "Re\u0301sultats.csv"):
        put(landing, f"sis/{name}", name.encode())
    assert listed(landing) == ["Re\u0301sultats.csv", "SCORES.CSV", "scores.csv", "x/Scores.Csv"]
    assert listed(landing, "R\u00c9SULTATS.*") == ["Re\u0301sultats.csv"]


def test_a_glob_to_the_letter_is_closer_than_one_in_another_case(landing: Path) -> None:
    for name in ("Users.csv", "USERS.csv", "users.csv"):
        put(landing, f"sis/{name}", name.encode())
    folder = looked_into(landing, "sis", ["Users.csv", "users.csv"])
    assert folder.matching(folder.files, "Users.csv") == [("USERS.csv",), ("Users.csv",)]
    assert folder.matching(folder.files, "users.csv") == [("USERS.csv",), ("users.csv",)]


def test_links_within_landing_are_followed_once(landing: Path) -> None:
    put(landing, "sis/2026-03-10/scores.csv")
    put(landing, "archive/2026-03-11/more.csv")
    put(landing, "archive/one.csv")
    (landing / "sis" / "a_link_that_sorts_first").symlink_to(landing / "sis" / "2026-03-10")
    (landing / "sis" / "of_others").symlink_to("../archive/2026-03-11")
    (landing / "sis" / "single.csv").symlink_to("../archive/one.csv")
    (landing / "sis" / "2026-03-10" / "up").symlink_to("..")
    (landing / "sis" / "self").symlink_to("self")
    (landing / "archive" / "2026-03-11" / "round").symlink_to(landing / "sis")
    assert listed(landing) == ["2026-03-10/scores.csv", "of_others/more.csv", "single.csv"]
    assert looked_into(landing, "sis").odd == {("self",): lying.LINK_TO_NOTHING}


def test_links_out_of_landing_are_named_and_not_read(landing: Path, tmp_path: Path) -> None:
    secret = put(tmp_path, "elsewhere/secret.csv")
    (landing / "sis" / "x.csv").symlink_to(secret)
    (landing / "sis" / "all").symlink_to(tmp_path / "elsewhere")
    (landing / "sis" / "x.zip").symlink_to(secret)
    (landing / "sis" / "gone.csv").symlink_to(landing / "nothing")
    (landing / "sis" / "hop.csv").symlink_to("x.csv")
    assert listed(landing) == []
    odd = looked_into(landing, "sis").odd
    assert {"/".join(parts) for parts, why in odd.items() if why == lying.LINK_OUT} == {
        "x.csv",
        "all",
        "x.zip",
        "hop.csv",
    }
    assert odd["gone.csv",] == lying.LINK_TO_NOTHING
    assert listed(landing, follow_links_out=True) == ["all/secret.csv", "hop.csv", "x.csv"]


def test_the_folder_of_a_source_may_be_a_link_within_landing_only(landing: Path, tmp_path: Path) -> None:
    put(landing, "of_others/a.csv")
    put(tmp_path, "elsewhere/b.csv")
    (landing / "sis").rmdir()
    (landing / "sis").symlink_to(landing / "of_others")
    assert listed(landing) == ["a.csv"]
    (landing / "sis").unlink()
    (landing / "sis").symlink_to(tmp_path / "elsewhere")
    assert looked_into(landing, "sis").odd == {(): lying.LINK_OUT}
    assert listed(landing) == []
    assert listed(landing, follow_links_out=True) == ["b.csv"]


def test_what_is_no_file(landing: Path) -> None:
    os.mkfifo(landing / "sis" / "pipe.csv")
    (landing / "sis" / os.fsdecode(b"sc\xf6res.csv")).write_bytes(b"x")
    assert listed(landing) == []
    assert looked_into(landing, "sis").odd == {("pipe.csv",): lying.NO_FILE, ("sc?res.csv",): lying.NO_NAME}

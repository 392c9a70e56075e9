"""What a person is told of files that were loaded: what they lack, and what was left out of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from landed import COLUMNS, PLAIN, TABLE, landed

from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.jobs.steps.ingest import notes
from edulake.jobs.steps.ingest.notes import notes_on, twice
from edulake.landing.files.parquet_footer import Footer, Leaf
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile

pytestmark = pytest.mark.once

WHOLE = Profile("lines", 2, header=("student", "score"))


def readable(folder: Path, name: str, profile: Profile = WHOLE) -> ReadableFile:
    [file] = [file for file in landed(folder, **{name: "student,score\n"}) if file.name.endswith(name)]
    return ReadableFile(file, profile, file.path)


def test_nothing_is_said_of_files_that_are_whole(tmp_path: Path) -> None:
    assert notes_on([readable(tmp_path, "a.csv")], [], PLAIN) == set()
    assert notes_on([], [], PLAIN) == set()


def test_what_files_lack(tmp_path: Path) -> None:
    short = readable(tmp_path, "a.csv", replace(WHOLE, header=("student",)))
    empty = readable(tmp_path, "b.csv", replace(WHOLE, records=0))
    found = notes_on([short, short, empty], [empty.file], PLAIN)
    assert found == {
        "column score is missing",
        "school/b.csv has no record",
        "school/b.csv is called absent by its manifest",
    }


def test_columns_of_parquet_that_are_left_out(tmp_path: Path) -> None:
    footer = Footer((Leaf("student", "string"), Leaf("photo", None)), frozenset(), 1)
    file = readable(tmp_path, "a.parquet", Profile("parquet", 1, footer=footer))
    assert notes_on([file], [], PLAIN) == {"column photo is left out: Spark does not read its type"}


def test_what_a_source_keeps_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    withheld = Withheld(("score", "phone"))
    feed = Feed(TABLE, COLUMNS, Files("**/*", Dialect("csv", withheld=withheld)))
    kept_out = {"column score is kept out", "there is no column phone to keep out"}
    assert notes_on([readable(tmp_path, "a.csv")], [], feed) == kept_out
    assert notes_on([], [], feed) == set(), "no file, no column"

    loose = Feed(
        TABLE, COLUMNS, Files("**/*", Dialect("csv", withheld=Withheld(("S CORE",), loosely=True), loosely=True))
    )
    assert "column S CORE is kept out" in notes_on([readable(tmp_path, "a.csv")], [], loose)

    def unreadable(*_: Any, **__: Any) -> bool:
        raise OSError("gone")

    monkeypatch.setattr(notes, "has_column", unreadable)
    assert "there is no column score to keep out" in notes_on([readable(tmp_path, "a.csv")], [], feed)


def test_texts_that_were_encoded_twice(tmp_path: Path) -> None:
    assert twice([readable(tmp_path, "a.csv")]) == ""
    files = [readable(tmp_path, name, replace(WHOLE, twice=count)) for name, count in (("a.csv", 3), ("b.csv", 4))]
    assert twice(files) == "7 characters read as encoded twice, in 2 files (school/a.csv ...): correct the export"

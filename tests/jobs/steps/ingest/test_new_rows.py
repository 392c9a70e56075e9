"""Whether a source delivers anything here, and what is said of the rows of its database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, ReadingStore

from edulake.config import database
from edulake.contract.feed import Database, Feed, Withheld
from edulake.jobs.steps.ingest import new_rows as module
from edulake.jobs.steps.ingest.new_rows import absent, delivers, new_rows
from edulake.landing.database.extraction import Extraction
from edulake.landing.database.window import Window
from edulake.ops.runs import Entry

pytestmark = pytest.mark.once

PLACE = database.Database(url="env:SIS_URL", user="env:X", table="scores", watermark="changed")
FEED = Feed(TABLE, {"raw_student_id": "student"}, Database(PLACE, Withheld(("SSN", "phone"))))


def test_files_are_delivered_where_there_is_a_folder(tmp_path: Path) -> None:
    assert not delivers(tmp_path, "school", PLAIN)
    assert absent(tmp_path, "school", [PLAIN]) == f"there is no folder {tmp_path / 'school'}: see --landing"
    (tmp_path / "school").mkdir()
    assert delivers(tmp_path, "school", PLAIN)


def test_rows_are_delivered_where_the_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIS_URL", raising=False)
    assert not delivers(tmp_path, "school", FEED)
    assert absent(tmp_path, "school", [PLAIN, FEED]) == "env:SIS_URL is not set"
    monkeypatch.setenv("SIS_URL", "jdbc:postgresql://db/x")
    assert delivers(tmp_path, "school", FEED)
    written_out = replace(FEED, arrives=Database(replace(PLACE, url="jdbc:postgresql://db/x")))
    monkeypatch.delenv("SIS_URL")
    assert delivers(tmp_path, "school", written_out)


@pytest.mark.parametrize(("new", "note"), [(2, "5 rows read, 3 of them held"), (0, "5 rows read, 5 of them held")])
def test_what_was_read_is_noted_and_loaded_where_it_is_new(
    new: int, note: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Any = None
    extraction = Extraction(nothing, 5, new, ("room",), ("student", "ssn"))
    monkeypatch.setattr(module, "extract", lambda *_: extraction)
    monkeypatch.setattr(module, "erased", lambda _: None)
    store: Any = ReadingStore(tmp_path, reading=False)
    entry, said = Entry("bronze.x_raw"), []
    assert new_rows(store, said.append, "school", FEED, entry) == (extraction if new else None)
    kept_out = "column SSN is kept out; there is no column phone to keep out"
    assert entry.note == f"{note}; column room is missing; {kept_out}"
    assert said == [f"bronze  school into {TABLE.name}: rows {new} new, {5 - new} held"]


def test_a_store_for_reading_stages_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "waiting", lambda *_: 7)
    monkeypatch.setattr(module, "extract", lambda *_: pytest.fail("rows were staged"))
    store: Any = ReadingStore(tmp_path)
    entry, said = Entry("bronze.x_raw"), []
    assert new_rows(store, said.append, "school", FEED, entry) is None
    assert (entry.note, said) == ("rows 7 to read", ["bronze  school: rows 7 to read (dry run)"])
    new_rows(store, said.append, "school", FEED, entry, Window(date(2025, 1, 1), None))
    assert entry.note == "rows 7 to read within 2025-01-01.."

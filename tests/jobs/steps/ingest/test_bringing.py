"""What a feed brings: which files and ranges a commit names, and what is left where people were erased."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, landed

from edulake.contract.raw import Provenance
from edulake.jobs.steps.ingest import bringing as module
from edulake.jobs.steps.ingest.bringing import Load, delivered_in, files_of, sifted
from edulake.jobs.steps.ingest.new_files import New
from edulake.landing.database.extraction import Extraction
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.kafka.ranges import Life
from edulake.landing.kafka.records import Records
from edulake.ops.loads import File
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once

NOTHING: Any = None
LIFE = Life("days", "cluster", "id")
RUN = Run("bronze_ingest")


def of_files(folder: Path, **contents: str) -> Load:
    files = [ReadableFile(file, Profile("lines", 2), file.path) for file in landed(folder, **contents)]
    news = New(files, {"school/a.csv": "let pass"}, {file.file: "rules" for file in files}, "")
    return Load("school", PLAIN, Entry(str(TABLE), files_new=len(files)), news)


def of_topic(*ends: tuple[int, int, int]) -> Load:
    """Ranges by partition, last offset and records."""
    files = [
        File(
            "devices",
            Provenance(LIFE.name(p, last), LIFE.identity(p, last), RUN.started_at, 9, RUN.started_at, False),
            n,
        )
        for p, last, n in ends
    ]
    return Load("devices", PLAIN, Entry(str(TABLE)), Records(NOTHING, sum(n for *_, n in ends), files, [], 0, ()))


def test_a_commit_names_the_files_unless_a_database_is_among_them(tmp_path: Path) -> None:
    load = of_files(tmp_path, **{"a.csv": "x", "b.csv": "y"})
    found = files_of([load, load._replace(source="other")]) or ()
    assert [(file.source, file.provenance.source_file, file.note) for file in found] == [
        ("school", "school/a.csv", "let pass"),
        ("school", "school/b.csv", None),
        ("other", "school/a.csv", "let pass"),
        ("other", "school/b.csv", None),
    ]
    assert {(file.records, file.provenance.is_snapshot, file.provenance.source_file_bytes) for file in found} == {
        (2, False, 1)
    }
    fetched = Load("sis", PLAIN, Entry(str(TABLE)), Extraction(NOTHING, 1, 1, (), ()))
    assert files_of([load, fetched]) is None
    assert (fetched.files, fetched.any, len(load.files)) == ([], True, 2)


def test_a_commit_names_the_ranges_of_topics(tmp_path: Path) -> None:
    topic = of_topic((0, 9, 10), (1, 4, 2))
    found = files_of([of_files(tmp_path, **{"a.csv": "x"}), topic]) or ()
    names = ["school/a.csv", LIFE.name(0, 9), LIFE.name(1, 4)]
    assert [(file.provenance.source_file, file.records) for file in found] == list(zip(names, (2, 10, 2), strict=True))
    assert (topic.files, topic.any, delivered_in(topic)) == ([], True, 12)


def test_ranges_of_erased_people_alone_are_remembered_and_no_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else they would be read again by each run."""
    gone = {LIFE.name(0, 3): 1, LIFE.name(1, 3): 1, LIFE.name(1, 4): 1}
    remembered: list[str] = []
    monkeypatch.setattr(module, "erased", lambda _: "marks")
    monkeypatch.setattr(module, "sieve", lambda *_: "sieve")
    monkeypatch.setattr(module, "counted", lambda *_: gone)
    monkeypatch.setattr(
        module, "remember", lambda *given: remembered.extend(file.provenance.source_file for file in given[-1])
    )
    both = of_topic((0, 9, 10), (1, 4, 2))
    [load] = sifted(NOTHING, RUN, TABLE, NOTHING, [both])
    assert (delivered_in(load), both.entry.erased, load.sieve) == (9, 3, "sieve")
    assert [(file.provenance.source_file, file.records) for file in files_of([load]) or ()] == [(LIFE.name(0, 9), 9)]
    assert remembered == [LIFE.name(1, 4)]
    monkeypatch.setattr(module, "counted", lambda *_: {LIFE.name(1, 3): 1, LIFE.name(1, 4): 1})
    assert sifted(NOTHING, RUN, TABLE, NOTHING, [of_topic((1, 4, 2))]) == []


def test_where_nobody_was_erased_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "erased", lambda _: None)
    monkeypatch.setattr(module, "counted", lambda *_: pytest.fail("records were looked at"))
    load = of_topic((0, 9, 10))
    assert sifted(NOTHING, RUN, TABLE, NOTHING, [load]) == [load]

"""A batch belongs to the run whose commit has it, and what a load takes out is counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, Desk, ReadingStore, landed

from edulake.contract.feed import Feed
from edulake.contract.raw import Provenance
from edulake.errors import LockedError
from edulake.jobs.steps.ingest import load as module
from edulake.jobs.steps.ingest.load import _files, _written_by, load
from edulake.jobs.steps.ingest.new_files import New
from edulake.jobs.steps.ingest.sifted import Load
from edulake.landing.database.extraction import Extraction
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal
from edulake.landing.kafka.records import Records
from edulake.ops.loads import File, Said
from edulake.ops.runs import Entry
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once

NOW = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)


def commit(version: int, run_id: str, batch: int) -> Commit:
    return Commit(version, NOW, "WRITE", {}, False, {}, Said(run_id, NOW, batch, {}, ()).text())


class Log:
    """A store that knows the commits of a table."""

    def __init__(self, *commits: Commit) -> None:
        self.commits = commits

    def commits_after(self, _: object, version: int) -> list[Commit]:
        return [commit for commit in self.commits if commit.version > version]


@pytest.mark.parametrize(("batch", "before", "writer"), [(7, None, "a"), (8, 1, "b"), (8, None, "b")])
def test_a_batch_is_of_the_run_whose_commit_has_it(batch: int, before: int | None, writer: str) -> None:
    log: Any = Log(commit(1, "a", 7), commit(2, "x", 6), commit(3, "b", 8))
    run_id, found = _written_by(log, TABLE, batch, before)
    assert run_id == writer
    assert found
    assert found.note == commit(0, writer, batch).note


def loads(folder: Path, **contents: str) -> Load:
    files = [ReadableFile(file, Profile("lines", 2), file.path) for file in landed(folder, **contents)]
    rules = {file.file: "rules" for file in files}
    news = New(files, {"school/a.csv": "let pass"}, rules, "")
    return Load("school", PLAIN, Entry(str(TABLE), files_new=len(files)), news)


def test_a_commit_names_the_files_unless_a_database_is_among_them(tmp_path: Path) -> None:
    of_files = loads(tmp_path, **{"a.csv": "x", "b.csv": "y"})
    found = _files([of_files, of_files._replace(source="other")]) or ()
    assert [(file.source, file.provenance.source_file, file.note) for file in found] == [
        ("school", "school/a.csv", "let pass"),
        ("school", "school/b.csv", None),
        ("other", "school/a.csv", "let pass"),
        ("other", "school/b.csv", None),
    ]
    assert {(file.records, file.provenance.is_snapshot, file.provenance.source_file_bytes) for file in found} == {
        (2, False, 1)
    }
    nothing: Any = None
    fetched = Load("sis", PLAIN, Entry(str(TABLE)), Extraction(nothing, 1, 1, (), ()))
    assert _files([of_files, fetched]) is None
    assert (fetched.files, fetched.any, len(of_files.files)) == ([], True, 2)


def test_ranges_of_nobody_else_are_remembered_whatever_news_others_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bronze holds nothing of them: they would be read, and their records refused, again."""
    nothing: Any = None
    names = [f"kafka:days/{partition:05d}/{9:020d}" for partition in range(3)]
    files = [File("sis", Provenance(name, "sha", NOW, 1, NOW, False), 2) for name in names]
    some = Load("sis", PLAIN, Entry(str(TABLE)), Records(nothing, 4, files[:2], [], 0, ()))
    none = some._replace(news=some.news._replace(new=2, files=files[2:]))
    remembered: list[str] = []
    monkeypatch.setattr(module, "erased", lambda _: "marks")
    monkeypatch.setattr(
        module, "remember", lambda *given: remembered.extend(f.provenance.source_file for f in given[4])
    )
    monkeypatch.setattr(
        Load, "sifted", lambda self, *_: self._replace(erased={names[1]: 2} if self is some else {names[2]: 2})
    )
    [left] = module._sifted(nothing, nothing, TABLE, [some, none], nothing)
    assert (left.delivered, left.known, remembered) == (2, files[:1], names[1:])


def loaded(folder: Path, monkeypatch: pytest.MonkeyPatch, bad: set[str], *loads: Load) -> tuple[Any, list[list[str]]]:
    """What `load` returns where Spark fails to read a load with bad files, and with which files it was tried."""
    tried: list[list[str]] = []

    def once(*given: Any) -> list[Any]:
        tried.append([file.file.name for load in given[3] for file in load.files])
        if bad & set(tried[-1]):
            raise RuntimeError("nobody foresaw this")
        return []

    def unread(_: object, __: Feed, files: list[ReadableFile]) -> list[Any]:
        return [(file.file, Refusal("FILE_UNREADABLE", "x")) for file in files if file.file.name in bad]

    monkeypatch.setattr(module, "_load", once)
    monkeypatch.setattr(module, "unread_files", unread)
    store: Any = ReadingStore(folder)
    desk, ledger = Desk(store), None
    books: Any = ledger
    return load(store, desk.run, TABLE, list(loads), books, desk.quarantine), tried


def test_files_that_cannot_be_read_are_taken_out_and_the_others_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = loads(tmp_path, **{"a.csv": "x", "b.csv": "y"})
    assert loaded(tmp_path, monkeypatch, {"school/b.csv"}, both) == (
        [],
        [["school/a.csv", "school/b.csv"], ["school/a.csv"]],
    )
    assert (both.entry.files_new, both.entry.files_refused) == (1, 1)


def test_where_no_file_is_left_nothing_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only = loads(tmp_path, **{"a.csv": "x"})
    assert loaded(tmp_path, monkeypatch, {"school/a.csv"}, only) == ([], [["school/a.csv"]])
    assert (only.entry.files_new, only.entry.files_refused) == (0, 1)


def test_a_failure_that_is_no_fault_of_a_file_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_files = loads(tmp_path, **{"a.csv": "x"})

    def failing(*_: Any) -> None:
        raise failure

    monkeypatch.setattr(module, "_load", failing)
    monkeypatch.setattr(module, "unread_files", lambda *_: [])
    store: Any = ReadingStore(tmp_path)
    desk, books = Desk(store), None
    for failure in (RuntimeError("the disk"), LockedError("taken")):
        with pytest.raises(type(failure)):
            load(store, desk.run, TABLE, [of_files], books, desk.quarantine)  # type: ignore[arg-type]
    assert desk.said == []

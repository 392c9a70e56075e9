"""Databases in a landing folder: a table is a file of its own, known by content; none is opened where it lies."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import babblr
import pytest

from edulake.config.limits import Limits
from edulake.landing.files.listing import DeliveredFile, digest, has_changed, looked_into
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.sqlite import PATTERNS, UNFINISHED, Lines, as_lines, is_beside, is_table, list_tables

pytestmark = pytest.mark.once

ROWS = {"messages": [{"id": 1, "content": "a"}], "lessons": [{"id": 1, "title": "b"}]}


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    (tmp_path / "landing" / "app").mkdir(parents=True)
    return tmp_path / "landing"


@pytest.fixture
def path(landing: Path) -> Path:
    return landing / "app" / "2026-01-31" / "babblr.DB"


@pytest.fixture
def open_(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that somebody has open, whose changes lie beside it."""
    with closing(babblr.database(path, ROWS)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("INSERT INTO messages VALUES (2, 'c')")
        opened.commit()
        yield opened


def listed(landing: Path, table: str = "messages", **how: Any) -> DeliveredFile:
    [found] = list_tables(landing, table, looked_into(landing, "app", PATTERNS), **how)
    return found


def written(file: DeliveredFile, tmp_path: Path, limits: Limits = Limits()) -> Lines:  # noqa: B008 - frozen
    folder = tmp_path / f"lines{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    copies = tmp_path / "copies"
    copies.mkdir(exist_ok=True)
    return as_lines(file, folder, copies, limits)


def records(lines: Lines) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.path.read_text("utf-8").splitlines()]


def refusal(file: DeliveredFile, tmp_path: Path, limits: Limits = Limits()) -> tuple[str, str]:  # noqa: B008 - frozen
    with pytest.raises(Refusal) as refused:
        written(file, tmp_path, limits)
    return refused.value.code, refused.value.advice


def test_a_table_is_a_file_of_the_database(landing: Path, path: Path, tmp_path: Path) -> None:
    with closing(babblr.database(path, ROWS)):
        pass
    messages, lessons = listed(landing), listed(landing, "lessons")
    assert (messages.name, messages.delivered_at.date().isoformat()) == (
        "app/2026-01-31/babblr.DB!/messages",
        "2026-01-31",
    )
    assert (messages.bytes, messages.entry, is_table(messages)) == (path.stat().st_size, "messages", True)
    assert messages.sha256 != lessons.sha256, "two tables are two contents"
    assert written(messages, tmp_path).columns == ("id", "content")
    assert records(written(lessons, tmp_path)) == [{"id": "1", "title": "b"}]
    assert list(path.parent.iterdir()) == [path], "nothing is written beside it"
    left = {one.suffix for folder in tmp_path.glob("lines*") for one in folder.iterdir()}
    assert left == {".jsonl"}, "what is not asked for is not kept"


def test_a_database_is_copied_and_checked_once_for_all_of_its_tables(
    landing: Path, path: Path, open_: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its log; another state of it is another copy."""
    hashed = []
    monkeypatch.setattr("edulake.landing.files.sqlite.digest", lambda path: hashed.append(path.name) or digest(path))
    tables = [listed(landing, table) for table in ROWS]
    hashed.clear()
    assert [len(records(written(table, tmp_path))) for table in tables] == [2, 1]
    assert hashed == ["copy.db", "copy.db-wal"]
    assert len(list((tmp_path / "copies").iterdir())) == 1
    open_.execute("INSERT INTO messages VALUES (3, 'd')")
    open_.commit()
    assert [len(records(written(listed(landing, table), tmp_path))) for table in ROWS] == [3, 1]
    assert len(records(written(tables[0], tmp_path))) == 2, "as it was listed and copied"


def test_values_are_text(landing: Path, path: Path, tmp_path: Path) -> None:
    with closing(babblr.database(path, {"messages": [{"id": 1, "Content": None, "of": 0.5}]})) as opened:
        told = [(2, "Zoë\n\u2028", 1e-7), (3, "", 85.0), (4, b"\x00\xff", 2**62), (5, "007", -1e22)]
        opened.executemany("INSERT INTO messages VALUES (?, ?, ?)", told)
        opened.execute("INSERT INTO messages VALUES (6, CAST(x'ff41' AS TEXT), NULL)")
        opened.commit()
    lines = written(listed(landing), tmp_path)
    *sound, torn = lines.path.read_bytes().splitlines()
    assert [tuple(json.loads(line).values()) for line in sound] == [
        ("1", None, "0.5"),
        ("2", "Zoë\n\u2028", "0.0000001"),
        ("3", "", "85.0"),
        ("4", "AP8=", "4611686018427387904"),
        ("5", "007", "-10000000000000000000000"),
    ]
    assert b'"\xffA"' in torn, "bytes that are no text stay what they are, and refuse their record"
    assert lines.columns == ("id", "Content", "of")


def test_a_log_beside_it_is_part_of_it(landing: Path, path: Path, open_: sqlite3.Connection, tmp_path: Path) -> None:
    """Its size, its time and its content count, whatever the database itself looks like."""
    before, stood = listed(landing), path.stat()
    assert before.bytes > stood.st_size
    lines = written(before, tmp_path)
    assert [record["id"] for record in records(lines)] == ["1", "2"]
    assert list(lines.path.parent.iterdir()) == [lines.path]
    open_.execute("INSERT INTO messages VALUES (3, 'd')")
    open_.commit()
    log = path.with_name(f"{path.name}-wal")
    os.utime(log, (stood.st_mtime + 9, stood.st_mtime + 9))
    after = listed(landing)
    assert (path.stat().st_size, path.stat().st_mtime) == (stood.st_size, stood.st_mtime)
    assert after.sha256 != before.sha256
    assert after.modified_at.timestamp() == pytest.approx(stood.st_mtime + 9, abs=0.01)
    assert (has_changed(before), has_changed(after)) == (True, False)
    assert [record["id"] for record in records(written(after, tmp_path))] == ["1", "2", "3"]
    open_.execute("DELETE FROM messages WHERE id = 3")
    open_.commit()
    late = listed(landing)
    open_.execute("DELETE FROM messages WHERE id = 2")
    open_.commit()
    assert refusal(late, tmp_path) == ("FILE_CORRUPT", "the database changed while it was read: deliver it again")


def test_what_lies_beside_a_database_is_its_own(landing: Path, open_: sqlite3.Connection) -> None:
    for name in ("app/other.db-wal", "app/notes.txt-shm"):
        (landing / name).write_text("x")
    folder = looked_into(landing, "app", PATTERNS)
    assert {parts[-1] for parts in folder.files if is_beside(folder, parts)} == {"babblr.DB-wal", "babblr.DB-shm"}
    of_nobody = looked_into(landing, "app", ["**/*.csv"])
    assert not [parts for parts in of_nobody.files if is_beside(of_nobody, parts)]


def test_what_is_known_is_not_read_again(landing: Path, path: Path, open_: sqlite3.Connection) -> None:
    asked = []
    file = listed(landing, known=lambda file, at: asked.append((file.bytes, at)) or "known")
    log = path.with_name(f"{path.name}-wal").stat()
    assert file.sha256 == "known"
    assert [(size, at.timestamp()) for size, at in asked] == [
        (path.stat().st_size + log.st_size, pytest.approx(max(log.st_ctime, path.stat().st_ctime), abs=0.001))
    ]


def test_what_is_no_whole_database_is_refused(landing: Path, path: Path, tmp_path: Path) -> None:
    damaged = ("FILE_CORRUPT", "not a whole SQLite database: deliver it again")
    rows = [{"id": number, "content": "x" * 500} for number in range(100)]
    whole = babblr.content(tmp_path, {"messages": rows})
    path.parent.mkdir()
    for content in (b"", b"id,content\n1,x\n", whole[:-4096], whole[:8192] + b"\xff" * 4096 + whole[12288:]):
        path.write_bytes(content)
        code, advice = refusal(listed(landing), tmp_path)
        assert (code, advice) in (damaged, ("FILE_SCHEMA", "it has no table messages: deliver the app's database"))
        assert content == b"" or (code, advice) == damaged
    path.write_bytes(whole)
    assert refusal(listed(landing), tmp_path, Limits(file_bytes=1000))[0] == "FILE_LIMIT"
    path.with_name(f"{path.name}-journal").write_bytes(UNFINISHED + b"\0" * 20)
    assert refusal(listed(landing), tmp_path)[0] == "FILE_CORRUPT"
    path.with_name(f"{path.name}-journal").write_bytes(b"\0" * 28)
    assert len(records(written(listed(landing), tmp_path))) == 100, "a journal that is done with says nothing"


def test_only_a_table_of_its_own_rows_is_one(landing: Path, path: Path, tmp_path: Path) -> None:
    with closing(babblr.database(path, {"Lessons": [{"id": 1}]})) as opened:
        opened.execute("CREATE VIEW messages AS SELECT 1 AS id")
        opened.execute('CREATE TABLE "a""b" (id)')
    assert refusal(listed(landing), tmp_path)[0] == "FILE_SCHEMA"
    assert records(written(listed(landing, "lessons"), tmp_path)) == [{"id": "1"}]
    assert records(written(listed(landing, 'a"b'), tmp_path)) == []


def test_what_cannot_be_read_has_no_hash(landing: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(babblr.database(path, ROWS)):
        pass

    def denied(*_: Any) -> str:
        raise PermissionError

    monkeypatch.setattr("edulake.landing.files.sqlite.digest", denied)
    assert listed(landing).sha256 == ""
    folder = looked_into(landing, "app", PATTERNS)
    path.unlink()
    assert list_tables(landing, "messages", folder) == []

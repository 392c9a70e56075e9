"""A delivered file made ready for Spark: itself where Spark can read it, else a copy in a folder of its own."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import babblr
import pytest
from landed import PLAIN, ReadingStore, landed

from edulake.bronze.babblr.tables import LESSONS, MENTIONS
from edulake.contract.feed import Dialect, Feed, Files
from edulake.errors import UnreadableError
from edulake.jobs.steps.ingest.preparing import prepared, unreadable
from edulake.landing.files.listing import looked_into
from edulake.landing.files.refusal import Refusal
from edulake.landing.files.sqlite import PATTERNS, list_tables

pytestmark = pytest.mark.once

TEXT = "student,score\nZo\u00eb,80\n"


def made_ready(folder: Path, name: str, content: bytes | str, feed: Feed = PLAIN, *, reading: bool = True) -> Any:
    [file] = [file for file in landed(folder, **{name: content}) if file.name.endswith(name)]
    store: Any = ReadingStore(folder, reading=reading)
    return prepared(store, file, feed, snapshot=False)


def test_what_spark_can_read_is_not_copied(tmp_path: Path) -> None:
    ready = made_ready(tmp_path, "a.csv", TEXT)
    assert (ready.path, ready.profile.records, ready.snapshot) == (ready.file.path, 1, False)
    assert not (tmp_path / "staging").exists()


@pytest.mark.parametrize(
    ("name", "content", "feed"),
    [
        ("old.csv", TEXT.encode("cp1252"), Feed(PLAIN.table, PLAIN.columns, Files("*", Dialect("csv", ",", "cp1252")))),
        ("at_06:00.csv", TEXT, PLAIN),
        ("mac.csv", TEXT.replace("\n", "\r"), PLAIN),
    ],
)
def test_what_it_cannot_is_copied(name: str, content: bytes | str, feed: Feed, tmp_path: Path) -> None:
    first, second = (made_ready(tmp_path, name, content, feed) for _ in range(2))
    assert first.path != first.file.path
    assert ":" not in str(first.path)
    assert '"Zo\\u00eb"' in (text := first.path.read_text("utf-8")) or "Zo\u00eb" in text
    assert first.path.parent != second.path.parent, "equal bytes of another day have a copy of their own"
    assert first.path.parent.stat().st_mode & 0o777 == 0o700


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        made_ready(tmp_path, "b.csv", "score\n1\n")
    assert refused.value.code == "FILE_SCHEMA"


def test_what_nobody_foresaw_of_a_file_is_a_refusal() -> None:
    odd = unreadable(RuntimeError("of STU7"))
    assert (odd.code, "STU7" in odd.advice) == ("FILE_UNREADABLE", False)
    denied = unreadable(PermissionError(errno.EACCES, "Permission denied", "/secret"))
    assert (denied.code, "(Permission denied)" in denied.advice) == ("FILE_UNREADABLE", True)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), OSError(errno.EDQUOT, "quota"), UnreadableError("x")])
def test_what_is_not_the_fault_of_the_file_ends_the_run(error: Exception) -> None:
    with pytest.raises(type(error)):
        unreadable(error)


def of_database(folder: Path, feed: Feed, tables: babblr.Tables, *, snapshot: bool = True) -> Any:
    landed(folder, **{"app.db": babblr.content(folder, tables)})
    looked = looked_into(folder / "landing", "school", PATTERNS)
    [file] = list_tables(folder / "landing", feed.files.table, looked)
    store: Any = ReadingStore(folder)
    return prepared(store, file, feed, snapshot=snapshot)


def test_a_table_of_a_database_is_made_lines(tmp_path: Path) -> None:
    """An empty one says which columns it has, so that a snapshot of it says that there is nothing."""
    ready = of_database(tmp_path, LESSONS, babblr.SEVEN)
    assert (ready.profile.layout, ready.profile.records, ready.snapshot) == ("lines", 2, True)
    assert {"id", "language", "order_index"} <= set(ready.profile.header)
    assert ready.path.is_relative_to(tmp_path / "staging")
    nothing = of_database(tmp_path, MENTIONS[4], {"lessons": []}, snapshot=False)
    assert (nothing.profile.records, nothing.profile.header, nothing.snapshot) == (0, ("id",), False)


def test_a_database_is_refused_that_lacks_columns_or_is_told_as_changes(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as lacking:
        of_database(tmp_path, LESSONS, {"lessons": [{"id": 1, "lesson_type": "grammar"}]})
    assert (lacking.value.code, "column language is missing" in lacking.value.advice) == ("FILE_SCHEMA", True)
    with pytest.raises(Refusal) as changes:
        of_database(tmp_path, LESSONS, babblr.SEVEN, snapshot=False)
    assert (changes.value.code, "snapshot = true" in changes.value.advice) == ("FILE_FORMAT", True)

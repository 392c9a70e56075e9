"""Which delivered files are loaded, and how the others are counted: without Spark, since nobody guards a snapshot."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import babblr
import pytest
from landed import PLAIN, TABLE, Books, Desk, ReadingStore, landed

from edulake.bronze.babblr.tables import MENTIONS
from edulake.contract.feed import Feed
from edulake.jobs.steps.ingest import new_files as module
from edulake.jobs.steps.ingest.new_files import New, new_files
from edulake.jobs.steps.ingest.news import News
from edulake.jobs.steps.ingest.shrunk_snapshots import Guarded
from edulake.jobs.steps.ingest.unmatched import SPREADSHEET, Folders
from edulake.landing.files import listing
from edulake.landing.files.listing import DeliveredFile
from edulake.landing.files.refusal import Refusal
from edulake.ops.deliveries import LOST, Delivered
from edulake.ops.runs import Entry

pytestmark = pytest.mark.once

HOUR = dt.timedelta(hours=1)
FUTURE = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def good(score: int) -> str:
    return f"student,score\nS1,{score}\n"


def held(file: DeliveredFile, at: dt.datetime = FUTURE, source: str = "school") -> Delivered:
    known = (file.name, file.sha256, file.bytes, file.modified_at, file.delivered_at)
    return Delivered(source, *known, False, 1, 1, at, "run", 1, 1)


def ingested(folder: Path, *rows: Delivered, feed: Feed = PLAIN) -> tuple[New, Entry, Desk]:
    store: Any = ReadingStore(folder)
    desk, entry, ledger = Desk(store), Entry(str(TABLE)), Books(list(rows))
    folders = Folders(store.settings, {"school": [feed]})
    books: Any = ledger
    return new_files(store, "school", feed, books, folders, desk.quarantine, entry, accepts=False), entry, desk


def counts(entry: Entry) -> tuple[int | None, ...]:
    return entry.files_new, entry.files_redelivered, entry.files_refused, entry.files_empty, entry.files_hidden


def names(new: New) -> list[str]:
    return [file.file.name for file in new.files]


def test_every_file_is_counted_once(tmp_path: Path) -> None:
    files = {"a.csv": good(1), "copy of a.csv": good(1), "bad.csv": "x\n1\n", "empty.csv": "student,score\n"}
    landed(tmp_path, **files, **{"b.csv.part": good(2), "a.xlsx": "x"})
    new, entry, desk = ingested(tmp_path)
    assert names(new) == ["school/a.csv"]
    assert counts(entry) == (1, 1, 1, 1, 1)
    assert entry.note == f"1 not matched: a.xlsx ({SPREADSHEET})"
    assert new.others.startswith("1 not matched: a.xlsx (a spreadsheet")
    assert "left alone: b.csv.part" in new.others
    assert ["school/bad.csv: FILE_NO_HEADER" in line for line in desk.said] == [True]
    assert new.rules[new.files[0].file].startswith("Dialect(")


def test_what_bronze_holds_is_not_loaded_again(tmp_path: Path) -> None:
    [file] = landed(tmp_path, **{"a.csv": good(1)})
    new, entry, _ = ingested(tmp_path, held(file))
    assert (names(new), counts(entry)) == ([], (0, 1, 0, 0, 0))
    new, _, _ = ingested(tmp_path, held(file)._replace(status=LOST))
    assert names(new) == ["school/a.csv"], "a RESTORE took it away"
    new, _, _ = ingested(tmp_path, held(file, source="another"))
    assert names(new) == ["school/a.csv"], "another source has the same file"


def test_a_file_known_by_name_size_and_time_is_not_hashed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file] = landed(tmp_path, **{"a.csv": good(1)})
    monkeypatch.setattr(listing, "digest", lambda _: pytest.fail("it was hashed again"))
    assert names(ingested(tmp_path, held(file))[0]) == []
    asked = []
    monkeypatch.setattr(listing, "digest", lambda path: asked.append(path) or file.sha256)
    touched_since = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    assert names(ingested(tmp_path, held(file, touched_since))[0]) == []
    assert asked == [file.path], "it was changed after it was loaded"


def test_the_first_of_equal_files_is_the_one_that_came_first(tmp_path: Path) -> None:
    landed(tmp_path, **{"2025-01-02/a.csv": good(1), "2025-01-01/z.csv": good(1)})
    assert names(ingested(tmp_path)[0])[0] == "school/2025-01-01/z.csv"


def snapshots() -> Feed:
    return Feed(TABLE, PLAIN.columns, PLAIN.arrives, snapshot=True, identity=("raw_student_id",))


def test_an_empty_snapshot_is_loaded_where_it_says_that_there_is_nothing(tmp_path: Path) -> None:
    landed(tmp_path, **{"2025-01-01/a.csv": "student,score\n", "2025-01-02/a.csv": ""})
    new, entry, _ = ingested(tmp_path, feed=snapshots())
    assert names(new) == ["school/2025-01-01/a.csv"], "one without a byte says nothing at all"
    assert entry.files_new == 0, "it brings no record"


def test_what_the_guard_refuses_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landed(tmp_path, **{"2025-01-01/a.csv": good(1), "2025-01-02/a.csv": good(2)})

    def guard(_: object, __: str, ___: Feed, files: list[Any], *____: Any, accepts: bool) -> Guarded:
        first, second = files
        assert not accepts
        return Guarded(
            [(second.file, Refusal("SNAPSHOT_SHRUNK", "x"))], [], {first.file.delivered_at: "let pass"}, {"y"}
        )

    monkeypatch.setattr(module, "guarded", guard)
    new, entry, _ = ingested(tmp_path, feed=snapshots())
    assert names(new) == ["school/2025-01-01/a.csv"]
    assert new.notes == {"school/2025-01-01/a.csv": "let pass"}
    assert (entry.files_new, entry.files_refused, entry.note) == (1, 1, "y")


def test_a_table_of_a_database_is_a_file_like_others(tmp_path: Path) -> None:
    """It is not loaded twice; one that is no database is refused."""
    [file] = landed(tmp_path, **{"app.db": babblr.content(tmp_path, babblr.SEVEN)})
    for _ in range(2):
        new, entry, _ = ingested(tmp_path, feed=MENTIONS[0])
        assert names(new) == ["school/app.db!/conversations"]
        assert counts(entry) == (1, 0, 0, 0, 0)
    [loaded] = [ready.file for ready in new.files]
    assert counts(ingested(tmp_path, held(loaded), feed=MENTIONS[0])[1]) == (0, 1, 0, 0, 0)
    file.path.write_text("no database")
    new, entry, desk = ingested(tmp_path, held(loaded), feed=MENTIONS[0])
    assert (names(new), counts(entry)) == ([], (0, 0, 1, 0, 0))
    assert desk.said == [
        "bronze  school, school/app.db!/conversations: FILE_CORRUPT, not a whole SQLite database: deliver it again"
    ]


@pytest.mark.parametrize(
    ("name", "is_news"), [("conversations.parquet", False), ("app.db!/user_levels", False), ("lessons_2.parquet", True)]
)
def test_files_of_another_feed_come_between_none(tmp_path: Path, name: str, *, is_news: bool) -> None:
    """A copy is news where something else was said in between: not by a file of another kind, in the same table."""
    lessons = next(feed for feed in MENTIONS if feed.files.table == "lessons")
    first, copy = landed(tmp_path, **{"lessons.parquet": b"x", "lessons_copy.parquet": b"x"})
    said = [
        replace(first, sha256=sha256, modified_at=at, delivered_at=at)
        for sha256, at in ((first.sha256, first.modified_at - 2 * HOUR), ("other", first.modified_at - HOUR))
    ]
    known = [held(said[0]), held(said[1])._replace(source_file=f"school/{name}")]
    store: Any = ReadingStore(tmp_path)
    own = module._own(known, "school", lessons, Folders(store.settings, {"school": list(MENTIONS)}))
    assert len(own) == 1 + is_news
    assert News(lessons, own, [first, copy]).is_news(copy) == is_news

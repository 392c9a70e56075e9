"""The tables of babblr: which file is which, what may be lacking, and who may read what."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from babblr import SEVEN

from edulake.bronze.babblr import BABBLR
from edulake.bronze.babblr.tables import DAYS_OF_MESSAGES, MENTIONED, MENTIONS, MENTIONS_RAW, MESSAGES
from edulake.contract.feed import Feed

pytestmark = pytest.mark.once

FEEDS = list(dict.fromkeys(feed for source in BABBLR for feed in source.feeds))
OWN = [feed for feed in FEEDS if feed not in MENTIONS]


def test_a_file_is_of_one_table() -> None:
    """One with more behind its name as well; and of that which says what it names, where it names somebody."""
    assert {feed.files.table for feed in OWN} == set(SEVEN)
    for name in SEVEN:
        for file in (f"{name}.parquet", f"{name}_2024.parquet"):
            found = [feed for feed in FEEDS if PurePath("x", file).match(feed.files.pattern)]
            assert [feed.files.table for feed in found] == [name] * (2 if name in MENTIONED else 1)


@pytest.mark.parametrize("feed", OWN, ids=lambda feed: feed.files.table)
def test_a_table_has_the_columns_that_are_delivered(feed: Feed) -> None:
    assert set(SEVEN[feed.files.table][0]) <= set(feed.columns.values())
    assert (feed.identity, feed.required[0]) == (("raw_id",), "raw_id")
    assert "raw_user_id" not in feed.required, "the app itself has none"
    assert str(feed.table) == f"bronze.babblr_{feed.files.table}_raw"


def test_what_people_write_is_theirs_and_kept_for_a_year() -> None:
    columns = {column.name: column for column in MESSAGES.table.columns}
    assert {columns[name].personal for name in ("raw_content", "raw_corrections", "raw_audio_path")} == {"direct"}
    assert MESSAGES.table.retention_days == DAYS_OF_MESSAGES == 365
    assert {table.retention_days for table in (feed.table for feed in FEEDS)} == {365, 3650}


def test_ids_of_rows_about_people_are_guarded_wherever_they_stand() -> None:
    """A message does not say whose it is, but its conversation does."""
    guarded = {feed.files.table: {column.name for column in feed.table.columns if column.is_guarded} for feed in OWN}
    assert {"raw_id", "raw_conversation_id"} <= guarded["messages"]
    assert {table for table, columns in guarded.items() if "raw_user_id" in columns} == {
        *("conversations", "lesson_progress", "assessment_attempts", "user_levels")
    }


def test_who_is_named_is_all_that_is_kept_twice() -> None:
    assert [feed.files.table for feed in MENTIONS] == list(MENTIONED)
    assert {feed.files.dialect.withheld.only for feed in MENTIONS} == {("id", "user_id", "language")}
    assert MENTIONS_RAW.people == {"raw_user_id": "student"}

"""What commits mean for who read a table before them, by what their writers noted."""

from __future__ import annotations

import datetime as dt

import pytest

from edulake.store.commits import rows_changed
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
NOON = dt.datetime(2025, 1, 6, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("operation", "metrics", "rows"),
    [
        ("WRITE", {"numOutputRows": 3}, 3),
        ("WRITE", {"numOutputRows": 0}, 0),
        ("STREAMING UPDATE", {"numOutputRows": 2}, 2),
        ("MERGE", {"numTargetRowsInserted": 1, "numTargetRowsUpdated": 2, "numTargetRowsDeleted": 3}, 6),
        ("MERGE", {"numTargetRowsInserted": 0, "numTargetRowsUpdated": 0, "numOutputRows": 9}, 0),
        ("DELETE", {"numDeletedRows": 4}, 4),
        ("DELETE", {"numRemovedFiles": 1}, None),
        ("UPDATE", {"numUpdatedRows": 5}, 5),
        ("OPTIMIZE", {"numRemovedFiles": 7, "numAddedFiles": 1}, 0),
        ("SET TBLPROPERTIES", {}, 0),
        ("VACUUM END", {}, 0),
        ("DROP FEATURE", {}, 0),
        ("WRITE", {}, None),
        ("TRUNCATE", {}, None),
        ("a word of another writer", {"numOutputRows": 0}, None),
    ],
)
def test_rows_that_a_commit_changed(operation: str, metrics: dict[str, int], rows: int | None) -> None:
    """Nothing where nobody's rows changed, a number where it is noted, and None where any row may have changed."""
    assert rows_changed(Commit(1, NOON, operation, metrics)) == rows


def test_an_overwrite_changes_more_than_it_counts() -> None:
    assert rows_changed(Commit(1, NOON, "WRITE", {"numOutputRows": 0}, overwrites=True)) is None

"""Which errors mean that another writer was first: those are tried again, all others end a job."""

from __future__ import annotations

import pytest

from edulake.jobs.runner.conflicts import is_conflict

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("[DELTA_CONCURRENT_APPEND] Files were added to the root of the table by a concurrent update", True),
        ("An error occurred: [DELTA_CONCURRENT_DELETE_READ.X] …\nmore", True),
        ("io.delta.exceptions.ConcurrentAppendException: Files were added", True),
        ("io.delta.exceptions.DeltaConcurrentModificationException: …", True),
        ("org.apache.spark.sql.delta.DeltaConcurrentModificationException", True),
        ("java.util.ConcurrentModificationException: a map changed", False),
        ("[DELTA_TABLE_NOT_FOUND] a value says DELTA_CONCURRENT_APPEND", False),
        ("no concurrent update here", False),
        ("", False),
    ],
)
def test_conflicts(text: str, first: bool) -> None:
    assert is_conflict(RuntimeError(text)) is first

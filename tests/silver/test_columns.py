"""Columns that silver tables share, and those in which two versions of a row can differ."""

from __future__ import annotations

import pytest

from edulake.contract.table import Column, Table
from edulake.silver import SUBJECTS
from edulake.silver.columns import KEPT, KNOWN_AT, STUDENT_ID, content

pytestmark = pytest.mark.once


def test_neither_the_key_nor_where_it_came_from_is_content() -> None:
    """When the source knew of it is: a correction of it is a correction."""
    value, id_ = Column("value", "INT", "Value"), Column("row_id", "STRING", "Key")
    table = Table("silver", "t", "m", (STUDENT_ID, id_, value, KNOWN_AT, *KEPT), ("student_id", "row_id"), ("row_id",))
    assert content(table) == ["student_id", "value", "known_at"]


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_says_last_where_a_row_came_from(name: str) -> None:
    """And what is its content is neither written by the run, nor a hash over it."""
    table = SUBJECTS[name].table
    names = table.column_names
    if not SUBJECTS[name].history:
        assert names[-len(KEPT) :] == tuple(kept.name for kept in KEPT)
    assert names[-1] == "processing_timestamp"
    told = set(content(table))
    assert told
    assert told.isdisjoint({*table.key, "batch_id", "delivered_at", "source_file", "content_hash", "record_hash"})

"""The sources of Ed-Fi: one for each subject, with all that its candidates look up."""

from __future__ import annotations

import pytest

from edulake.bronze.edfi import EDFI
from edulake.bronze.source import Source
from edulake.contract.raw import raw_columns
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
each = pytest.mark.parametrize("source", EDFI, ids=lambda source: source.subject)


def test_a_subject_has_one_source() -> None:
    """It has one table of facts; what is told of it in two resources lies in that one."""
    subjects = [source.subject for source in EDFI]
    assert len(set(subjects)) == len(subjects)


@each
def test_what_a_source_has(source: Source) -> None:
    """What it provides are columns of its subject, and what it looks up it is delivered: each table by one key."""
    assert source.provides <= set(raw_columns(SUBJECTS[source.subject].form.table))
    tables = [reference.table for reference in source.references]
    assert len(set(tables)) == len(tables)
    assert {source.facts, *tables} == {feed.table for feed in source.feeds if feed.table in {source.facts, *tables}}
    for reference in source.references:
        assert {*reference.key, *filter(None, [reference.updated])} <= set(reference.table.column_names)


@each
def test_what_is_spread_looks_up_itself(source: Source) -> None:
    """Else nobody could say what the newest version of an object leaves out."""
    assert (source.facts in {reference.table for reference in source.references}) == source.spreads

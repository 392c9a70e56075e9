"""What babblr delivers: its subjects, and where each has its facts and what it names from."""

from __future__ import annotations

import pytest

from edulake.bronze.babblr import BABBLR
from edulake.contract.raw import raw_columns
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once


def test_subjects() -> None:
    language = ("lessons", "conversations", "messages", "lesson_progress", "attempts", "proficiency")
    existing = ("students", "courses", "line_items", "engagement", "assessments")
    assert sorted(source.subject for source in BABBLR) == sorted((*language, *existing)), "nobody is enrolled"
    assert {source.name for source in BABBLR} == {"babblr"}


def test_each_reads_what_is_delivered_and_says_what_its_subject_asks_for() -> None:
    for source in BABBLR:
        tables = {feed.table for feed in source.feeds}
        assert tables >= {source.facts, *(reference.table for reference in source.references)}
        form = SUBJECTS[source.subject].form
        assert source.provides <= set(raw_columns(form.table))
        assert {f"raw_{name}" for name in form.required} <= source.provides

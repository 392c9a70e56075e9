"""OULAD's files: which they are, what must stand in them, and what tells the records of two snapshots apart."""

from __future__ import annotations

import pytest

from edulake.bronze.oulad import OULAD
from edulake.bronze.oulad.feeds import COURSES, PLAN, PRESENTATIONS, STUDENT_INFO, feed_of
from edulake.bronze.oulad.tables import COURSES_RAW, STUDENT_VLE_RAW, VLE_RAW

pytestmark = pytest.mark.once

FEEDS = {feed.table: feed for source in OULAD for feed in source.feeds}


def test_a_column_is_called_in_the_file_as_in_the_table() -> None:
    """Without the prefix; of what bronze adds to them nothing is looked for."""
    assert feed_of(VLE_RAW, "x").columns == {
        "raw_id_site": "id_site",
        "raw_code_module": "code_module",
        "raw_code_presentation": "code_presentation",
        "raw_activity_type": "activity_type",
        "raw_week_from": "week_from",
        "raw_week_to": "week_to",
    }


def test_each_of_the_seven_files_is_found_packed_or_not() -> None:
    assert sorted(feed.files.pattern for feed in FEEDS.values()) == [
        "**/assessments.csv*",
        "**/courses.csv*",
        "**/studentAssessment.csv*",
        "**/studentInfo.csv*",
        "**/studentRegistration.csv*",
        "**/studentVle.csv*",
        "**/vle.csv*",
    ]
    assert {feed.files.dialect.format for feed in FEEDS.values()} == {"csv"}


def test_what_tells_a_file_from_another_must_stand_in_it() -> None:
    assert all(set(feed.required) <= set(feed.columns) for feed in FEEDS.values())
    assert COURSES.required == PRESENTATIONS.key
    assert (PLAN.required, STUDENT_INFO.required[-1]) == (("raw_id_assessment", "raw_code_module"), "raw_id_student")


def test_only_clicks_are_a_snapshot_told_apart_by_all_that_is_not_counted() -> None:
    """A corrected count is the same row: without this every correction would look like one row gone."""
    clicks = FEEDS[STUDENT_VLE_RAW]
    assert [feed for feed in FEEDS.values() if feed.snapshot] == [clicks]
    assert set(clicks.columns) - set(clicks.identity) == {"raw_sum_click"}
    assert feed_of(STUDENT_VLE_RAW, "x").identity == ()
    assert feed_of(COURSES_RAW, "x", snapshot=True).identity == tuple(COURSES.columns)

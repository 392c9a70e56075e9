"""OULAD's files: which are meant for which table, and what tells the records of a snapshot apart."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from edulake.bronze.oulad import OULAD
from edulake.bronze.oulad.feeds import feed_of
from edulake.bronze.oulad.tables import STUDENT_VLE_RAW
from edulake.contract.raw import raw_columns

pytestmark = pytest.mark.once

FEEDS = {feed.table: feed for source in OULAD for feed in source.feeds}
# As the dataset is published.
PUBLISHED = ["courses", "assessments", "vle", "studentInfo", "studentRegistration", "studentAssessment", "studentVle"]


def test_each_published_file_is_of_one_table() -> None:
    for name in PUBLISHED:
        for file in (f"{name}.csv", f"{name}.csv.gz"):
            mine = [feed for feed in FEEDS.values() if fnmatch(file, feed.files.pattern.removeprefix("**/"))]
            assert len(mine) == 1, file
    assert len(FEEDS) == len(PUBLISHED)


def test_columns_are_called_as_in_the_file() -> None:
    feed = feed_of(STUDENT_VLE_RAW, "**/studentVle.csv*", "raw_id_student")
    assert set(feed.columns) == set(raw_columns(STUDENT_VLE_RAW))
    assert feed.columns["raw_id_student"] == "id_student"
    assert (feed.required, feed.snapshot, feed.identity) == (("raw_id_student",), False, ())


def test_what_is_counted_does_not_tell_records_apart() -> None:
    """A student's clicks on a day may be corrected: the record is the same."""
    feed = feed_of(STUDENT_VLE_RAW, "**/studentVle.csv*", snapshot=True)
    assert set(raw_columns(STUDENT_VLE_RAW)) - set(feed.identity) == {"raw_sum_click"}


def test_what_facts_refer_to_is_delivered_and_can_be_found() -> None:
    for source in OULAD:
        delivered = {feed.table: feed for feed in source.feeds}
        assert source.facts in delivered
        for reference in source.references:
            assert set(reference.key) <= set(delivered[reference.table].columns)

"""Resources of Ed-Fi about teaching: who names an object has the fields that it is known by, called alike."""

from __future__ import annotations

import pytest

from edulake.bronze.edfi.resources import Resource
from edulake.bronze.edfi.tables_teaching import (
    ASSESSMENT,
    COURSE,
    COURSE_OFFERINGS,
    GRADING_PERIOD,
    OFFERING,
    RESULTS,
    SECTION,
    SECTIONS,
    SESSION,
    STUDENT_SECTIONS,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("of", "named_by"),
    [
        (COURSE, (COURSE_OFFERINGS,)),
        (SESSION, (SECTIONS,)),
        (OFFERING, (SECTIONS, STUDENT_SECTIONS, RESULTS)),
        (SECTION, (STUDENT_SECTIONS, RESULTS)),
        (GRADING_PERIOD, (RESULTS,)),
        (ASSESSMENT, (RESULTS,)),
    ],
)
def test_an_object_is_named_by_what_it_is_known_by(of: Resource, named_by: tuple[Resource, ...]) -> None:
    for resource in (of, *named_by):
        assert set(of.key) <= set(resource.feed.columns), resource.feed.table
    assert len(set(of.key)) == len(of.key) > 1
    assert {resource.feed.columns[name].rpartition(".")[2] for resource in named_by for name in of.key} == {
        of.feed.columns[name].rpartition(".")[2] for name in of.key
    }

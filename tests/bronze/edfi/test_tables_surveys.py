"""Resources of Ed-Fi about surveys: who names an object has the fields that it is known by, called alike."""

from __future__ import annotations

import pytest

from edulake.bronze.edfi.resources import Resource
from edulake.bronze.edfi.tables_surveys import QUESTION, SURVEY, SURVEY_ANSWERS, SURVEY_QUESTIONS, SURVEY_RESPONSES

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("of", "named_by"),
    [(SURVEY, (SURVEY_QUESTIONS, SURVEY_RESPONSES, SURVEY_ANSWERS)), (QUESTION, (SURVEY_ANSWERS,))],
)
def test_an_object_is_named_by_what_it_is_known_by(of: Resource, named_by: tuple[Resource, ...]) -> None:
    assert len(set(of.key)) == len(of.key) > 1
    for resource in (of, *named_by):
        said = {resource.feed.columns[name].rpartition(".")[2] for name in of.key}
        assert said == {of.feed.columns[name].rpartition(".")[2] for name in of.key}, resource.feed.table


def test_who_answered_in_own_words_enters_no_layer() -> None:
    withheld = SURVEY_RESPONSES.feed.files.dialect.withheld
    assert all(withheld.withholds(name) for name in ("fullName", "electronicMailAddress", "location"))

"""Surveys by Ed-Fi: whom the district asks and what they say, without those who only tried it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.jobs.steps.generate.edfi import surveys

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_responses_are_those_of_who_was_asked(district: Any, told: Any) -> None:
    every = [one for night in told(surveys.responses(district), "surveyResponses").values() for one in night]
    rows = district.plan.happens["survey_responses"].where("NOT is_aside AND told_on <= '2025-04-05'").collect()
    assert Counter(one["surveyResponseIdentifier"] for one in every) == Counter(row["response_id"] for row in rows)
    named = Counter(name for one in every for name in ("contactReference", "staffReference") if name in one)
    assert named == {
        "contactReference": sum(row["guardian_id"] is not None for row in rows),
        "staffReference": sum(row["staff_id"] is not None for row in rows),
    }
    assert 0 < len(rows) - surveys.standing(district, "survey_responses").count() < len(rows) / 10


def test_answers_are_numbers_words_options_or_none(district: Any, told: Any) -> None:
    [*nights] = told(surveys.answers(district), "surveyQuestionResponses").values()
    every = [one for night in nights for one in night]
    values = {"Q1": Counter[str](), "Q7": Counter[str]()}
    for one in every:
        assert one["noResponse"] == (not one["values"])
        question = one["surveyQuestionReference"]["questionCode"]
        if question in values:
            values[question].update(name for value in one["values"] for name in value if name.endswith("Response"))
    assert values["Q1"]["numericResponse"] > values["Q1"]["textResponse"] > 0
    assert not values["Q7"]["numericResponse"]
    assert values["Q7"]["textResponse"] > sum(
        bool(one["values"]) for one in every if one["surveyQuestionReference"]["questionCode"] == "Q7"
    ), "several may be chosen"


def test_a_scale_is_what_may_be_chosen(district: Any, told: Any) -> None:
    every = [one for night in told(surveys.questions(district), "surveyQuestions").values() for one in night]
    of = {(one["surveyReference"]["surveyIdentifier"], one["questionCode"]): one["responseChoices"] for one in every}
    assert [one["numericValue"] for one in of["Staff-2025", "Q1"]] == [1, 2, 3, 4, 5, 6]
    assert [one["textValue"] for one in of["Parents-2025", "Q7"]] == ["Chess, board games", "Music", "Sport"]
    assert of["Parents-2025", "Q8"] == []

"""Surveys of Ed-Fi: questions become items, responses say who, and answers are read by their question."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import CONTACT, STAFF, STUDENT, Json, code, guid, one, staff, student, to
from edfi_rows import Delivery, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
NAMED = {"namespace": "uri://district.example", "surveyIdentifier": "CLIMATE-2025"}
ASKED = to("Survey", "surveys", **NAMED)
CLIMATE = one("cli", {**NAMED, "surveyTitle": "Climate", "schoolYearTypeReference": {"schoolYear": 2025}})
CHOICES = [
    {"sortOrder": 2, "numericValue": 2, "textValue": "Sometimes | often"},
    {"sortOrder": 1, "numericValue": 1, "textValue": "Never"},
    {"sortOrder": 3, "textValue": "No idea"},
]
MATRIX = [
    {"matrixElement": "Safe", "minRawScore": 1, "maxRawScore": 5},
    {"matrixElement": "Welcome", "minRawScore": 1, "maxRawScore": 5},
]


def question(number: str, form: str, **said: Any) -> Json:
    kind = {"questionFormDescriptor": code("QuestionForm", form), "questionText": f"Question {number}"}
    return one(f"q{number}", {"surveyReference": ASKED, "questionCode": number, **kind, **said})


def answer(number: str, **said: Any) -> Json:
    asked = to("SurveyQuestion", "surveyQuestions", **NAMED, questionCode=number)
    given = to("SurveyResponse", "surveyResponses", **NAMED, surveyResponseIdentifier="R1")
    return one(f"a{number}", {"surveyQuestionReference": asked, "surveyResponseReference": given, **said})


QUESTIONS = [
    question("1", "Radio box", responseChoices=CHOICES, matrices=[]),
    question("2", "Matrix of numeric ratings", matrices=MATRIX, responseChoices=[]),
    question("3", "Textbox"),
]
ASKING: Delivery = {"surveys": [CLIMATE], "surveyQuestions": QUESTIONS}


def test_items(spark: SparkSession) -> None:
    """Of a matrix each element is one, on its own scale; whether one is reversed nobody says."""
    rows = candidates(spark, "survey_items", ASKING)
    names = ("survey_id", "item_code", "form", "text", "scale_min", "scale_max", "options", "is_reversed")
    matrix = (guid("cli"), "Matrix of numeric ratings", "1", "5", None, None)
    assert sorted(picked(rows, *[f"raw_{name}" for name in names]), key=str) == sorted(
        [
            (guid("cli"), "1", "Radio box", "Question 1", None, None, "1=Never|2=Sometimes / often|No idea", None),
            *[(matrix[0], f"2/{of}", matrix[1], f"Question 2 {of}", *matrix[2:]) for of in ("Safe", "Welcome")],
            (guid("cli"), "3", "Textbox", "Question 3", None, None, None, None),
        ],
        key=str,
    )
    assert {row["parse_issue"] for row in rows} == {None}


@pytest.mark.more
def test_what_is_asked_no_more(spark: SparkSession) -> None:
    [_, matrix, _] = QUESTIONS
    less = {**matrix, "matrices": MATRIX[:1], "_lastModifiedDate": "2025-03-29T16:00:00Z"}
    rows = candidates(spark, "survey_items", {"surveys": [CLIMATE], "surveyQuestions": [matrix, less]})
    assert sorted(picked(rows, "raw_item_code", "parse_issue"), key=str) == [
        *[("2/Safe", "TAKEN_BACK"), ("2/Safe", None), ("2/Welcome", "TAKEN_BACK")],
    ]


WHO: list[tuple[Json, tuple[str | None, ...]]] = [
    ({"studentReference": student()}, ("Student", STUDENT, None, None)),
    ({"staffReference": staff()}, ("Staff", None, STAFF, None)),
    ({"contactReference": {"contactUniqueId": CONTACT}}, ("Parent", None, None, CONTACT)),
    ({"parentReference": {"parentUniqueId": CONTACT}}, ("Parent", None, None, CONTACT)),
    ({"fullName": "Ines Garcia", "electronicMailAddress": "x@example.org"}, (None, None, None, None)),
]


def test_who_answers(spark: SparkSession) -> None:
    """Whoever is not referred to is nobody."""
    told = [
        one(
            f"r{n}",
            {"surveyReference": ASKED, "surveyResponseIdentifier": f"R{n}", "responseDate": "2025-02-03", **who},
        )
        for n, (who, _) in enumerate(WHO)
    ]
    rows = candidates(spark, "survey_responses", {**ASKING, "surveyResponses": told})
    names = ("respondent_kind", "student_id", "staff_id", "guardian_id")
    found = {row["raw_response_id"]: tuple(row[f"raw_{name}"] for name in names) for row in rows}
    assert found == {f"R{n}": due for n, (_, due) in enumerate(WHO)}
    assert set(picked(rows, "raw_survey_id", "raw_submitted_date", "parse_issue")) == {
        (guid("cli"), "2025-02-03", None)
    }
    rows = candidates(spark, "survey_responses", {"surveyResponses": told[:1]})
    assert picked(rows, "parse_issue") == [("WAITING_FOR_REFERENCE",)]


GIVEN: list[tuple[Json, list[tuple[str | None, ...]]]] = [
    (answer("1", values=[{"numericResponse": 2}]), [("1", "2", None, None)]),
    (answer("1", values=[{"textResponse": "Never"}, {"textResponse": "No idea"}]), [("1", "Never", None, None), ("1", "No idea", None, None)]),
    (answer("1", values=[{"numericResponse": 1, "textResponse": "Never"}]), [("1", "1", None, None)]),
    (answer("1", noResponse=True, values=[]), [("1", None, "No Response", None)]),
    (answer("1", noResponse=True, values=[{"numericResponse": 2}]), [("1", "2", None, None)]),
    (answer("3", values=[{"textResponse": "It is loud"}], comment="x"), [("3", "It is loud", None, None)]),
    (
        answer("2", surveyQuestionMatrixElementResponses=[{"matrixElement": "Safe", "numericResponse": 4}, {"matrixElement": "Welcome", "noResponse": True}, {"matrixElement": "Odd", "numericResponse": 9}]),
        [("2/Safe", "4", None, "5"), ("2/Welcome", None, "No Response", "5"), ("2/Odd", "9", None, None)],
    ),
    (answer("3", values="x"), []),
]  # fmt: skip


def test_what_is_answered(spark: SparkSession) -> None:
    told = [{**said, "id": guid(f"{n}")} for n, (said, _) in enumerate(GIVEN)]
    rows = candidates(spark, "survey_answers", {**ASKING, "surveyQuestionResponses": told})
    for n, (_, due) in enumerate(GIVEN):
        mine = [row for row in rows if row["raw_id"] == guid(f"{n}") and row["parse_issue"] is None]
        found = picked(mine, "raw_item_code", "raw_value", "raw_status", "raw_scale_max")
        assert sorted(found, key=str) == sorted(due, key=str), n
    assert {row["parse_issue"] for row in rows} == {None, "NOTHING_SAID"}
    assert {row["raw_response_id"] for row in rows} == {"R1"}
    forms = {row["raw_item_code"]: (row["raw_form"], row["raw_options"]) for row in rows if row["raw_item_code"]}
    assert forms["1"] == ("Radio box", "1=Never|2=Sometimes / often|No idea")


@pytest.mark.more
def test_a_rank_is_of_its_option(spark: SparkSession) -> None:
    ranked = [{"numericResponse": 1, "textResponse": "Never"}, {"numericResponse": 2, "textResponse": "No idea"}]
    rows = candidates(spark, "survey_answers", {**ASKING, "surveyQuestionResponses": [answer("1", values=ranked)]})
    assert sorted(picked(rows, "raw_value", "raw_option")) == [("1", "Never"), ("2", "No idea")]


@pytest.mark.more
def test_an_answer_waits_for_its_question(spark: SparkSession) -> None:
    told: Delivery = {"surveyQuestionResponses": [answer("1", values=[{"numericResponse": 2}])]}
    rows = candidates(spark, "survey_answers", {**told, "surveys": [CLIMATE]})
    assert picked(rows, "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    rows = candidates(spark, "survey_answers", {**told, "surveys": [CLIMATE]}, {"surveyQuestions": QUESTIONS}, new=2)
    assert picked(rows, "raw_value", "parse_issue", "revisit") == [("2", None, True)]

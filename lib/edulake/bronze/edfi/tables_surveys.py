"""The resources of Ed-Fi about surveys. Who answered in words of their own, and where from, enters no layer."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource


def _survey(reference: str) -> dict[str, str]:
    """What a survey is known by."""
    return {
        f"{reference}.surveyIdentifier": "What the survey is called",
        f"{reference}.namespace": "Who calls it so",
    }


SURVEYS = resource(
    "surveys",
    "what is asked at a time",
    {"surveyIdentifier": "What the survey is called", "namespace": "Who calls it so"},
    "surveyIdentifier",
)
SURVEY_QUESTIONS = resource(
    "surveyQuestions",
    "what surveys ask",
    {
        **_survey("surveyReference"),
        "questionCode": "What the survey calls the question",
        "questionText": "What is asked",
        "questionFormDescriptor": "Form of the answer",
        "matrices": "What is asked together, a list with the lowest and highest value of each",
        "responseChoices": "What may be chosen, a list with values",
    },
    "questionCode",
    "surveyReference.surveyIdentifier",
)
SURVEY_RESPONSES = resource(
    "surveyResponses",
    "who answered surveys, and when",
    {
        **_survey("surveyReference"),
        "surveyResponseIdentifier": "What the response is called",
        "responseDate": "Day",
        "studentReference.studentUniqueId": "Student who answers",
        "staffReference.staffUniqueId": "Member of staff who answers",
        "contactReference.contactUniqueId": "Guardian who answers",
        "parentReference.parentUniqueId": "Guardian who answers, by the former name",
    },
    "surveyResponseIdentifier",
    "surveyReference.surveyIdentifier",
    sensitive=True,
    omit=("fullName", "electronicMailAddress", "location"),
)
SURVEY_ANSWERS = resource(
    "surveyQuestionResponses",
    "answers to questions of surveys",
    {
        **_survey("surveyQuestionReference"),
        "surveyQuestionReference.questionCode": "What the survey calls the question",
        "surveyResponseReference.surveyResponseIdentifier": "What the response is called",
        "noResponse": "Whether nothing was answered",
        "surveyQuestionMatrixElementResponses": "Answers to what is asked together, a list",
        "values": "Answers, a list",
    },
    "surveyQuestionReference.questionCode",
    "surveyResponseReference.surveyResponseIdentifier",
    sensitive=True,
)
# Ed-Fi names an object by these fields where another refers to it.
SURVEY = SURVEYS.known_by("raw_survey_identifier", "raw_namespace")
QUESTION = SURVEY_QUESTIONS.known_by(*SURVEY.key, "raw_question_code")

"""The resources of Ed-Fi about what is to be learned, and about what students are able to do."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.tables import STUDENT

LEARNING_STANDARDS = resource(
    "learningStandards",
    "what is to be learned",
    {
        "learningStandardId": "Standard",
        "parentLearningStandardReference.learningStandardId": "Standard that it is a part of",
        "learningStandardItemCode": "Code within the framework",
        "description": "Title",
        "contentStandard.title": "Framework",
        "contentStandard.version": "Version of the framework",
        "academicSubjects": "Subjects, a list",
        "gradeLevels": "Grade levels, a list",
    },
    "learningStandardId",
)
OBJECTIVE_ASSESSMENTS = resource(
    "objectiveAssessments",
    "parts of tests, what can be reached in them, and of which standards they tell",
    {
        "identificationCode": "What the test calls the part",
        "assessmentReference.assessmentIdentifier": "What the test is called",
        "assessmentReference.namespace": "Who calls the test so",
        "academicSubjectDescriptor": "Subject",
        "maxRawScore": "Highest raw score",
        "scores": "Lowest and highest score by method, a list",
        "learningStandards": "Standards, a list",
    },
    "identificationCode",
    "assessmentReference.assessmentIdentifier",
)
STUDENT_COMPETENCIES = resource(
    "studentCompetencyObjectives",
    "how far students are in what they are to be able to do",
    {
        **STUDENT,
        "gradingPeriodReference.gradingPeriodDescriptor": "Which grading period it is",
        "gradingPeriodReference.gradingPeriodName": "Name of the grading period",
        "gradingPeriodReference.schoolId": "School",
        "gradingPeriodReference.schoolYear": "Year in which the school year ends",
        "objectiveCompetencyObjectiveReference.objective": "What it is",
        "competencyLevelDescriptor": "How far the student is",
    },
    "studentReference.studentUniqueId",
    "objectiveCompetencyObjectiveReference.objective",
)

"""Standards of Ed-Fi, and ratings of students in what they are to be able to do."""

from __future__ import annotations

import pytest
from edfi import EXAMPLES, PERIOD, SCHOOL, STUDENT, Json, code, guid, one, student, to
from edfi_rows import Delivery, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
LEVELS = [{"gradeLevelDescriptor": code("GradeLevel", f"{nth} grade")} for nth in ("Third", "Fourth")]
FRACTIONS = one(
    "fra",
    {
        "learningStandardId": "MA-3-NF-1",
        "parentLearningStandardReference": to("LearningStandard", "learningStandards", learningStandardId="MA-3-NF"),
        "learningStandardItemCode": "3.NF.1",
        "description": "Understand a fraction, and what it is made of",
        "contentStandard": {"title": "State Standards", "version": "2020"},
        "academicSubjects": [{"academicSubjectDescriptor": code("AcademicSubject", "Mathematics")}],
        "gradeLevels": LEVELS,
        "namespace": "uri://ed-fi.org/LearningStandard",
    },
)
PERIODS = EXAMPLES["6"]["gradingPeriods"]
RATED = one(
    "rat",
    {
        "gradingPeriodReference": to("GradingPeriod", "gradingPeriods", **PERIOD, schoolId=SCHOOL, schoolYear=2025),
        "objectiveCompetencyObjectiveReference": to(
            "CompetencyObjective", "competencyObjectives", objective="Research"
        ),
        "studentReference": student(),
        "competencyLevelDescriptor": code("CompetencyLevel", "Practitioner", "uri://district.example"),
    },
)


def test_standards(spark: SparkSession) -> None:
    names = ("standard_id", "parent_id", "framework", "code", "title", "subject", "grade_levels", "kind")
    rows = candidates(spark, "standards", {"learningStandards": [FRACTIONS]})
    assert picked(rows, *[f"raw_{name}" for name in names], "parse_issue") == [
        (
            *("MA-3-NF-1", "MA-3-NF", "State Standards 2020", "3.NF.1", FRACTIONS["description"], "Mathematics"),
            *("Third grade,Fourth grade", None, None),
        )
    ]


CASES: list[tuple[Json, tuple[str | None, ...]]] = [
    ({"contentStandard": {"title": "State Standards"}}, ("State Standards", "Mathematics", "Third grade,Fourth grade")),
    ({"contentStandard": {"version": "2020"}}, (None, "Mathematics", "Third grade,Fourth grade")),
    ({"contentStandard": None, "academicSubjects": [], "gradeLevels": []}, (None, None, None)),
    ({"gradeLevels": LEVELS[:1], "academicSubjects": "x"}, ("State Standards 2020", None, "Third grade")),
]


@pytest.mark.more
def test_what_a_standard_does_not_say(spark: SparkSession) -> None:
    told = [{**FRACTIONS, **said, "id": guid(f"{number}")} for number, (said, _) in enumerate(CASES)]
    rows = candidates(spark, "standards", {"learningStandards": told})
    found = {
        row["raw_id"]: tuple(row[f"raw_{name}"] for name in ("framework", "subject", "grade_levels")) for row in rows
    }
    assert found == {guid(f"{number}"): due for number, (_, due) in enumerate(CASES)}


@pytest.mark.more
def test_a_standard_that_is_deleted(spark: SparkSession) -> None:
    went: Delivery = {"deletes/learningStandards": [{"id": guid("fra")}]}
    rows = candidates(spark, "standards", {"learningStandards": [FRACTIONS]}, went, new=2)
    assert picked(rows, "parse_issue", "revisit") == [("TAKEN_BACK", True)]


def test_ratings_are_of_the_last_day_of_their_period(spark: SparkSession) -> None:
    told: Delivery = {"studentCompetencyObjectives": [RATED]}
    names = ("skill_rating_id", "student_id", "date", "category", "skill", "level", "school_id", "school_year", "term")
    rows = candidates(spark, "skill_ratings", {**told, "gradingPeriods": PERIODS})
    assert picked(rows, *[f"raw_{name}" for name in names], "raw_rater_kind", "parse_issue") == [
        (
            *(guid("rat"), STUDENT, "2025-01-10", "Research", "Research", "Practitioner", str(SCHOOL), "2025", "Fall"),
            *(None, None),
        )
    ]
    assert picked(candidates(spark, "skill_ratings", told), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    rows = candidates(spark, "skill_ratings", told, {"gradingPeriods": PERIODS}, new=2)
    assert picked(rows, "raw_date", "parse_issue", "revisit") == [("2025-01-10", None, True)]
    rows = candidates(spark, "skill_ratings", told, {"deletes/studentCompetencyObjectives": [{"id": guid("rat")}]})
    assert picked(rows, "parse_issue") == [("TAKEN_BACK",)]

"""What the district teaches, and how far students are in their skills, as Ed-Fi tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.vocabulary import UNKNOWN
from edulake.jobs.steps.generate.district.calendar import NIGHTS, deliveries
from edulake.jobs.steps.generate.district.curriculum import FRAMEWORK
from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.district.skills import TEACHER
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.facts import (
    AGENCY,
    UNKNOWN_DESCRIPTOR,
    grade_level,
    or_unknown,
    student,
    taken_back,
)
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.edfi.schools import PERIODS, period_key
from edulake.jobs.steps.generate.edfi.teaching import SUBJECTS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

NAMESPACE = f"{OWN}/LearningStandard"
LEVELS = {"1": "Novice", "2": "Learner", "3": "Practitioner", "4": "Expert"}
# Per mille of ratings: of a level that nobody knows; taken back on a night, behind those.
NO_LEVEL, TAKEN_BACK = 10, 25


def learning_standards(facts: Facts) -> Resource:
    """The tree of the curriculum; the title of the framework is all but its year."""
    title, _, version = FRAMEWORK.rpartition(" ")
    above = F.when(F.col("parent_id").isNotNull(), standard(F.col("parent_id")))
    return Resource(
        facts.plan.lasts["standards"].withColumn("told_on", F.lit(facts.since)),
        {"learningStandardId": F.col("standard_id")},
        {
            "learningStandardId": F.col("standard_id"),
            "parentLearningStandardReference": above,
            "learningStandardItemCode": F.col("code"),
            "description": F.col("title"),
            "contentStandard": F.struct(F.lit(title).alias("title"), F.lit(version).alias("version")),
            "academicSubjects": F.array(coded("AcademicSubject", looked_up(F.col("subject"), SUBJECTS))),
            "gradeLevels": nothing(),
            "namespace": F.lit(NAMESPACE),
        },
    )


def standard(number: Column) -> Column:
    return to("LearningStandard", "learningStandards", {"learningStandardId": number})


def competencies(facts: Facts) -> Resource:
    """Ratings by teachers that may be read, of terms that have a grading period: nothing says who rates."""
    period = period_key(F.col("school"), F.col("ends"), F.col("term"))
    objective = {
        "educationOrganizationId": F.lit(AGENCY),
        "objective": F.col("category"),
        "objectiveGradeLevelDescriptor": grade_level(F.col("grade")),
    }
    level = code("CompetencyLevel", looked_up(F.col("level"), LEVELS), OWN)
    is_unknown = F.coalesce(F.col("fault") == UNKNOWN_DESCRIPTOR, F.lit(False))
    named = {"objectiveEducationOrganizationId" if name == "educationOrganizationId" else name: value
             for name, value in objective.items()}  # fmt: skip
    return Resource(
        _rated(facts),
        {**period, **named, "studentUniqueId": F.col("student_id")},
        {
            "gradingPeriodReference": to("GradingPeriod", "gradingPeriods", period),
            "objectiveCompetencyObjectiveReference": to("CompetencyObjective", "competencyObjectives", objective),
            "studentReference": student(F.col("student_id")),
            "competencyLevelDescriptor": or_unknown(is_unknown, "CompetencyLevel", level),
        },
    )


def standing_ratings(facts: Facts) -> DataFrame:
    """Ratings that hold in the end, as the district's own truth takes them."""
    level = F.when(F.col("fault").isNull(), F.col("level"))
    there = _rated(facts).where(F.col("gone_on").isNull() & (F.col("told_on") <= deliveries()[-1].isoformat()))
    return there.withColumns({"level": level, "rater_kind": F.lit(UNKNOWN), "is_aside": F.lit(False)})


def _rated(facts: Facts) -> DataFrame:
    """Ratings with the school and grade in which the student was on their day."""
    stays = facts.stays.select(
        student_id(F.col("student")).alias("student_id"), "school", "grade", "entry_date", "exit_date",
        F.col("school_year").alias("ends"),
    )  # fmt: skip
    is_told = ~F.col("is_aside") & F.col("level").isNotNull() & (F.col("rater_kind") == TEACHER)
    told = facts.plan.happens["skill_ratings"].where(is_told & F.col("term").isin(*PERIODS))
    day = F.col("date").cast("date")
    there = told.join(stays, "student_id").where(day.between(F.col("entry_date"), F.col("exit_date")))
    draws = Draws(facts.seed, ("number",))
    drawn = there.withColumn("number", F.xxhash64("skill_rating_id")).withColumn(
        "drawn", draws.between("rating", 0, 999)
    )
    return drawn.withColumns(
        {
            "fault": F.when(F.col("drawn") < NO_LEVEL, UNKNOWN_DESCRIPTOR),
            "gone_on": taken_back(F.col("drawn").between(NO_LEVEL, TAKEN_BACK - 1), draws.between("night", 1, NIGHTS)),
        }
    )

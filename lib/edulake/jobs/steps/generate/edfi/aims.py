"""Tests of the district's aims: each aim is a part of the test of its subject and year, and tells of its standard.

Who is tested in an aim has a result of a test of its own, which says nothing but that of the part. One part tells at
first of another standard than its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import NIGHTS, deliveries
from edulake.jobs.steps.generate.district.curriculum import OBJECTIVE, tree
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.curriculum import standard
from edulake.jobs.steps.generate.edfi.facts import CORRECTED, UNKNOWN_DESCRIPTOR, corrected, or_unknown, taken_back
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, nothing, to
from edulake.jobs.steps.generate.edfi.teaching import SUBJECTS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

NAMESPACE = f"{OWN}/Assessment"
# What stands for a term in the name of a test of aims.
AIMS = "Aims"
LEVELS = {85: "Advanced", 70: "Proficient", 0: "Basic"}
# In the newest year a part tells at first of the second aim, on the first night of its own.
MOVED, INSTEAD = "MA.1.1.1", "MA.1.1.2"
# Per mille of results: of a level that nobody knows; a point off; taken back on a night, each behind those before it.
NO_LEVEL, MENDED, TAKEN_BACK = 10, 30, 40


def objective_assessments(facts: Facts) -> Resource:
    parts = [
        F.struct(
            F.lit(node.subject).alias("subject"),
            F.lit(node.code).alias("standard_id"),
            F.lit(node.title).alias("title"),
            F.lit(year.ends).alias("ends"),
            F.lit(AIMS).alias("term"),
            F.lit(year.first.isoformat()).alias("told_on"),
        )
        for year in facts.years
        for node in tree()
        if node.kind == OBJECTIVE
    ]
    is_moved = (F.col("standard_id") == MOVED) & (F.col("ends") == facts.years[-1].ends)
    rows = corrected(facts.spark.range(1).select(F.inline(F.array(*parts))), is_moved, F.lit(1))
    of = F.when(is_moved & (F.col("version") == 0), INSTEAD).otherwise(F.col("standard_id"))
    return Resource(
        rows,
        _part(),
        {
            "assessmentReference": to("Assessment", "assessments", test()),
            "identificationCode": F.col("standard_id"),
            "academicSubjectDescriptor": code("AcademicSubject", looked_up(F.col("subject"), SUBJECTS)),
            "description": F.col("title"),
            "maxRawScore": F.lit(100).cast("decimal(15,5)"),
            "assessmentItems": nothing(),
            "learningStandards": F.array(F.struct(standard(of).alias("learningStandardReference"))),
            "performanceLevels": nothing(),
            "scores": nothing(),
        },
    )


def test() -> dict[str, Column]:
    """What a test is known by."""
    number = F.concat_ws("-", F.upper("subject"), F.col("ends").cast("string"), F.col("term"))
    return {"assessmentIdentifier": number, "namespace": F.lit(NAMESPACE)}


def results(facts: Facts) -> DataFrame:
    """Versions of results in aims, as results of a test; who missed it has none."""
    told = facts.plan.happens["objective_results"].where("score IS NOT NULL")
    rows = told.select(
        F.col("objective_result_id").alias("assessment_id"),
        "student_id",
        "standard_id",
        "subject",
        "school_year",
        F.col("date").alias("assessment_date"),
        F.lit(AIMS).alias("term"),
        F.lit(None).cast("string").alias("grade_level"),
        F.col("score").cast("decimal(5,1)").alias("points"),
        F.xxhash64("objective_result_id").alias("number"),
        "told_on",
    )
    draws = Draws(facts.seed, ("number",))
    drawn = rows.withColumn("drawn", draws.between("aim", 0, 999))
    night = draws.between("night", 1, NIGHTS)
    known = drawn.withColumns(
        {
            "fault": F.when(F.col("drawn") < NO_LEVEL, UNKNOWN_DESCRIPTOR),
            "gone_on": taken_back(F.col("drawn").between(MENDED, TAKEN_BACK - 1), night),
        }
    )
    versions = corrected(known, F.col("drawn").between(NO_LEVEL, MENDED - 1), night)
    is_mended = F.coalesce(F.col("fault") == CORRECTED, F.lit(False))
    points = F.when(is_mended, F.abs(F.col("points") - 1)).otherwise(F.col("points")).cast("decimal(5,1)")
    return versions.withColumn("points", points)


def reached(method: Column, kind: Column) -> Column:
    """Results in parts of the test of a row; nothing where it is no test of aims."""
    levels = [F.when(F.col("points") >= least, level) for least, level in LEVELS.items()]
    is_unknown = F.coalesce(F.col("fault") == UNKNOWN_DESCRIPTOR, F.lit(False))
    level = or_unknown(is_unknown, "PerformanceLevel", code("PerformanceLevel", F.coalesce(*levels)))
    said = method.alias("assessmentReportingMethodDescriptor")
    score = F.struct(said, F.col("points").cast("string").alias("result"), kind.alias("resultDatatypeTypeDescriptor"))
    one = {
        "objectiveAssessmentReference": to("ObjectiveAssessment", "objectiveAssessments", _part()),
        "administrationDate": F.concat("assessment_date", F.lit("T00:00:00Z")),
        "performanceLevels": F.array(F.struct(said, level.alias("performanceLevelDescriptor"))),
        "scoreResults": F.array(score),
    }
    each = F.array(F.struct(*[value.alias(name) for name, value in one.items()]))
    return F.filter(each, lambda _: F.col("term") == AIMS)


def standing(facts: Facts) -> DataFrame:
    """Results in aims that hold in the end, as the district's own truth takes them."""
    there = results(facts).where(F.col("gone_on").isNull() & (F.col("told_on") <= deliveries()[-1].isoformat()))
    said = ("student_id", "standard_id", "school_year", F.col("assessment_date").alias("date"))
    return there.groupBy("assessment_id", *said).agg(F.max_by("points", "version").alias("score"))


def _part() -> dict[str, Column]:
    return {**test(), "identificationCode": F.col("standard_id")}

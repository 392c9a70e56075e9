"""The tests of the district and their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.edfi import aims
from edulake.jobs.steps.generate.edfi.aims import AIMS, test
from edulake.jobs.steps.generate.edfi.facts import GRADES, grade_level, school_year, student
from edulake.jobs.steps.generate.edfi.forms import Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.edfi.teaching import SUBJECTS

if TYPE_CHECKING:
    from edulake.jobs.steps.generate.edfi.facts import Facts

TERMS = ("Fall", "Spring")


def assessments(facts: Facts) -> Resource:
    """A test a school year, term and subject, and one of the aims, for all grades."""
    each = [
        F.struct(
            F.lit(subject).alias("subject"),
            F.lit(year.ends).alias("ends"),
            F.lit(term).alias("term"),
            F.lit(year.first.isoformat()).alias("told_on"),
        )
        for year in facts.years
        for term in (*TERMS, AIMS)
        for subject in SUBJECTS
    ]
    title = F.concat("subject", F.lit(", "), F.lower("term"), F.lit(" "), F.col("ends").cast("string"))
    score = F.struct(
        _method().alias("assessmentReportingMethodDescriptor"),
        F.lit("100").alias("maximumScore"),
        F.lit("0").alias("minimumScore"),
        _decimal().alias("resultDatatypeTypeDescriptor"),
    )
    levels = [F.struct(grade_level(F.lit(grade)).alias("gradeLevelDescriptor")) for grade in range(len(GRADES))]
    return Resource(
        facts.spark.range(1).select(F.inline(F.array(*each))),
        test(),
        {
            **test(),
            "assessmentTitle": title,
            "assessmentCategoryDescriptor": code("AssessmentCategory", "Benchmark test"),
            "assessmentVersion": F.col("ends"),
            "academicSubjects": F.array(coded("AcademicSubject", looked_up(F.col("subject"), SUBJECTS))),
            "assessedGradeLevels": F.array(*levels),
            "identificationCodes": nothing(),
            "languages": nothing(),
            "maxRawScore": F.lit(100).cast("decimal(15,5)"),
            "performanceLevels": nothing(),
            "scores": F.array(score),
        },
    )


def student_assessments(facts: Facts) -> Resource:
    terms = facts.plan.happens["assessments"]
    told = terms.unionByName(aims.results(facts), allowMissingColumns=True)
    told = told.withColumn("ends", F.col("school_year").cast("int"))
    result = F.struct(
        _method().alias("assessmentReportingMethodDescriptor"),
        F.col("score").alias("result"),
        _decimal().alias("resultDatatypeTypeDescriptor"),
    )
    return Resource(
        told,
        {**test(), "studentAssessmentIdentifier": F.col("assessment_id"), "studentUniqueId": F.col("student_id")},
        {
            "assessmentReference": to("Assessment", "assessments", test()),
            "schoolYearTypeReference": school_year(F.col("ends")),
            "studentReference": student(F.col("student_id")),
            "studentAssessmentIdentifier": F.col("assessment_id"),
            "administrationDate": F.concat("assessment_date", F.lit("T00:00:00Z")),
            "whenAssessedGradeLevelDescriptor": grade_level(F.col("grade_level")),
            "accommodations": nothing(),
            "items": nothing(),
            "performanceLevels": nothing(),
            "scoreResults": F.filter(F.array(result), lambda _: F.col("term") != AIMS),
            "studentObjectiveAssessments": aims.reached(_method(), _decimal()),
        },
    )


def _method() -> Column:
    return code("AssessmentReportingMethod", "Raw score")


def _decimal() -> Column:
    return code("ResultDatatypeType", "Decimal")

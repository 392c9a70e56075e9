"""Results of Ed-Fi in standards: of the parts of a test that tell of them, and of what a grade is made of.

A part of a test that names no standard tells of none; of several, its result is one in each of them.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi import scores
from edulake.bronze.edfi.fields import changed_at, code, codes, listed, mapped, own_id, said_last
from edulake.bronze.edfi.named import only, waiting_unless, with_named
from edulake.bronze.edfi.results import day_of_grade, day_of_test, is_grade, who
from edulake.bronze.edfi.tables_curriculum import OBJECTIVE_ASSESSMENTS
from edulake.bronze.edfi.tables_teaching import ASSESSMENT, GRADING_PERIOD, RESULTS
from edulake.bronze.reference import sure
from edulake.bronze.spread import PLACE, spread
from edulake.contract.rule import TAKEN_BACK
from edulake.expr import cleaned
from edulake.silver.learning import objective_results as results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

PARTS, GRADES = "studentObjectiveAssessments", "learningStandardGrades"
STANDARD = "learningStandardReference: struct<learningStandardId: string>"
PART = (
    "objectiveAssessmentReference: struct<identificationCode: string>, administrationDate: string,"
    " performanceLevels: array<struct<performanceLevelDescriptor: string>>,"
    f" scoreResults: array<struct<{scores.SCORED}>>"
)
GRADE = (
    f"{STANDARD}, numericGradeEarned: string, letterGradeEarned: string, performanceBaseConversionDescriptor: string"
)
TEST = {"raw_assessment_identifier": "_of_test", "raw_namespace": "_of_namespace"}
# What a standard is in which a part of a test tells of nobody any more.
OVER = "_is_over"
SAID = (*("raw_standard_id", "raw_objective_result_id", "raw_date", "raw_subject", "raw_level"), *scores.SAID, OVER)


def objective_results(facts: DataFrame, current: Current) -> DataFrame:
    """Results in standards; those of a test wait for the parts of it that they name, those of a grade for its day.

    Where a part tells of a standard no more, no result in it holds.
    """
    told = said_last(facts, current, RESULTS, spreads=True).withColumns(
        {
            "_taken": listed("raw_student_objective_assessments", PART),
            "_graded": listed("raw_learning_standard_grades", GRADE),
        }
    )
    dated = with_named(told, current, GRADING_PERIOD, {"_last_day": F.col("raw_end_date")})
    topic = {"_topic": only(codes("raw_academic_subjects", "academicSubjectDescriptor"))}
    rows = _with_parts(with_named(dated, current, ASSESSMENT, topic), current)
    day = F.when(is_grade(), day_of_grade()).otherwise(day_of_test(F.col("raw_administration_date")))
    there = F.forall("_taken", lambda one: _part(one).isNotNull()) & (day.isNotNull() | (F.size("_graded") == 0))
    columns = {
        "student_id": who(),
        "assessment_id": F.col("raw_id"),
        "school_id": F.coalesce("raw_school_id", "raw_reported_school_reference_school_id"),
        "school_year": F.coalesce("raw_school_year", "raw_school_year_type_reference_school_year"),
        "term": F.col("raw_session_name"),
    }
    waiting = waiting_unless(there, rows.withColumns({"_day": day, OVER: F.lit(False)}))
    each = F.concat(F.flatten(F.transform("_taken", _of_part)), F.array_compact(F.transform("_graded", _of_grade)))
    apart = spread(mapped(waiting, results.FORM, columns), each, SAID)
    issue = F.coalesce("parse_issue", F.when(F.col(OVER), TAKEN_BACK))
    return apart.withColumn("parse_issue", issue).drop(OVER)


def _with_parts(rows: DataFrame, current: Current) -> DataFrame:
    """Rows with the `_parts` of the test that they name, each with its standards and those of which it told before."""
    ever = F.array_distinct(F.flatten(F.collect_list("version.said.standards")))
    parts = (
        _versions(current)
        .groupBy(*TEST.values(), "code")
        .agg(F.max("version")["said"].alias("said"), ever.alias("ever"), F.max("is_new").alias("is_new"))
    )
    part = F.struct("code", "said.*", F.array_except("ever", "said.standards").alias("former"))
    tests = parts.groupBy(*TEST.values()).agg(F.collect_list(part).alias("_parts"), F.max("is_new").alias("_are_news"))
    same = reduce(and_, [F.col(name) == F.col(own) for name, own in TEST.items()])
    news = F.col("revisit") | sure(F.col("_are_news"))
    return rows.join(tests, same, "left").withColumn("revisit", news).drop("_are_news", *TEST.values())


def _versions(current: Current) -> DataFrame:
    """What was ever said of the parts of tests, each in a struct that is greater than those of what was said before."""
    standards = F.transform(
        listed("raw_learning_standards", STANDARD), lambda one: one["learningStandardReference"]["learningStandardId"]
    )
    said = {
        "most": F.col("raw_max_raw_score"),
        "bounds": listed("raw_scores", scores.BOUNDED),
        "subject": code("raw_academic_subject_descriptor"),
        "standards": F.array_distinct(F.array_compact(standards)),
    }
    order = {"at": changed_at(), "file_at": F.col("source_file_modified_at"), "record": F.xxhash64("raw_payload")}
    return current[OBJECTIVE_ASSESSMENTS.feed.table].select(
        *[F.col(name).alias(own) for name, own in TEST.items()],
        F.col("raw_identification_code").alias("code"),
        _struct({**order, "said": _struct(said)}).alias("version"),
        "is_new",
    )


def _part(taken: Column) -> Column:
    """The part of the test that a result names; null before it came."""
    name = taken["objectiveAssessmentReference"]["identificationCode"]
    return F.get(F.filter("_parts", lambda part: part["code"] == name), F.lit(0))


def _of_part(taken: Column) -> Column:
    """A candidate for each standard of a part in which a score or a level is said, and for each that it had before."""
    part = _part(taken)
    score = scores.by_method(taken["scoreResults"], part["bounds"], part["most"])
    levels = F.transform(taken["performanceLevels"], lambda one: code(one["performanceLevelDescriptor"]))
    level = only(F.array_distinct(F.array_compact(levels)))

    def candidate(standard: Column, *, is_over: bool) -> Column:
        return _candidate(
            PARTS,
            standard,
            own_id(part["code"], standard),
            F.coalesce(day_of_test(taken["administrationDate"]), "_day"),
            F.coalesce(part["subject"], "_topic"),
            level,
            *[score[name] for name in scores.SAID],
            F.lit(is_over),
        )

    each = F.concat(
        F.transform(part["standards"], lambda one: candidate(one, is_over=False)),
        F.transform(part["former"], lambda one: candidate(one, is_over=True)),
    )
    return F.filter(each, lambda _: score.isNotNull() | level.isNotNull())


def _of_grade(graded: Column) -> Column:
    """The candidate of a grade in a standard: a number of the source's scale, and a level; null without either."""
    standard = graded["learningStandardReference"]["learningStandardId"]
    level = F.coalesce(code(graded["performanceBaseConversionDescriptor"]), cleaned(graded["letterGradeEarned"]))
    score, nothing = cleaned(graded["numericGradeEarned"]), scores.nothing()
    said = (own_id(standard), F.col("_day"), nothing, level, score, nothing, nothing, F.lit(False))
    return F.when(score.isNotNull() | level.isNotNull(), _candidate(GRADES, standard, *said))


def _candidate(place: str, *values: Column) -> Column:
    return _struct(dict(zip((PLACE, *SAID), (F.lit(place), *values), strict=True)))


def _struct(fields: Mapping[str, Column]) -> Column:
    return F.struct(*[value.alias(name) for name, value in fields.items()])

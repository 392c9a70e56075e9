"""Results of Ed-Fi: grades of a class, which are numbers of the source's scale, points of its gradebook, and of tests.

A test has scores by several methods, of which one counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, codes, listed, mapped, said_last
from edulake.bronze.edfi.named import id_of, only, waiting_unless, with_named
from edulake.bronze.edfi.scores import BOUNDED, SAID, SCORED, by_method, nothing, score
from edulake.bronze.edfi.tables_teaching import ASSESSMENT, ENTRY, GRADING_PERIOD, RESULTS, SECTION
from edulake.bronze.edfi.teaching import with_course
from edulake.bronze.spread import spread
from edulake.expr import cleaned
from edulake.silver.learning import assessments as results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

ENTRY_NAMESPACE = "raw_gradebook_entry_reference_namespace"
OF_CLASS = "raw_student_section_association_reference_student_unique_id"


def assessments(facts: DataFrame, current: Current) -> DataFrame:
    """Grades, on the last day of their grading period if no other is said, points of gradebooks, and scores of tests.

    What is in a gradebook was done when it says so, else when it was due. Grades wait for class and grading period,
    tests and gradebooks for what can be reached in them, and those for their class if they name one. A result without a
    score, such as a grade in letters, says nothing; points of nobody knows how many are a result without a score, and
    refused.
    """
    told = with_course(_with_entry(said_last(facts, current, RESULTS, spreads=True), current), current)
    of_class = with_named(told, current, SECTION, {"_class": id_of(SECTION)})
    dated = with_named(of_class, current, GRADING_PERIOD, {"_last_day": F.col("raw_end_date")})
    of_test = {
        "_test": F.col("raw_assessment_identifier"),
        "_topic": only(codes("raw_academic_subjects", "academicSubjectDescriptor")),
        "_most": F.col("raw_max_raw_score"),
        "_bounds": F.col("raw_scores"),
    }
    rows = with_named(dated, current, ASSESSMENT, of_test)
    day = day_of_grade()
    is_placed = F.col("_class").isNotNull() | F.col("raw_section_identifier").isNull()
    there = (
        F.when(is_grade(), F.col("_class").isNotNull() & day.isNotNull())
        .when(_is_entry(), F.col("_entry").isNotNull() & is_placed)
        .otherwise(F.col("_test").isNotNull())
    )
    done = F.coalesce("raw_date_fulfilled", "_due")
    columns = {
        "assessment_id": F.col("raw_id"),
        "student_id": who(),
        "assessment_date": F.when(is_grade(), day)
        .when(_is_entry(), done)
        .otherwise(day_of_test(F.col("raw_administration_date"))),
        "subject": F.coalesce("_subject", "_topic"),
        "class_id": F.col("_class"),
        "line_item_id": F.col("_entry"),
        "grade_level": F.coalesce(F.col("_grade"), code("raw_when_assessed_grade_level_descriptor")),
        "school_id": F.coalesce("raw_school_id", "raw_reported_school_reference_school_id"),
        "school_year": F.coalesce("raw_school_year", "raw_school_year_type_reference_school_year"),
        "term": F.col("raw_session_name"),
    }
    return spread(mapped(waiting_unless(there, rows), results.FORM, columns), _scores(), SAID)


def _with_entry(rows: DataFrame, current: Current) -> DataFrame:
    """Results with the entry of a gradebook that they name, and the section of that where they name none."""
    section = {f"_entry_{name}": F.col(name) for name in SECTION.key}
    said = {"_entry": id_of(ENTRY), "_due": F.col("raw_due_date"), "_points": F.col("raw_max_points"), **section}
    told = with_named(rows, current, ENTRY, said, raw_namespace=ENTRY_NAMESPACE)
    return told.withColumns({name: F.coalesce(name, f"_entry_{name}") for name in SECTION.key})


def who() -> Column:
    """Whose result it is."""
    return F.coalesce("raw_student_unique_id", OF_CLASS)


def day_of_grade() -> Column:
    """The day that a grade says, else the `_last_day` of its grading period."""
    return F.coalesce("raw_current_grade_as_of_date", "_last_day")


def is_grade() -> Column:
    """Whether a result is one of a class."""
    return F.col(OF_CLASS).isNotNull()


def _is_entry() -> Column:
    return F.col("raw_gradebook_entry_identifier").isNotNull()


def day_of_test(moment: Column) -> Column:
    """The day, where a moment is written that is none: midnight of nowhere is the day before in America."""
    return F.regexp_replace(moment, r"T00:00:00(\.0+)?(Z|\+00:00)?\z", "")


def _scores() -> Column:
    """The score of a result with its bounds; an empty array where it has none."""
    earned = cleaned(F.col("raw_numeric_grade_earned"))
    grade = F.when(earned.isNotNull(), score("numericGradeEarned", F.col("raw_numeric_grade_earned")))
    of_class = F.when(is_grade(), grade).when(_is_entry(), F.coalesce(_points(), grade, _of_nobody_knows()))
    of_test = by_method(listed("raw_score_results", SCORED), listed("_bounds", BOUNDED), F.col("_most"))
    return F.array_compact(F.array(of_class.otherwise(of_test)))


def _points() -> Column:
    """The points of an entry of the gradebook, where it says how many there are."""
    earned, highest = cleaned(F.col("raw_points_earned")), cleaned(F.col("_points"))
    return F.when(earned.isNotNull() & highest.isNotNull(), score("pointsEarned", earned, highest, nothing()))


def _of_nobody_knows() -> Column:
    return F.when(cleaned(F.col("raw_points_earned")).isNotNull(), score("pointsEarned", nothing()))

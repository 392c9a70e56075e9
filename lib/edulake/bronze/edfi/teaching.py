"""What Ed-Fi says of teaching: courses, the sections that teach them, who is in a section as what, and what is graded.

An offering is how a school names a course in a session: sections, and who is in them, name it, and it names the course.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, codes, mapped, said_last
from edulake.bronze.edfi.named import id_of, only, waiting_unless, with_named
from edulake.bronze.edfi.tables_teaching import (
    COURSE,
    COURSES,
    ENTRY,
    GRADEBOOK_ENTRIES,
    OFFERING,
    SECTION,
    SECTIONS,
    SESSION,
    STAFF_SECTIONS,
    STUDENT_SECTIONS,
)
from edulake.silver.learning import class_staff as places
from edulake.silver.learning import classes as taught
from edulake.silver.learning import courses as catalog
from edulake.silver.learning import enrollments as seats
from edulake.silver.learning import line_items as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def courses(facts: DataFrame, current: Current) -> DataFrame:
    """Courses, which a school or a district has: no school is named."""
    columns = {
        "course_id": id_of(COURSE),
        "name": F.col("raw_course_title"),
        "code": F.col("raw_course_code"),
        "subject": _subject(),
        "grade_level": _grade(),
    }
    return mapped(said_last(facts, current, COURSES), catalog.FORM, columns)


def classes(facts: DataFrame, current: Current) -> DataFrame:
    """Sections on the days of their session; name and grade level are the offering's where they say none."""
    offered = with_course(said_last(facts, current, SECTIONS), current)
    columns = {
        "class_id": id_of(SECTION),
        "course_id": F.col("_course"),
        "name": F.coalesce("raw_section_name", "_title"),
        "start_date": F.col("_begin"),
        "end_date": F.col("_end"),
        "subject": F.col("_subject"),
        "grade_level": F.when(F.size(_grades()) > 0, _grade()).otherwise(F.col("_grade")),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_session_name"),
    }
    return mapped(_with_session(offered, current), taught.FORM, columns)


def enrollments(facts: DataFrame, current: Current) -> DataFrame:
    """Students in sections; they wait for section and course, by whose ids they are known."""
    told = with_course(said_last(facts, current, STUDENT_SECTIONS), current)
    there = F.col("_class").isNotNull() & F.col("_course").isNotNull()
    rows = waiting_unless(there, with_named(told, current, SECTION, {"_class": id_of(SECTION)}))
    columns = {
        "enrollment_id": F.col("raw_id"),
        "student_id": F.col("raw_student_unique_id"),
        "course_id": F.col("_course"),
        "class_id": F.col("_class"),
        "start_date": F.col("raw_begin_date"),
        "end_date": F.col("raw_end_date"),
        "result": code("raw_attempt_status_descriptor"),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_session_name"),
    }
    return mapped(rows, seats.FORM, columns)


def class_staff(facts: DataFrame, current: Current) -> DataFrame:
    """Staff in sections, for which they wait, on the days of the session where none are said."""
    told = _with_session(said_last(facts, current, STAFF_SECTIONS), current)
    named = with_named(told, current, SECTION, {"_class": id_of(SECTION)})
    columns = {
        "class_staff_id": F.col("raw_id"),
        "staff_id": F.col("raw_staff_unique_id"),
        "class_id": F.col("_class"),
        "role": code("raw_classroom_position_descriptor"),
        "begin_date": F.coalesce("raw_begin_date", "_begin"),
        "end_date": F.coalesce("raw_end_date", "_end"),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_session_name"),
    }
    return mapped(waiting_unless(F.col("_class").isNotNull(), named), places.FORM, columns)


def line_items(facts: DataFrame, current: Current) -> DataFrame:
    """Entries of gradebooks, of the class whose section they name, if any. Points count from nobody says where.

    A test is none of them: it is no class's, and what can be reached in it stands in its results.
    """
    told = with_course(said_last(facts, current, GRADEBOOK_ENTRIES), current)
    columns = {
        "line_item_id": id_of(ENTRY),
        "class_id": F.col("_class"),
        "name": F.col("raw_title"),
        "category": code("raw_gradebook_entry_type_descriptor"),
        "due_date": F.col("raw_due_date"),
        "score_max": F.col("raw_max_points"),
        "subject": F.col("_subject"),
        "grade_level": F.col("_grade"),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_session_name"),
    }
    return mapped(with_named(told, current, SECTION, {"_class": id_of(SECTION)}), items.FORM, columns)


def with_course(rows: DataFrame, current: Current) -> DataFrame:
    """Rows that name an offering, with its `_title` and `_grade`, and the `_course` with its `_subject`."""
    of_course = {name: F.col(name) for name in COURSE.key}
    said = {**of_course, "_title": F.col("raw_local_course_title"), "_grade": _grade()}
    offered = with_named(rows, current, OFFERING, said)
    return with_named(offered, current, COURSE, {"_course": id_of(COURSE), "_subject": _subject()})


def _with_session(rows: DataFrame, current: Current) -> DataFrame:
    """Rows that name a session, with its days, `_begin` and `_end`."""
    return with_named(rows, current, SESSION, {"_begin": F.col("raw_begin_date"), "_end": F.col("raw_end_date")})


def _subject() -> Column:
    return only(codes("raw_academic_subjects", "academicSubjectDescriptor"))


def _grade() -> Column:
    return only(_grades())


def _grades() -> Column:
    return codes("raw_offered_grade_levels", "gradeLevelDescriptor")

"""The sources of Ed-Fi about learning: what is taught and to be learned, to whom, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.edfi import curriculum, objectives, results, teaching
from edulake.bronze.edfi.sources import source
from edulake.bronze.edfi.tables_curriculum import LEARNING_STANDARDS, OBJECTIVE_ASSESSMENTS, STUDENT_COMPETENCIES
from edulake.bronze.edfi.tables_teaching import (
    ASSESSMENT,
    COURSE,
    COURSES,
    ENTRY,
    GRADEBOOK_ENTRIES,
    GRADING_PERIOD,
    OFFERING,
    RESULTS,
    SECTION,
    SECTIONS,
    SESSION,
    STAFF_SECTIONS,
    STUDENT_SECTIONS,
)

if TYPE_CHECKING:
    from edulake.bronze.source import Source

LEARNING: tuple[Source, ...] = (
    source("courses", teaching.courses, COURSES, "course_id name code subject grade_level"),
    source(
        "classes",
        teaching.classes,
        SECTIONS,
        "class_id course_id name start_date end_date subject grade_level school_id school_year term",
        (OFFERING, COURSE, SESSION),
    ),
    source(
        "enrollments",
        teaching.enrollments,
        STUDENT_SECTIONS,
        "enrollment_id student_id course_id class_id start_date end_date result school_id school_year term",
        (OFFERING, COURSE, SECTION),
    ),
    source(
        "class_staff",
        teaching.class_staff,
        STAFF_SECTIONS,
        "class_staff_id staff_id class_id role begin_date end_date school_id school_year term",
        (SECTION, SESSION),
    ),
    source(
        "line_items",
        teaching.line_items,
        GRADEBOOK_ENTRIES,
        "line_item_id class_id name category due_date score_max subject grade_level school_id school_year term",
        (OFFERING, COURSE, SECTION),
    ),
    source(
        "assessments",
        results.assessments,
        RESULTS,
        "assessment_id student_id assessment_date subject score score_max score_min class_id line_item_id"
        " grade_level school_id school_year term",
        (OFFERING, COURSE, SECTION, GRADING_PERIOD, ASSESSMENT, ENTRY),
        spreads=True,
    ),
    source(
        "standards",
        curriculum.standards,
        LEARNING_STANDARDS,
        "standard_id parent_id framework code title subject grade_levels",
    ),
    source(
        "objective_results",
        objectives.objective_results,
        RESULTS,
        "student_id standard_id assessment_id date score score_max score_min level subject objective_result_id"
        " school_id school_year term",
        (GRADING_PERIOD, ASSESSMENT, OBJECTIVE_ASSESSMENTS.in_versions),
        spreads=True,
    ),
    source(
        "skill_ratings",
        curriculum.skill_ratings,
        STUDENT_COMPETENCIES,
        "skill_rating_id student_id date category skill level school_id school_year term",
        (GRADING_PERIOD,),
    ),
)

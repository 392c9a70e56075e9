"""OneRoster 1.1 and 1.2, the exchange of rosters and grades between school systems (1EdTech), as CSV exports.

Ids are compared exactly, as the standard wants it. Lists have commas between their elements. Days called end are
the day after the last one. `primary` of an enrollment says which teacher is the
main one; some exports set it for students, where it means nothing and is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.oneroster.class_staff import class_staff
from edulake.bronze.oneroster.groups import student_groups
from edulake.bronze.oneroster.guardians import guardian_links, guardians
from edulake.bronze.oneroster.people import students, withdrawn
from edulake.bronze.oneroster.staff import left, staff
from edulake.bronze.oneroster.staff_roles import staff_roles
from edulake.bronze.oneroster.tables import (
    ACADEMIC_SESSIONS,
    CLASSES,
    COURSES,
    DEMOGRAPHICS,
    ENROLLMENTS,
    LINE_ITEMS,
    ORGS,
    RESULTS,
    ROLES,
    USERS,
)
from edulake.bronze.oneroster.teaching import assessments, classes, courses, enrollments, line_items
from edulake.bronze.reference import Reference
from edulake.bronze.source import Source

if TYPE_CHECKING:
    from edulake.bronze.source import Candidates
    from edulake.contract.feed import Feed

__all__ = ["ONEROSTER"]

NAME = "oneroster"


def _source(
    subject: str,
    candidates: Candidates,
    facts: Feed,
    references: tuple[Feed, ...],
    provides: str,
    *others: Feed,
    absences: Candidates | None = None,
    spreads: bool = False,
    recalls: bool = False,
) -> Source:
    """One subject of OneRoster; `others` are files that bronze keeps and nothing asks for yet."""
    return Source(
        name=NAME,
        subject=subject,
        feeds=(facts, *references, *others),
        facts=facts.table,
        candidates=candidates,
        provides=frozenset(f"raw_{name}" for name in (*provides.split(), "school_id", "updated_at")),
        references=tuple(Reference(feed.table, ("raw_sourced_id",)) for feed in references),
        absences=absences,
        spreads=spreads,
        recalls=recalls,
    )


ONEROSTER: tuple[Source, ...] = (
    _source(
        "students",
        students,
        USERS,
        (ROLES, DEMOGRAPHICS),
        "student_id given_name family_name email birth_date grade_level status gender school_ids enrollment_date",
        absences=withdrawn,
    ),
    _source("guardians", guardians, USERS, (ROLES,), "guardian_id given_name family_name email phone status"),
    _source(
        "guardian_links",
        guardian_links,
        USERS,
        (ROLES,),
        "guardian_id student_id status",
        spreads=True,
        recalls=True,
    ),
    _source(
        "student_groups", student_groups, DEMOGRAPHICS, (USERS, ROLES), "student_id kind value status", spreads=True
    ),
    _source(
        "staff",
        staff,
        USERS,
        (ROLES,),
        "staff_id given_name family_name email staff_number status",
        absences=left,
    ),
    _source(
        "staff_roles",
        staff_roles,
        USERS,
        (ROLES,),
        "staff_id staff_role_id role begin_date end_date is_primary status",
        spreads=True,
        recalls=True,
    ),
    _source(
        "courses",
        courses,
        COURSES,
        (ACADEMIC_SESSIONS,),
        "course_id name code subject grade_level start_date end_date status school_year",
        ORGS,
    ),
    _source(
        "classes",
        classes,
        CLASSES,
        (COURSES, ACADEMIC_SESSIONS),
        "class_id name course_id start_date end_date subject grade_level status school_year term",
    ),
    _source(
        "line_items",
        line_items,
        LINE_ITEMS,
        (CLASSES, COURSES, ACADEMIC_SESSIONS),
        "line_item_id class_id name due_date score_max score_min subject status school_year term",
    ),
    _source(
        "enrollments",
        enrollments,
        ENROLLMENTS,
        (CLASSES, COURSES, ACADEMIC_SESSIONS),
        "enrollment_id student_id course_id class_id start_date end_date status school_year term",
    ),
    _source(
        "class_staff",
        class_staff,
        ENROLLMENTS,
        (CLASSES, COURSES, ACADEMIC_SESSIONS),
        "class_staff_id staff_id class_id role begin_date end_date is_primary status school_year term",
    ),
    _source(
        "assessments",
        assessments,
        RESULTS,
        (LINE_ITEMS, CLASSES, COURSES, ACADEMIC_SESSIONS),
        "assessment_id student_id assessment_date subject score score_max score_min class_id line_item_id grade_level"
        " status",
    ),
)

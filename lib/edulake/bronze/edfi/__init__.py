"""Ed-Fi, what an ODS/API of data standard 5 or 6 lists of its resources, as JSON lines, and of their deletes.

Ids are those of the API, so that an object is the same row whatever its key becomes; what is deleted goes, in whichever
order it is told. Descriptors are read by their code, uri://namespace/Name#Code; one that means nothing known is marked,
and the block of the source says what it means (`codes`). Days called end are the last ones. What standard 6 tells in a
resource of its own, or calls otherwise, is looked for in both places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.edfi import (
    behaviour,
    events,
    groups,
    guardians,
    people,
    programs,
    results,
    services,
    staff,
    teaching,
)
from edulake.bronze.edfi.tables import ATTENDANCE, DISCIPLINE_ACTIONS, STUDENT_SCHOOLS, STUDENTS
from edulake.bronze.edfi.tables_people import CALENDAR_DATES, CONTACTS, DEMOGRAPHICS, DIRECTORIES, STUDENT_CONTACTS
from edulake.bronze.edfi.tables_programs import PROGRAM, PROGRAMS, STUDENT_PROGRAMS
from edulake.bronze.edfi.tables_staff import (
    ASSIGNMENTS,
    EMPLOYMENTS,
    STAFF_ABSENCES,
    STAFF_DEMOGRAPHICS,
    STAFF_DIRECTORIES,
    STAFFS,
)
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
    STUDENT_SECTIONS,
)
from edulake.bronze.edfi.tables_wellbeing import (
    INCIDENT,
    INCIDENT_STUDENTS,
    INCIDENTS,
    STUDENT_HEALTHS,
    STUDENT_TRANSPORTATIONS,
)
from edulake.bronze.source import Source
from edulake.contract.feed import Notation

if TYPE_CHECKING:
    from edulake.bronze.edfi.resources import Resource
    from edulake.bronze.source import Candidates

__all__ = ["EDFI"]

NAME = "edfi"


def _source(
    subject: str,
    candidates: Candidates,
    facts: Resource,
    provides: str,
    references: tuple[Resource, ...] = (),
    absences: Candidates | None = None,
    *,
    spreads: bool = False,
    exceptions_only: bool = False,
) -> Source:
    """One subject of Ed-Fi; what `spreads` refers to its own facts: what is said last of an object counts."""
    own = facts.references if spreads else facts.references[1:]
    return Source(
        name=NAME,
        subject=subject,
        feeds=tuple(feed for resource in (facts, *references) for feed in resource.feeds),
        facts=facts.feed.table,
        candidates=candidates,
        provides=frozenset(f"raw_{name}" for name in (*provides.split(), "updated_at")),
        notation=Notation(exceptions_only=exceptions_only),
        references=(*own, *(one for resource in references for one in resource.references)),
        absences=absences,
        spreads=spreads,
    )


EDFI: tuple[Source, ...] = (
    _source(
        "students",
        people.students,
        STUDENTS,
        "student_id given_name family_name email birth_date gender grade_level enrollment_date school_id school_ids"
        " school_year",
        (STUDENT_SCHOOLS.in_versions, DEMOGRAPHICS.in_versions, DIRECTORIES.in_versions),
        people.deleted,
        spreads=True,
    ),
    _source(
        "memberships",
        people.memberships,
        STUDENT_SCHOOLS,
        "membership_id student_id school_id entry_date exit_date grade_level entry_type exit_type is_primary fte"
        " school_year",
    ),
    _source("school_days", people.school_days, CALENDAR_DATES, "school_day_id date kind school_id school_year"),
    _source(
        "student_groups",
        groups.student_groups,
        DEMOGRAPHICS,
        "student_id kind value begin_date end_date student_group_id",
        spreads=True,
    ),
    _source("programs", programs.programs, PROGRAMS, "program_id name program_type"),
    _source(
        "program_memberships",
        programs.program_memberships,
        STUDENT_PROGRAMS,
        "program_membership_id student_id program_id begin_date end_date exit_reason school_id",
        (PROGRAM,),
    ),
    _source(
        "guardians", guardians.guardians, CONTACTS, "guardian_id given_name family_name email phone language status"
    ),
    _source(
        "guardian_links",
        guardians.guardian_links,
        STUDENT_CONTACTS,
        "guardian_id student_id relation is_legal_guardian restrictions lives_with is_emergency is_primary"
        " contact_priority link_id status",
    ),
    _source(
        "staff",
        staff.staff,
        STAFFS,
        "staff_id given_name family_name email sex birth_date degree hire_date leave_date leave_reason",
        (STAFF_DEMOGRAPHICS, STAFF_DIRECTORIES, EMPLOYMENTS),
        staff.deleted,
    ),
    _source(
        "staff_roles",
        staff.staff_roles,
        ASSIGNMENTS,
        "staff_role_id staff_id role title begin_date end_date fte is_primary employment_status school_id",
    ),
    _source("staff_absences", staff.staff_absences, STAFF_ABSENCES, "staff_absence_id staff_id date hours category"),
    _source(
        "attendance",
        events.attendance,
        ATTENDANCE,
        "attendance_id student_id date status absent_fraction school_id school_year term",
        exceptions_only=True,
    ),
    _source(
        "discipline_actions",
        events.discipline_actions,
        DISCIPLINE_ACTIONS,
        "discipline_action_id student_id date action incident_id incident_school_id days_assigned days_served"
        " school_id",
        spreads=True,
    ),
    _source(
        "incidents",
        behaviour.incidents,
        INCIDENTS,
        "incident_id date time location category is_law_enforcement cost school_id",
    ),
    _source(
        "incident_students",
        behaviour.incident_students,
        INCIDENT_STUDENTS,
        "student_id date incident_id role behaviour incident_student_id school_id",
        (INCIDENT,),
        spreads=True,
    ),
    _source(
        "health_records",
        services.health_records,
        STUDENT_HEALTHS,
        "student_id kind code event_date status as_of_date health_record_id",
        spreads=True,
    ),
    _source(
        "transport_riders",
        services.transport_riders,
        STUDENT_TRANSPORTATIONS,
        "student_id end_date direction mode route_id bus_number days miles eligibility accommodation provider_org_id"
        " ride_id",
        spreads=True,
    ),
    _source("courses", teaching.courses, COURSES, "course_id name code subject grade_level"),
    _source(
        "classes",
        teaching.classes,
        SECTIONS,
        "class_id course_id name start_date end_date subject grade_level school_id school_year term",
        (OFFERING, COURSE, SESSION),
    ),
    _source(
        "enrollments",
        teaching.enrollments,
        STUDENT_SECTIONS,
        "enrollment_id student_id course_id class_id start_date end_date result school_id school_year term",
        (OFFERING, COURSE, SECTION),
    ),
    _source(
        "line_items",
        teaching.line_items,
        GRADEBOOK_ENTRIES,
        "line_item_id class_id name category due_date score_max subject grade_level school_id school_year term",
        (OFFERING, COURSE, SECTION),
    ),
    _source(
        "assessments",
        results.assessments,
        RESULTS,
        "assessment_id student_id assessment_date subject score score_max score_min class_id line_item_id"
        " grade_level school_id school_year term",
        (OFFERING, COURSE, SECTION, GRADING_PERIOD, ASSESSMENT, ENTRY),
        spreads=True,
    ),
)

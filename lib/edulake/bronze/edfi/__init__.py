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
    services,
    staff,
)
from edulake.bronze.edfi.sources import source
from edulake.bronze.edfi.sources_learning import LEARNING
from edulake.bronze.edfi.sources_schools import OF_SCHOOLS
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
from edulake.bronze.edfi.tables_wellbeing import (
    INCIDENT,
    INCIDENT_STUDENTS,
    INCIDENTS,
    STUDENT_HEALTHS,
    STUDENT_TRANSPORTATIONS,
)
from edulake.contract.feed import Notation

if TYPE_CHECKING:
    from edulake.bronze.source import Source

__all__ = ["EDFI"]


EDFI: tuple[Source, ...] = (
    source(
        "students",
        people.students,
        STUDENTS,
        "student_id given_name family_name email birth_date gender grade_level enrollment_date school_id school_ids"
        " school_year",
        (STUDENT_SCHOOLS.in_versions, DEMOGRAPHICS.in_versions, DIRECTORIES.in_versions),
        people.deleted,
        spreads=True,
    ),
    source(
        "memberships",
        people.memberships,
        STUDENT_SCHOOLS,
        "membership_id student_id school_id entry_date exit_date grade_level entry_type exit_type is_primary fte"
        " school_year",
    ),
    source("school_days", people.school_days, CALENDAR_DATES, "school_day_id date kind school_id school_year"),
    source(
        "student_groups",
        groups.student_groups,
        DEMOGRAPHICS,
        "student_id kind value begin_date end_date student_group_id",
        spreads=True,
    ),
    source("programs", programs.programs, PROGRAMS, "program_id name program_type"),
    source(
        "program_memberships",
        programs.program_memberships,
        STUDENT_PROGRAMS,
        "program_membership_id student_id program_id begin_date end_date exit_reason school_id",
        (PROGRAM,),
    ),
    source(
        "guardians", guardians.guardians, CONTACTS, "guardian_id given_name family_name email phone language status"
    ),
    source(
        "guardian_links",
        guardians.guardian_links,
        STUDENT_CONTACTS,
        "guardian_id student_id relation is_legal_guardian restrictions lives_with is_emergency is_primary"
        " contact_priority link_id status",
    ),
    source(
        "staff",
        staff.staff,
        STAFFS,
        "staff_id given_name family_name email sex birth_date degree hire_date leave_date leave_reason",
        (STAFF_DEMOGRAPHICS, STAFF_DIRECTORIES, EMPLOYMENTS),
        staff.deleted,
    ),
    source(
        "staff_roles",
        staff.staff_roles,
        ASSIGNMENTS,
        "staff_role_id staff_id role title begin_date end_date fte is_primary employment_status school_id",
    ),
    source("staff_absences", staff.staff_absences, STAFF_ABSENCES, "staff_absence_id staff_id date hours category"),
    source(
        "attendance",
        events.attendance,
        ATTENDANCE,
        "attendance_id student_id date status absent_fraction school_id school_year term",
        notation=Notation(exceptions_only=True),
    ),
    source(
        "discipline_actions",
        events.discipline_actions,
        DISCIPLINE_ACTIONS,
        "discipline_action_id student_id date action incident_id incident_school_id days_assigned days_served"
        " school_id",
        spreads=True,
    ),
    source(
        "incidents",
        behaviour.incidents,
        INCIDENTS,
        "incident_id date time location category is_law_enforcement cost school_id",
    ),
    source(
        "incident_students",
        behaviour.incident_students,
        INCIDENT_STUDENTS,
        "student_id date incident_id role behaviour incident_student_id school_id",
        (INCIDENT,),
        spreads=True,
    ),
    source(
        "health_records",
        services.health_records,
        STUDENT_HEALTHS,
        "student_id kind code event_date status as_of_date health_record_id",
        spreads=True,
    ),
    source(
        "transport_riders",
        services.transport_riders,
        STUDENT_TRANSPORTATIONS,
        "student_id end_date direction mode route_id bus_number days miles eligibility accommodation provider_org_id"
        " ride_id",
        spreads=True,
    ),
    *LEARNING,
    *OF_SCHOOLS,
)

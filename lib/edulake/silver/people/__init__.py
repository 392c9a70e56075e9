"""Subjects about people: who studies, teaches and cares."""

from edulake.silver.people.guardian_links import GUARDIAN_LINKS
from edulake.silver.people.guardians import GUARDIANS
from edulake.silver.people.memberships import MEMBERSHIPS
from edulake.silver.people.program_memberships import PROGRAM_MEMBERSHIPS
from edulake.silver.people.programs import PROGRAMS
from edulake.silver.people.school_days import SCHOOL_DAYS
from edulake.silver.people.staff import STAFF
from edulake.silver.people.staff_roles import STAFF_ROLES
from edulake.silver.people.student_groups import STUDENT_GROUPS
from edulake.silver.people.students import STUDENTS

SUBJECTS = (
    *(STUDENTS, MEMBERSHIPS, SCHOOL_DAYS, STAFF, STAFF_ROLES, GUARDIANS, GUARDIAN_LINKS, STUDENT_GROUPS),
    *(PROGRAMS, PROGRAM_MEMBERSHIPS),
)

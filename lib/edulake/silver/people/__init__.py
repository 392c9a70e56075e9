"""Subjects about people: who studies, teaches and cares."""

from edulake.silver.people.guardian_links import GUARDIAN_LINKS
from edulake.silver.people.guardians import GUARDIANS
from edulake.silver.people.student_groups import STUDENT_GROUPS
from edulake.silver.people.students import STUDENTS

SUBJECTS = (STUDENTS, GUARDIANS, GUARDIAN_LINKS, STUDENT_GROUPS)

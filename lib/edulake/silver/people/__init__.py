"""Subjects about people: who studies, teaches and cares."""

from edulake.silver.people.students import STUDENTS

SUBJECTS = (STUDENTS,)

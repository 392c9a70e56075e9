"""Subjects about wellbeing: who is there, and how people fare."""

from edulake.silver.wellbeing.attendance import ATTENDANCE

SUBJECTS = (ATTENDANCE,)

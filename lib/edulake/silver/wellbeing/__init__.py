"""Subjects about wellbeing: who is there, and how people fare."""

from edulake.silver.wellbeing.attendance import ATTENDANCE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS
from edulake.silver.wellbeing.incident_students import INCIDENT_STUDENTS
from edulake.silver.wellbeing.incidents import INCIDENTS
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES

SUBJECTS = (ATTENDANCE, INCIDENTS, INCIDENT_STUDENTS, DISCIPLINE_ACTIONS, STAFF_ABSENCES, HEALTH_RECORDS)

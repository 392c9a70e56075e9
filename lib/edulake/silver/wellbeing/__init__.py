"""Subjects about wellbeing: who is there, and how people fare."""

from edulake.silver.wellbeing.attendance import ATTENDANCE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS
from edulake.silver.wellbeing.incident_students import INCIDENT_STUDENTS
from edulake.silver.wellbeing.incidents import INCIDENTS
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES

SUBJECTS = (
    *(ATTENDANCE, INCIDENTS, INCIDENT_STUDENTS, DISCIPLINE_ACTIONS, STAFF_ABSENCES, HEALTH_RECORDS),
    *(SURVEY_ITEMS, SURVEY_RESPONSES, SURVEY_ANSWERS, SURVEY_INVITATIONS),
)

"""Answers about wellbeing."""

from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS
from edulake.gold.wellbeing.behaviour_trends import BEHAVIOUR_TRENDS
from edulake.gold.wellbeing.discipline_outcomes import DISCIPLINE_OUTCOMES
from edulake.gold.wellbeing.disproportionality import DISPROPORTIONALITY
from edulake.gold.wellbeing.health_visits import HEALTH_VISITS
from edulake.gold.wellbeing.immunization_coverage import IMMUNIZATION_COVERAGE
from edulake.gold.wellbeing.staff_absence_days import STAFF_ABSENCE_DAYS
from edulake.gold.wellbeing.staff_attendance import STAFF_ATTENDANCE
from edulake.gold.wellbeing.survey_constructs import SURVEY_CONSTRUCTS
from edulake.gold.wellbeing.survey_options import SURVEY_OPTIONS
from edulake.gold.wellbeing.survey_results import SURVEY_RESULTS

PRODUCTS = (
    ATTENDANCE_INSIGHTS,
    BEHAVIOUR_TRENDS,
    DISCIPLINE_OUTCOMES,
    DISPROPORTIONALITY,
    IMMUNIZATION_COVERAGE,
    HEALTH_VISITS,
    STAFF_ATTENDANCE,
    STAFF_ABSENCE_DAYS,
    SURVEY_RESULTS,
    SURVEY_OPTIONS,
    SURVEY_CONSTRUCTS,
)

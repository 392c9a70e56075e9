"""Answers about learning."""

from edulake.gold.learning.atl_trends import ATL_TRENDS
from edulake.gold.learning.class_daily_performance import CLASS_DAILY
from edulake.gold.learning.cohort_longitudinal import COHORTS
from edulake.gold.learning.course_completion import COURSE_COMPLETION
from edulake.gold.learning.curriculum_mastery import CURRICULUM_MASTERY
from edulake.gold.learning.pd_hours import PD_HOURS
from edulake.gold.learning.pd_trends import PD_TRENDS
from edulake.gold.learning.proficiency_distribution import PROFICIENCY
from edulake.gold.learning.score_trends import SCORE_TRENDS
from edulake.gold.learning.student_engagement import STUDENT_ENGAGEMENT
from edulake.gold.learning.student_longitudinal import STUDENT_LONGITUDINAL
from edulake.gold.learning.student_performance_aggregates import STUDENT_PERFORMANCE
from edulake.gold.learning.student_performance_summary import STUDENT_SUMMARY
from edulake.gold.learning.subject_performance_analytics import SUBJECT_PERFORMANCE
from edulake.gold.learning.usage_records import USAGE_RECORDS

PRODUCTS = (
    STUDENT_PERFORMANCE,
    STUDENT_SUMMARY,
    SUBJECT_PERFORMANCE,
    CLASS_DAILY,
    STUDENT_ENGAGEMENT,
    COURSE_COMPLETION,
    PROFICIENCY,
    SCORE_TRENDS,
    STUDENT_LONGITUDINAL,
    COHORTS,
    PD_HOURS,
    PD_TRENDS,
    USAGE_RECORDS,
    CURRICULUM_MASTERY,
    ATL_TRENDS,
)

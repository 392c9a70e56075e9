"""Subjects about learning: what is taught, who takes part, and how it goes."""

from edulake.silver.learning.assessments import ASSESSMENTS
from edulake.silver.learning.class_staff import CLASS_STAFF
from edulake.silver.learning.classes import CLASSES
from edulake.silver.learning.courses import COURSES
from edulake.silver.learning.curriculum_links import CURRICULUM_LINKS
from edulake.silver.learning.engagement import ENGAGEMENT
from edulake.silver.learning.enrollments import ENROLLMENTS
from edulake.silver.learning.line_items import LINE_ITEMS
from edulake.silver.learning.objective_results import OBJECTIVE_RESULTS
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE
from edulake.silver.learning.skill_ratings import SKILL_RATINGS
from edulake.silver.learning.standards import STANDARDS

SUBJECTS = (
    *(COURSES, CLASSES, LINE_ITEMS, ENROLLMENTS, ASSESSMENTS, ENGAGEMENT, PD_ATTENDANCE),
    *(CLASS_STAFF, STANDARDS, CURRICULUM_LINKS, OBJECTIVE_RESULTS, SKILL_RATINGS),
)

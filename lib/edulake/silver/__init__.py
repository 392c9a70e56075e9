"""Silver mirrors subjects: one typed row per fact. One file per subject, one line each below."""

from __future__ import annotations

from edulake.silver.learning.assessments import ASSESSMENTS
from edulake.silver.learning.classes import CLASSES
from edulake.silver.learning.courses import COURSES
from edulake.silver.learning.engagement import ENGAGEMENT
from edulake.silver.learning.enrollments import ENROLLMENTS
from edulake.silver.learning.line_items import LINE_ITEMS
from edulake.silver.people.students import STUDENTS
from edulake.silver.subject import Subject
from edulake.silver.wellbeing.attendance import ATTENDANCE

__all__ = ["SUBJECTS", "TABLES", "Subject"]

# What facts are about comes first, so that a run that brings both knows it when it looks for unknown ones.
SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (STUDENTS, COURSES, CLASSES, LINE_ITEMS, ENROLLMENTS, ASSESSMENTS, ATTENDANCE, ENGAGEMENT)
}
TABLES = tuple(subject.table for subject in SUBJECTS.values())

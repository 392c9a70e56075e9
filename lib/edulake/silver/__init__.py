"""Silver mirrors subjects: one typed row per fact. One file per subject, one line each below."""

from __future__ import annotations

from edulake.silver.assessments import ASSESSMENTS
from edulake.silver.attendance import ATTENDANCE
from edulake.silver.classes import CLASSES
from edulake.silver.courses import COURSES
from edulake.silver.engagement import ENGAGEMENT
from edulake.silver.enrollments import ENROLLMENTS
from edulake.silver.line_items import LINE_ITEMS
from edulake.silver.students import STUDENTS
from edulake.silver.subject import Subject

__all__ = ["SUBJECTS", "TABLES", "Subject"]

# What facts are about comes first, so that a run that brings both knows it when it looks for unknown ones.
SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (STUDENTS, COURSES, CLASSES, LINE_ITEMS, ENROLLMENTS, ASSESSMENTS, ATTENDANCE, ENGAGEMENT)
}
TABLES = tuple(subject.table for subject in SUBJECTS.values())

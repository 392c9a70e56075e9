"""Silver mirrors subjects: one typed row per fact. One file per subject, one line each below."""

from __future__ import annotations

from edulake.silver.assessments import ASSESSMENTS
from edulake.silver.attendance import ATTENDANCE
from edulake.silver.subject import Subject

__all__ = ["SUBJECTS", "TABLES", "Subject"]

SUBJECTS: dict[str, Subject] = {subject.name: subject for subject in (ASSESSMENTS, ATTENDANCE)}
TABLES = tuple(subject.table for subject in SUBJECTS.values())

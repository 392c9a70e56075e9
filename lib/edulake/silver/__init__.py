"""Silver mirrors subjects: one typed row per fact. One file per subject, and one line in the list of its domain."""

from __future__ import annotations

from edulake.silver import language, learning, operations, people, wellbeing
from edulake.silver.subject import Subject, in_order

__all__ = ["SUBJECTS", "TABLES", "Subject"]

# What facts are about comes first, so that a run that brings both knows it when it looks for unknown ones.
SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in in_order(
        *people.SUBJECTS, *learning.SUBJECTS, *wellbeing.SUBJECTS, *operations.SUBJECTS, *language.SUBJECTS
    )
}
TABLES = tuple(subject.table for subject in SUBJECTS.values())

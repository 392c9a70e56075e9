"""How far learners are in lessons, and at which level: many rows of one learner, each with versions of its own."""

from __future__ import annotations

from typing import Any

import pytest
from lake import Lake

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.slow, pytest.mark.once]

COLUMNS = {
    "lesson_progress": ("progress_id", "student_id", "lesson_id", "course_id", "status", "updated_at"),
    "proficiency": ("student_id", "course_id", "level", "updated_at"),
}
PROGRESS, LEVELS = (SUBJECTS[name].table for name in COLUMNS)


def settings(*, snapshot: bool) -> str:
    return "".join(
        f'[sources.{subject}]\nsystem = "app"\nsubject = "{subject}"\nfiles = "**/{subject}*.csv"\nformat = "csv"\n'
        f"snapshot = {str(snapshot).lower()}\n[sources.{subject}.columns]\n"
        + "".join(f'{name} = "{name}"\n' for name in names)
        for subject, names in COLUMNS.items()
    )


def deliver(lake: Lake, day: str, **rows: str) -> None:
    for subject, lines in rows.items():
        lake.deliver(f"app/{day}/{subject}.csv", ",".join(COLUMNS[subject]) + "\n" + lines)
    lake.ingest()
    lake.cleanse()


def versions(lake: Lake, table: Any, *names: str) -> list[tuple[Any, ...]]:
    """Rows by some columns, from which day to which, and whether they are there, in order."""
    days = ("string(date(valid_from))", "string(date(valid_to))")
    found = lake.store.read(table).selectExpr(*names, *days, "is_active").collect()
    return sorted(map(tuple, found), key=str)


NAMES = ("progress_id", "student_id", "status")


def test_a_row_of_a_learner_says_nothing_of_the_others(lake: Lake) -> None:
    """One comes late, one is told again as it was, one turns out to be of somebody else."""
    lake = lake.configured(settings(snapshot=False))
    deliver(
        lake,
        "2025-03-10",
        lesson_progress="P1,S1,L1,es,in_progress,2025-03-01\nP2,S1,L2,es,in_progress,2025-03-01\n"
        "P2,S1,L2,es,in_progress,2025-03-05\nP3,S1,L3,es,not_started,2025-03-06\n",
        proficiency="S1,es,A1,2025-03-01\nS1,fr,B1,2025-03-01\nS1,fr,B1,2025-03-06\n",
    )
    first = versions(lake, PROGRESS, *NAMES)
    assert first == [
        ("P1", "S1", "in_progress", "2025-03-01", None, True),
        ("P2", "S1", "in_progress", "2025-03-01", None, True),
        ("P3", "S1", "not_started", "2025-03-06", None, True),
    ]
    deliver(
        lake,
        "2025-03-11",
        lesson_progress="P1,S1,L1,es,completed,2025-03-04\nP3,S2,L3,es,not_started,2025-03-02\n",
        proficiency="S1,es,A2,2025-03-04\n",
    )
    assert versions(lake, PROGRESS, *NAMES) == [
        ("P1", "S1", "completed", "2025-03-04", None, True),
        ("P1", "S1", "in_progress", "2025-03-01", "2025-03-04", True),
        ("P2", "S1", "in_progress", "2025-03-01", None, True),
        ("P3", "S1", "not_started", "2025-03-06", None, True),
        ("P3", "S2", "not_started", "2025-03-02", "2025-03-06", True),
    ]
    assert versions(lake, LEVELS, "course_id", "level") == [
        ("es", "A1", "2025-03-01", "2025-03-04", True),
        ("es", "A2", "2025-03-04", None, True),
        ("fr", "B1", "2025-03-01", None, True),
    ]
    held = versions(lake, PROGRESS, *NAMES)
    deliver(lake, "2025-03-12", lesson_progress="P1,S1,L1,es,completed,2025-03-04\n")
    assert versions(lake, PROGRESS, *NAMES) == held, "what is said again is no news"


def test_what_a_snapshot_lacks_is_no_longer_active(lake: Lake) -> None:
    """With the status that it had: a lesson is not Inactive. A record that names no learner ends nothing."""
    lake = lake.configured(settings(snapshot=True) + "[limits]\nsnapshot_shrink = 1.0\n")
    both = "P1,S1,L1,es,in_progress,\nP2,S1,L2,es,,\n"
    levels = "S1,es,A1,\nS2,es,B1,\n"
    deliver(lake, "2025-03-10", lesson_progress=both, proficiency=levels)
    deliver(lake, "2025-03-11", lesson_progress="P1,S1,L1,es,in_progress,\n", proficiency="S1,es,A1,\n,es,B1,\n")
    assert versions(lake, PROGRESS, *NAMES) == [
        ("P1", "S1", "in_progress", "2025-03-10", None, True),
        ("P2", "S1", "Unknown", "2025-03-10", "2025-03-11", True),
        ("P2", "S1", "Unknown", "2025-03-11", None, False),
    ]
    assert versions(lake, LEVELS, "student_id", "level") == [
        ("S1", "A1", "2025-03-10", None, True),
        ("S2", "B1", "2025-03-10", None, True),
    ], "nobody knows who the refused record is about"
    deliver(lake, "2025-03-12", lesson_progress=both, proficiency=levels)
    assert ("P2", "S1", "Unknown", "2025-03-12", None, True) in versions(lake, PROGRESS, *NAMES)

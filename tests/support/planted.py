"""Small groups, planted in the report's lake: each plant makes one of so many students, with a group that goes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from report_lake import (
    AGGREGATES,
    ATTENDANCE,
    COURSES,
    INSIGHTS,
    MODEL,
    MONDAY,
    NOW,
    RESULTS,
    SUMMARY,
    Rows,
    of_course,
    student,
)

from edulake.ml.tables.audit import CALIBRATION, FAIRNESS, METRICS
from edulake.ml.tables.lists import DRIFT, PREDICTIONS

Plant = Callable[[Rows, Sequence[int]], None]


def change(rows: Rows, table: Any, members: Sequence[int], **values: Any) -> None:
    who = {student(number) for number in members}
    for row in rows[table]:
        if row["student_id"] in who:
            row.update(values)


def grade(rows: Rows, members: Sequence[int]) -> None:
    for table in (AGGREGATES, RESULTS):
        change(rows, table, members, grade_level="12th Grade")


def moved(rows: Rows, members: Sequence[int]) -> None:
    """Students with results in two grades are counted in the later one."""
    before = {"grade_level": "1st Grade", "last_assessment_date": dt.date(2024, 1, 1)}
    who = {student(number) for number in members}
    rows[AGGREGATES] = rows[AGGREGATES] + [{**row, **before} for row in rows[AGGREGATES] if row["student_id"] in who]


def engagement(rows: Rows, members: Sequence[int]) -> None:
    for table in (AGGREGATES, SUMMARY):
        change(rows, table, members, avg_engagement=None)


def subject(rows: Rows, members: Sequence[int]) -> None:
    who = {student(number) for number in members}
    for row in rows[RESULTS]:
        if row["student_id"] in who and row["subject"] == "Latin":
            row["subject"] = "Greek"


def month(of: int) -> Plant:
    def plant(rows: Rows, members: Sequence[int]) -> None:
        who = {student(number) for number in members}
        for row in rows[RESULTS]:
            if row["student_id"] in who and row["assessment_date"].month == of:
                row["assessment_date"] = dt.date(2024, 7, 1)

    return plant


def school(rows: Rows, members: Sequence[int]) -> None:
    change(rows, INSIGHTS, members, school_id="Tiny")


def absence_band(rows: Rows, members: Sequence[int]) -> None:
    change(rows, INSIGHTS, members, absence_band="Too Few Days")


def away(rows: Rows, members: Sequence[int]) -> None:
    _on_one_day(rows, members, 1, 0)


def there(rows: Rows, members: Sequence[int]) -> None:
    _on_one_day(rows, members, 0, 1)


def _on_one_day(rows: Rows, members: Sequence[int], theirs: int, of_others: int) -> None:
    who = {student(number) for number in members}
    for row in rows[ATTENDANCE]:
        if row["date"] == MONDAY:
            row["absent_fraction"] = theirs if row["student_id"] in who else of_others


def course(rows: Rows, members: Sequence[int]) -> None:
    rows[COURSES] += [of_course("Chess", completed=len(members)), of_course("Drama", completed=13 - len(members))]


def outcome(rows: Rows, members: Sequence[int]) -> None:
    rows[COURSES][0] = of_course("Algebra", completed=100, not_told=len(members), still_open=13 - len(members))


def outcome_of_a_course(companion: str) -> Plant:
    """Few in one course, many in another, which gives the cell a companion in its row and in its column."""

    def plant(rows: Rows, members: Sequence[int]) -> None:
        few = len(members)
        one, two = {"completed": 100, "failed": 60, "withdrawn": 40}, {"completed": 90, "failed": 70, "withdrawn": 50}
        one[companion] -= few
        two[companion] += few
        rows[COURSES] = [of_course("Algebra", not_told=few, **one), of_course("Biology", not_told=30 - few, **two)]

    return plant


def risk_band(rows: Rows, members: Sequence[int]) -> None:
    change(rows, PREDICTIONS, members, risk_band="Unknown")


def reason(rows: Rows, members: Sequence[int]) -> None:
    change(rows, PREDICTIONS, members, first_reason="no results so far")


def listed_course(rows: Rows, members: Sequence[int]) -> None:
    change(rows, PREDICTIONS, members, course_id="Chess", class_id="Chess:1")


def calibration(rows: Rows, members: Sequence[int]) -> None:
    few = len(members)
    for row in rows[CALIBRATION]:
        row["observed"] = {1: few / 40, 2: (13 - few) / 40}.get(row["bin"], 0.5)


def precision(rows: Rows, members: Sequence[int]) -> None:
    rows[FAIRNESS] = []
    right = 20 - len(members)
    for row in rows[METRICS]:
        row.update(flagged=20, precision_at_capacity=right / 20, recall_at_capacity=right / 150)


def fairness(rows: Rows, members: Sequence[int]) -> None:
    """A third gender of few, beside two that are rated."""
    few = len(members)
    rows[FAIRNESS][1].update(n=190 - few)
    rows[FAIRNESS].append({"attribute": "gender", "group": "X", "n": few, "positives": 0, "is_too_small": True} | MODEL)


def drift(rows: Rows, members: Sequence[int]) -> None:
    what = {"scope": "all", "measure": "unknown_share", "name": "late_share", "value": len(members) / 200, "n": 200}
    rows[DRIFT] = [{**what, **MODEL, "as_of_date": NOW.date(), "is_alert": False, "expected": 0.0}]


def pairs(step: int, *firsts: int) -> list[tuple[int, int]]:
    return [(first, first + step) for first in firsts]


# What makes the group, and pairs of its first and second member: one of them must be from the group's companion.
PLANTS: dict[str, tuple[Sequence[Plant], Sequence[tuple[int, int]]]] = {
    "a grade": ([grade], pairs(40, 0)),
    "students of two grades": ([moved], pairs(1, 1)),
    "engagement that is not told": ([engagement], [(20, 39), (20, 28)]),
    "a subject": ([subject], pairs(3, 3)),
    "a month": ([month(of) for of in range(1, 7)], pairs(1, 1)),
    "a school": ([school], pairs(3, 0)),
    "a band of absence": ([absence_band], pairs(5, 1, 0)),
    "a day of few away": ([away], pairs(1, 0)),
    "a day of few there": ([there], pairs(1, 0)),
    "a course": ([course], pairs(1, 0)),
    "an outcome": ([outcome], pairs(1, 0)),
    "an outcome of a course": (
        [outcome_of_a_course(name) for name in ("withdrawn", "failed", "completed")],
        pairs(1, 0),
    ),
    "a band of risk": ([risk_band], pairs(5, 0, 1, 2, 3)),
    "a reason": ([reason], pairs(10, 0, 5)),
    "a course of the list": ([listed_course], pairs(1, 0)),
    "a bin of calibration": ([calibration], pairs(1, 0)),
    "those listed in vain": ([precision], pairs(1, 0)),
    "a group of the fairness audit": ([fairness], pairs(1, 0)),
    "a feature's unknown values": ([drift], pairs(1, 0)),
}

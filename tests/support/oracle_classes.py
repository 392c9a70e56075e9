"""Classes and courses computed without Spark, with exact fractions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, NamedTuple

from oracle import SCOPE, Row, given, grouped, latest_progress, mean, rounded, shared


class Stay(NamedTuple):
    """A student in a class from a day to another; `is_own` where the student's own record says so."""

    student: str
    class_id: str
    first: dt.date
    last: dt.date
    is_own: bool


def class_days(
    attendance: list[Row], assessments: list[Row], students: list[Row], enrollments: list[Row], classes: list[Row]
) -> list[Row]:
    """gold.class_daily_performance."""
    stays = [*_versions(students), *_enrolled(enrollments, classes)]
    dated = [{**row, "date": row["assessment_date"]} for row in assessments]
    there, done = (
        grouped((row for row in (_placed(row, stays) for row in rows) if row["class_id"]), "class_id", "date")
        for rows in (attendance, dated)
    )
    return [_class_day(key, there.get(key, []), done.get(key, []), stays) for key in sorted({*there, *done})]


def _versions(students: list[Row]) -> list[Stay]:
    active = [row for row in students if row["is_active"] and row["class_id"]]
    return [
        Stay(
            row["student_id"],
            row["class_id"],
            row["valid_from"].date(),
            row["valid_to"].date() - dt.timedelta(1) if row["valid_to"] else dt.date.max,
            is_own=True,
        )
        for row in active
    ]


def _enrolled(enrollments: list[Row], classes: list[Row]) -> list[Stay]:
    class_ends = {(row["source_system"], row["class_id"]): row["end_date"] for row in classes}
    stays = []
    for row in enrollments:
        year, is_done = row["school_year"], row["status"] in ("Completed", "Failed")
        ends = class_ends.get((row["source_system"], row["class_id"])) or (dt.date(year, 6, 30) if year else None)
        said_on = (row["source_updated_at"] or row["delivered_at"]).date()
        stayed = ends and (is_done or (row["is_gone"] and ends <= said_on))
        is_known = row["end_date"] or stayed or (row["is_active"] and not is_done)
        if row["class_id"] and row["start_date"] and is_known:
            last = row["end_date"] or ends or dt.date.max
            stays.append(Stay(row["student_id"], row["class_id"], row["start_date"], last, is_own=False))
    return stays


def _placed(fact: Row, stays: list[Stay]) -> Row:
    """The fact with is_by_roster, in the one class of its student on the day if it names none."""
    theirs = [s for s in stays if s.student == fact["student_id"] and s.first <= fact["date"] <= s.last]
    said = {s.class_id for s in theirs if s.is_own} or {s.class_id for s in theirs}
    silent = fact["class_id"] is None and not {"ID_DAMAGED", "BAD_ID"} & set(fact["issue_codes"])
    taken = silent and len(said) == 1
    return {**fact, "is_by_roster": taken, "class_id": said.pop() if taken else fact["class_id"]}


def _class_day(key: tuple[Any, ...], there: list[Row], done: list[Row], stays: list[Stay]) -> Row:
    roll = {s.student for s in stays if s.class_id == key[0] and s.first <= key[1] <= s.last}
    known = {row["student_id"] for row in there if row["is_present"] is not None}
    present = {row["student_id"] for row in there if row["is_present"]}
    assessed = {row["student_id"] for row in done}
    return {
        "class_id": key[0],
        "date": key[1],
        "total_students": len(roll) or None,
        "students_with_facts": len({row["student_id"] for row in there} | assessed),
        "facts_by_roster": sum(row["is_by_roster"] for row in there + done),
        "students_with_attendance": len(known),
        "present_count": len(present),
        "absent_count": len(known) - len(present),
        "attendance_rate": rounded(Fraction(len(present), len(known)), 4) if known else None,
        "students_with_assessment": len(assessed),
        "students_with_score": len({row["student_id"] for row in done if row["score"] is not None}),
        "assessment_count": len(done),
        "avg_score": rounded(mean(given(done, "score"))),
        **{name: shared([row[name] for row in there + done]) for name in SCOPE},
    }


OUTCOMES = ("completed", "failed", "withdrawn", "still_open", "not_told")


def completions(enrollments: list[Row], classes: list[Row], engagement: list[Row]) -> list[Row]:
    """gold.course_completion."""
    of_class = {(row["source_system"], row["class_id"]): row for row in classes}
    told = [
        {**row, "outcome": _outcome(row, of_class.get((row["source_system"], row["class_id"])))} for row in enrollments
    ]
    of_course = grouped(told, "course_id")
    progress = grouped((row for row in engagement if row["progress_percentage"] is not None), "course_id")
    return [_completion(key, of_course.get(key, []), progress.get(key, [])) for key in sorted({*of_course, *progress})]


def _outcome(row: Row, of_class: Row | None) -> str:
    """Inactive alone is no outcome where the row is gone, its class is over, or its last day had come by then."""
    if row["status"] in ("Completed", "Failed", "Withdrawn"):
        return row["status"].lower()
    if row["status"] != "Inactive":
        return "still_open"
    end = row["end_date"] or (of_class or {}).get("end_date")
    said_at = row["source_updated_at"] or row["delivered_at"]
    over = of_class is not None and not of_class["is_active"]
    return "not_told" if row["is_gone"] or over or (end and end <= said_at.date()) else "withdrawn"


def _completion(key: tuple[Any, ...], rows: list[Row], told: list[Row]) -> Row:
    of = {name: [row["student_id"] for row in rows if row["outcome"] == name] for name in OUTCOMES}
    known = len(of["completed"]) + len(of["failed"]) + len(of["withdrawn"])
    latest = [latest_progress(of) for of in grouped(told, "student_id").values()]
    reached = latest.count(100)
    return {
        "course_id": key[0],
        "completion_rate": rounded(Fraction(len(of["completed"]), known), 4) if known else None,
        "enrolled": len(rows),
        "students": len({row["student_id"] for row in rows}),
        **{name: len(students) for name, students in of.items()},
        **{f"{name}_students": len(set(students)) for name, students in of.items()},
        "with_progress": len(latest),
        "reached_100": reached,
        "progress_rate": rounded(Fraction(reached, len(latest)), 4) if latest else None,
        **{name: shared([row[name] for row in rows or told]) for name in SCOPE},
    }

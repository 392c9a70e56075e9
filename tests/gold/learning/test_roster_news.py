"""Which classes and days news of a roster touch: all whose rows are others, and none of people who have no news."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
import rosters
from pyspark.sql import SparkSession
from rosters import Key, Row, State

from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

pytestmark = [pytest.mark.once, pytest.mark.more]

DAYS = [f"2024-10-0{n}" for n in range(1, 5)]


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


def version(student: str, since: str, until: str | None, class_id: str | None, **more: Any) -> Row:
    key = {"source_system": "sis", "student_id": student, "valid_from": at(since)}
    return {**key, "valid_to": until and at(until), "class_id": class_id, "is_active": True, **more}


def enrolled(number: int, student: str, first: str | None, last: str | None, class_id: str | None, **more: Any) -> Row:
    key = {"source_system": "sis", "enrollment_id": f"{student}{number}", "student_id": student, "class_id": class_id}
    open_ = {"start_date": first, "end_date": last, "status": "Active", "is_active": True}
    return {**key, **open_, "delivered_at": at("2024-10-02"), **more}


def class_(class_id: str, end: str | None, **more: Any) -> Row:
    return {"source_system": "sis", "class_id": class_id, "end_date": end, **more}


def there(number: int, student: str, day: str, class_id: str | None, **more: Any) -> Row:
    told = {"source_system": "sis", "attendance_id": f"{student}{number}", "student_id": student, "date": day}
    return {**told, "class_id": class_id, "is_present": True, "issue_codes": [], **more}


def did(number: int, student: str, day: str, class_id: str | None, **more: Any) -> Row:
    told = {"source_system": "sis", "assessment_id": f"{student}{number}", "student_id": student}
    return {**told, "assessment_date": day, "class_id": class_id, "issue_codes": [], "is_deleted": False, **more}


# --- by hand: A is in C1 by versions, B in C2 by an enrollment, and nothing is told of where they are on four days ---

FIRST, CHANGED = version("A", "2024-09-01", None, "C1"), {"valid_to": at(DAYS[2])}
STAY, OTHER = (enrolled(1, who, "2024-09-01", None, class_id) for who, class_id in (("B", "C2"), ("D", "C3")))
ROOM = class_("C2", "2024-12-20", name="Art")
SCHOOL: State = {
    STUDENTS_TABLE: [FIRST],
    ENROLLMENTS_TABLE: [STAY, OTHER],
    CLASSES_TABLE: [ROOM],
    ATTENDANCE_TABLE: [there(n, who, day, None) for n, day in enumerate(DAYS) for who in "ABD"],
}


def on(class_id: str, *numbers: int) -> set[Key]:
    return {(class_id, DAYS[n - 1]) for n in numbers}


HELD = on("C1", 1, 2, 3, 4) | on("C2", 1, 2, 3, 4) | on("C3", 1, 2, 3, 4)
EARLIER = {**STAY, "start_date": DAYS[1]}
ENDED, LATER = {**STAY, "end_date": DAYS[2]}, {**STAY, "end_date": DAYS[1]}
NEWS: dict[str, tuple[State, State, set[Key]]] = {
    "a version of the same class": (
        {},
        {STUDENTS_TABLE: [{**FIRST, **CHANGED}, version("A", DAYS[2], None, "C1")]},
        on("C1", 3, 4),
    ),
    "a version of another class": (
        {},
        {STUDENTS_TABLE: [{**FIRST, **CHANGED}, version("A", DAYS[2], None, "C9")]},
        on("C1", 3, 4) | on("C9", 3, 4),
    ),
    "the class of a version": (
        {},
        {STUDENTS_TABLE: [{**FIRST, "class_id": "C9"}]},
        on("C1", 1, 2, 3, 4) | on("C9", 1, 2, 3, 4),
    ),
    "a version that is gone": ({}, {STUDENTS_TABLE: []}, on("C1", 1, 2, 3, 4)),
    "a version that belongs nowhere any more": (
        {},
        {STUDENTS_TABLE: [{**FIRST, "is_active": False}]},
        on("C1", 1, 2, 3, 4),
    ),
    "what says nothing of the class": (
        {},
        {
            STUDENTS_TABLE: [{**FIRST, "school_id": "N1"}],
            ENROLLMENTS_TABLE: [{**STAY, "delivered_at": at("2024-10-09")}, OTHER],
            CLASSES_TABLE: [{**ROOM, "name": "Music"}],
        },
        set(),
    ),
    "a last day": ({ENROLLMENTS_TABLE: [ENDED]}, {ENROLLMENTS_TABLE: [LATER]}, on("C2", 3)),
    "a first day": ({}, {ENROLLMENTS_TABLE: [EARLIER, OTHER]}, on("C2", 1)),
    "the last day of a class": ({}, {CLASSES_TABLE: [{**ROOM, "end_date": DAYS[1]}]}, on("C2", 1, 2, 3, 4)),
    "a class that begins to be told": ({CLASSES_TABLE: []}, {}, on("C2", 1, 2, 3, 4)),
    "a class whose enrollments say when they end": (
        {ENROLLMENTS_TABLE: [ENDED]},
        {ENROLLMENTS_TABLE: [ENDED], CLASSES_TABLE: [{**ROOM, "end_date": DAYS[1]}]},
        set(),
    ),
    "facts": (
        {ATTENDANCE_TABLE: []},
        {
            ATTENDANCE_TABLE: [there(1, "A", DAYS[0], None), there(2, "A", DAYS[1], "C8")],
            STUDENT_ASSESSMENTS_CLEAN: [did(1, "B", DAYS[2], None, issue_codes=["BAD_ID"])],
        },
        on("C1", 1) | on("C8", 2),
    ),
}


@pytest.mark.parametrize("case", NEWS)
def test_news_touch_the_days_that_they_change(case: str, spark: SparkSession) -> None:
    """Of classes that others attend, and of days before, no row is computed."""
    before, after, expected = NEWS[case]
    assert rosters.touched(spark, [{**SCHOOL, **before}, {**SCHOOL, **after}], HELD) == expected


# --- at random: schools of a few people, whose rows came, went and changed twice --------------------------------------


def school(rng: random.Random, name: str) -> State:
    """Rows that may be there; classes and students are the school's own."""
    classes = [f"{name}C{n}" for n in range(3)]

    def day(*more: Any) -> Any:
        return rng.choice([*DAYS, *more])

    def where(*more: Any) -> Any:
        return rng.choice([*classes, *more])

    students = [f"{name}S{n}" for n in range(3)]
    ends = ["Completed", "Failed", "Withdrawn", "Inactive", "Active", "Active"]
    systems = {"source_system": rng.choice(["sis", "sis", "lms"])}
    return {
        STUDENTS_TABLE: [
            version(who, since, day(None, None), where(None), is_active=rng.random() < 0.8)
            for who in students[:2]
            for since in DAYS[:2]
        ],
        ENROLLMENTS_TABLE: [
            enrolled(n, who, day(None), day(None, None, None), where(None), **_standing(rng, rng.choice(ends)))
            for who in students
            for n in range(2)
        ],
        CLASSES_TABLE: [{**class_(each, day(None)), **systems} for each in classes[:2]],
        ATTENDANCE_TABLE: [
            there(n, who, day(), where(None, None, None, None), issue_codes=rng.choice([[], [], ["BAD_ID"]]))
            for who in students
            for n in range(3)
        ],
        STUDENT_ASSESSMENTS_CLEAN: [
            did(n, who, day(), where(None, None), is_deleted=rng.random() < 0.2) for who in students for n in range(2)
        ],
    }


def _standing(rng: random.Random, status: str) -> Row:
    told = {"school_year": rng.choice([None, 2024, 2025]), "delivered_at": at(rng.choice(DAYS))}
    return {"status": status, "is_active": status == "Active", "is_gone": status == "Inactive" or None, **told}


def later(rng: random.Random, state: State, name: str) -> State:
    """The same school after news: in each table some rows are those of another school of the name, or come or go."""
    found: State = {}
    for table, fresh in school(rng, name).items():
        held = {tuple(row[key] for key in table.key): row for row in state[table]}
        drawn = {tuple(row[key] for key in table.key): row for row in fresh}
        both = {key: rng.choice([held, held, held, drawn, {}]).get(key) for key in sorted({*held, *drawn}, key=str)}
        found[table] = [row for row in both.values() if row]
    return found


@pytest.mark.slow
def test_all_rows_that_are_others_are_touched(spark: SparkSession) -> None:
    """And what is computed for the keys alone is what all rows would be, of two hundred schools."""
    rng = random.Random(7)
    states: list[State] = [{}, {}, {}]
    for n in range(200):
        one = school(rng, f"{n:03}")
        two = later(rng, one, f"{n:03}")
        quiet = rng.choice([STUDENTS_TABLE, ENROLLMENTS_TABLE, CLASSES_TABLE, None])
        three = {**later(rng, two, f"{n:03}"), **({quiet: two[quiet]} if quiet else {})}
        for state, of in zip(states, (one, two, three), strict=True):
            for table, told in of.items():
                state.setdefault(table, []).extend(told)
    before, after = (rosters.rows(spark, state) for state in (states[0], states[-1]))
    keys = rosters.touched(spark, states, before)
    differ = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert len(differ) > 500
    assert differ <= keys
    assert rosters.rows(spark, states[-1], keys) == {key: row for key, row in after.items() if key in keys}

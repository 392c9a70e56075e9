"""Masked courses, classes, students and staff: nobody is named, and references hold."""

from __future__ import annotations

import psycopg
import pytest
from serving_rows import MONDAY, SECRET, World

from edulake.serving.publish.transfer import pseudonym
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

COURSES, CLASSES, STUDENTS, STAFF = (SUBJECTS[name].table for name in ("courses", "classes", "students", "staff"))
CANARY = "Zebulon"
MASKED = {"masked": True, "pseudonyms": "env:PSEUDONYMS"}


def student(number: int, **values: object) -> dict[str, object]:
    named = dict.fromkeys(("name", "given_name", "family_name", "gender", "disability"), CANARY)
    said = {"student_id": f"STU{number}", "source_system": "sis", "valid_from": MONDAY, "email": f"{CANARY}@school.org"}
    return {**said, **named, "content_hash": 1, **values}


def deliver(world: World, *students: dict[str, object]) -> None:
    world.write(COURSES, {"course_id": "C1", "source_system": "sis", "name": "Algebra"})
    of = {"source_system": "sis", "name": "Algebra, first period"}
    world.write(CLASSES, {"class_id": "K1", "course_id": "C1", **of}, {"class_id": "K2", "course_id": "C9", **of})
    world.write(STUDENTS, *students)
    world.write(STAFF, {"staff_id": "STU1", "source_system": "sis", "valid_from": MONDAY, "sex": CANARY})


def test_nobody_is_named_and_everybody_is_somebody(world: World) -> None:
    past = student(1, is_current=False, grade_level="1st Grade", valid_from=MONDAY.replace(year=2020))
    deliver(world, past, student(1, class_id="K1", grade_level="2nd Grade"), student(2, class_id="K7"))
    assert not world.publish(**MASKED).failures
    rows = world.asks(
        "SELECT student_key, email, grade_level, class_id, known_class_id FROM masked.students ORDER BY class_id"
    )
    secret = SECRET.encode()
    assert rows == [
        (pseudonym("student", "STU1", secret), "Z***@school.org", "2nd Grade", "K1", "K1"),
        (pseudonym("student", "STU2", secret), "Z***@school.org", "", "K7", None),
    ]
    assert world.asks("SELECT staff_key <> student_key FROM masked.staff, masked.students WHERE class_id = 'K1'") == [
        (True,)
    ]
    whole = str(
        [world.asks(f"SELECT t::text FROM masked.{name} t") for name in ("students", "staff", "classes", "courses")]
    )
    assert CANARY not in whole
    assert "STU1" not in whole


def test_references_hold_whatever_comes_and_goes(world: World) -> None:
    deliver(world, student(1, class_id="K1"))
    world.publish(**MASKED)
    assert world.asks("SELECT class_id, known_course_id FROM masked.classes ORDER BY 1") == [("K1", "C1"), ("K2", None)]
    with world.connect() as owner, pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("DELETE FROM masked.classes")
    world.write(CLASSES, {"class_id": "K2", "course_id": "C9", "source_system": "sis"})
    world.write(COURSES, {"course_id": "C9", "source_system": "sis"})
    assert not world.publish(**MASKED).failures
    assert world.asks("SELECT class_id, known_class_id FROM masked.students") == [("K1", None)]
    assert world.asks("SELECT class_id, known_course_id FROM masked.classes") == [("K2", "C9")]
    assert world.asks("SELECT course_id FROM masked.courses") == [("C9",)]


def test_another_secret_is_other_pseudonyms(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(world, student(1))
    world.publish(**MASKED)
    before = world.asks("SELECT student_key FROM masked.students")
    monkeypatch.setenv("PSEUDONYMS", "another")
    world.publish(**MASKED)
    after = world.asks("SELECT student_key FROM masked.students")
    assert (len(before), len(after), before != after) == (1, 1, True)

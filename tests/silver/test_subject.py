"""The order of subjects: each after those that it refers to, however the lists are written."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from edulake.silver import SUBJECTS
from edulake.silver.subject import in_order

pytestmark = pytest.mark.once

STUDENTS, COURSES, CLASSES = (SUBJECTS[name] for name in ("students", "courses", "classes"))


def test_what_facts_are_about_comes_first() -> None:
    for listed in permutations((STUDENTS, COURSES, CLASSES, SUBJECTS["enrollments"])):
        names = [subject.name for subject in in_order(*listed)]
        assert names.index("courses") < names.index("classes") < names.index("enrollments") == 3


def test_a_reference_to_nobody_is_an_error() -> None:
    astray = replace(COURSES, refers={"room_id": "rooms"})
    with pytest.raises(ValueError, match=r"^courses refers to rooms$"):
        in_order(CLASSES, STUDENTS, astray)


def test_so_is_a_circle() -> None:
    with pytest.raises(ValueError, match=r"^subjects refer to each other: classes, courses$"):
        in_order(STUDENTS, CLASSES, replace(COURSES, refers={"class_id": "classes"}))


def test_versions_of_a_person_are_no_repeats() -> None:
    with pytest.raises(ValueError, match=r"^students: what a person is said to be twice is no second version$"):
        replace(STUDENTS, repeats=True)

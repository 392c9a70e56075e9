"""The dictionary: what it says exists, and names are found however they are spelled."""

from __future__ import annotations

import re

import pytest

from edulake.landing.suggest import names
from edulake.serving.suggestions import columns_of_subjects

pytestmark = pytest.mark.once

HAVING = columns_of_subjects()


@pytest.mark.parametrize("subject", names.known()["subjects"])
def test_every_column_of_the_dictionary_exists(subject: str) -> None:
    said = names.known()["subjects"][subject]
    assert subject in HAVING
    assert {*said["columns"], *said["needs"], *said["any"]} <= set(HAVING[subject])


def test_what_all_subjects_share_is_a_column_of_some() -> None:
    every = {column for columns in HAVING.values() for column in columns}
    assert set(names.known()["columns"]) <= every
    assert set(names.known()["lines"]) <= set(HAVING["assessments"])
    for kind in names.known()["wide"]:
        assert {kind["cell"], *kind["header"]} <= set(HAVING[kind["subject"]])
        assert re.compile(kind["columns"])


@pytest.mark.parametrize("spelled", ["Student ID", "student_id", "STUDENT-ID", "studentId", " Student  Id "])
def test_spellings_are_one_name(spelled: str) -> None:
    assert names.columns_of("students", [spelled], HAVING["students"]) == {"student_id": spelled}


def test_accents_are_no_difference() -> None:
    assert names.plain("Élève") == names.plain("eleve")
    assert names.plain("Schüler-Nr.") == "schulernr"


def test_the_surest_of_two_names_wins_and_no_header_is_taken_twice() -> None:
    found = names.columns_of("students", ["ID", "SIS User ID", "Email Address"], HAVING["students"])
    assert found == {"student_id": "SIS User ID", "email": "Email Address"}
    assert names.columns_of("assessments", ["Email Address"], HAVING["assessments"]) == {"student_id": "Email Address"}


def test_a_subject_needs_its_columns() -> None:
    assert [one.subject for one in names.mapped(["Student ID", "Date", "Status"], "x", HAVING)] == ["attendance"]
    assert names.mapped(["Shelf", "Barcode"], "students", HAVING) == []


def test_the_name_of_a_file_has_a_say() -> None:
    header = ["Section ID", "Name", "Course Number", "Student ID"]
    assert names.mapped(header, "class_rosters", HAVING)[0].subject == "enrollments"


def test_standards() -> None:
    assert names.standard_of(["sourcedId", "role"], "users") == "oneroster"
    assert names.standard_of(["sourcedId", "role"], "borrowers") == ""
    assert names.standard_of(["studentReference.studentUniqueId"], "whatever") == "edfi"

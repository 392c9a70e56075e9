"""What columns are called: every name, in words, and what makes two alike."""

from __future__ import annotations

import pytest

from edulake.expr.called import ALL, ANY, FIRST, Several, alike, names, numbered, told

pytestmark = pytest.mark.once

PARTS = Several(ALL, (Several(ANY, ("Test", "Quiz")), "Student"))


def test_columns_that_nobody_names_are_called_by_their_places() -> None:
    assert (numbered(0), numbered(3)) == ((), ("1", "2", "3"))


def test_every_name_and_how_it_is_told() -> None:
    assert names(["a", PARTS, Several(FIRST, ("a", "b"))]) == ("a", "Test", "Quiz", "Student", "b")
    assert told("a") == "a"
    assert told(PARTS) == "Test or Quiz with Student"


@pytest.mark.parametrize(
    ("name", "exactly", "loosely"),
    [
        ("Student  ID", "Student ID", "studentid"),
        (" STRASSE ", "STRASSE", "strasse"),
        ("Stra\u00dfe", "Stra\u00dfe", "strasse"),
    ],
)
def test_what_makes_names_alike(name: str, exactly: str, loosely: str) -> None:
    assert (alike(name, loosely=False), alike(name, loosely=True)) == (exactly, loosely)

"""Delimiters by how regular they make a text, and the header below titles."""

from __future__ import annotations

import pytest

from edulake.landing.suggest.cutting import Cut, cut, is_value

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a,b\n1,2\n", Cut(",", 0, ("a", "b"))),
        ("a;b\n1,5;2,5\n3,5;4\n", Cut(";", 0, ("a", "b"))),
        ("a\tb\n1\t2, and more\n", Cut("\t", 0, ("a", "b"))),
        ("a|b\n1|2\n", Cut("|", 0, ("a", "b"))),
        ('"a;x",b\n"1;2",3\n', Cut(",", 0, ("a;x", "b"))),
        ("Report\nPrinted: today\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", Cut(",", 2, ("a", "b", "c"))),
        ("Report,,\na,b,c\n1,2,3\n", Cut(",", 1, ("a", "b", "c"))),
        ("S1,2024-03-14,80\nS2,2024-03-15,90\n", Cut(",", 0, ())),
        ("alone\n1\n", Cut(",", 0, ())),
        ("", Cut(",", 0, ())),
    ],
)
def test_cut(text: str, right: Cut) -> None:
    assert cut(text) == right


def test_days_are_a_header_beside_a_name_that_is_known() -> None:
    assert cut("Student ID,2024-03-14,2024-03-15\nS1,P,A\n").header == ("Student ID", "2024-03-14", "2024-03-15")
    assert cut("Whatever,2024-03-14,2024-03-15\nS1,P,A\n").header == ()


def test_what_a_first_line_says_wins() -> None:
    assert cut("a;b\n1,2;3\n", ";").delimiter == ";"


@pytest.mark.parametrize(
    ("cell", "right"), [("12", True), ("1,5", True), ("2024-03-14", True), ("Q1", False), ("", False), ("N/A", False)]
)
def test_is_value(cell: str, right: bool) -> None:
    assert is_value(cell) is right

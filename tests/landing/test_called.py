"""Columns found by what they are called, and made of several names."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr.called import ALL, ANY, FIRST, Called, Several
from edulake.landing.called import NAMES_DISAGREE, Present, disagrees, found, value

ANY_SCORE, FIRST_SCORE = Several(ANY, ("Score", "Points")), Several(FIRST, ("Score", "Points"))
ID = Several(ALL, (Several(ANY, ("Test", "Quiz")), "Student"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("called", "header", "exactly", "loosely"),
    [
        ("Score", ("Score",), "Score", "Score"),
        ("Score", ("score",), None, "score"),
        ("Student ID", ("Student  ID",), "Student  ID", "Student  ID"),
        ("StudentID", ("student id",), None, "student id"),
        ("Student_ID", ("StudentID",), None, None),
        ("result.points", ("result",), "result.points", "result.points"),
        ("result.points", ("Result",), None, "Result.points"),
        (ANY_SCORE, ("Points", "x"), "Points", "Points"),
        (ANY_SCORE, ("POINTS", "SCORE"), None, Several(ANY, ("SCORE", "POINTS"))),
        (FIRST_SCORE, ("Points", "Score"), FIRST_SCORE, FIRST_SCORE),
        (ID, ("Student", "Quiz"), Several(ALL, ("Quiz", "Student")), Several(ALL, ("Quiz", "Student"))),
        (ID, ("Test", "Quiz"), None, None),
    ],
)
def test_what_a_header_has(
    called: Called, header: tuple[str, ...], exactly: Called | None, loosely: Called | None
) -> None:
    for wanted, is_loose in ((exactly, False), (loosely, True)):
        present = Present.of(header, loosely=is_loose)
        assert present.lacks(called) == (wanted is None)
        assert wanted is None or found({"raw": called}, present) == {"raw": wanted}


@pytest.mark.once
def test_of_names_that_are_not_there_the_first_is_missed() -> None:
    assert found({"raw": ANY_SCORE}, Present.of(["x"], loosely=False)) == {"raw": "Score"}


@pytest.mark.once
def test_a_header_of_csv_has_no_paths() -> None:
    assert Present.of(["result"], loosely=False, reaches=False).lacks("result.points")
    assert not Present.of(["result.points"], loosely=False, reaches=False).lacks("result.points")


@pytest.mark.once
def test_columns_that_are_called_alike() -> None:
    header = ["Score", "Score ", "score", "x"]
    assert Present.of(header, loosely=False).twice("Score") == ("Score", "Score ")
    assert Present.of(header, loosely=True).twice("S core") == ("Score", "Score ", "score")
    assert Present.of(header, loosely=True).twice("x") == ()


PAIRS = [
    # a, b, any, first, whether the two disagree
    ("85", "85", "85", "85", None),
    (" 85", "85", " 85", " 85", None),
    ("85", "", "85", "85", None),
    ("-", "85", "85", "85", None),
    (None, "85", "85", "85", None),
    ("85", "90", None, "85", NAMES_DISAGREE),
    ("85", "85.0", None, "85", NAMES_DISAGREE),
    ("", None, "", "", None),
    (None, "N/A", "N/A", "N/A", None),
    (None, None, None, None, None),
]


def test_several_names_are_one_value_unless_they_disagree(spark: SparkSession) -> None:
    table = spark.createDataFrame([row[:2] for row in PAIRS], "a string, b string")
    both = [Several(how, ("a", "b")) for how in (ANY, FIRST)]
    columns = [value(called, F.col) for called in both]
    doubt = disagrees(both, F.col)
    assert doubt is not None
    rows = table.select("a", "b", *[column.alias(f"_{at}") for at, column in enumerate(columns)], doubt.alias("doubt"))
    assert [tuple(row) for row in rows.collect()] == PAIRS


def test_a_part_of_an_id_may_have_several_names(spark: SparkSession) -> None:
    rows = [("T1", None, "S1"), ("T1", "T1", "S1"), ("T1", "Q1", "S1"), (None, None, "S1"), ("T1", None, None)]
    table = spark.createDataFrame(rows, "Test string, Quiz string, Student string")
    doubt = disagrees([ID], F.col)
    assert doubt is not None
    read = table.select(value(ID, F.col).alias("id"), doubt.alias("doubt")).collect()
    assert [tuple(row) for row in read] == [
        ("T1|S1", None),
        ("T1|S1", None),
        (None, NAMES_DISAGREE),
        (None, None),
        (None, None),
    ]


@pytest.mark.once
def test_where_nothing_can_disagree_nothing_is_asked(spark: SparkSession) -> None:
    assert disagrees(["a", FIRST_SCORE, Several(ALL, ("a", "b"))], F.col) is None

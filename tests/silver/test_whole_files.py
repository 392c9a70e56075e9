"""What speaks against a whole file: the fewest values that do, and as many as are slips."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from subjects import candidates

from edulake.contract.feed import Notation, Scale
from edulake.expr.vocabulary import DAYS as DAYS_FIRST
from edulake.expr.vocabulary import MONTHS, order_of
from edulake.landing.suggest.evidence import formats_of
from edulake.silver import SUBJECTS
from edulake.silver.whole_files import (
    DATE_ORDER,
    DECIMAL_MARK,
    ID_SHARED,
    MEANINGS,
    SCALE,
    Counted,
    counted,
    evidence,
    gives_ids,
    named,
    shared_ids,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("code", "against", "of", "condemns"),
    [
        (DATE_ORDER, 3, 3, True),
        (DATE_ORDER, 2, 2, False),
        (DATE_ORDER, 3, 300, True),
        (DATE_ORDER, 3, 301, False),
        (DECIMAL_MARK, 3, 300, True),
        (DECIMAL_MARK, 2, 2, False),
        (SCALE, 3, 29, True),
        (SCALE, 3, 30, False),
        (SCALE, 2, 2, False),
        (SCALE, 0, 0, False),
    ],
)
def test_so_many_values_condemn_a_file(code: str, against: int, of: int, condemns: bool) -> None:
    assert Counted(code, "score", against, of).condemns is condemns


@pytest.mark.parametrize(
    ("at_once", "moved", "ids", "shared"),
    [
        (1, 1, 1_000, 1),
        (0, 2, 2, None),
        (0, 3, 300, 3),
        (0, 3, 301, None),
        (2, 0, 9, 2),
        (0, 0, 9, None),
    ],
)
def test_one_id_of_several_students_is_enough_unless_it_moved(
    at_once: int, moved: int, ids: int, shared: int | None
) -> None:
    assert shared_ids("assessment_id", at_once, moved, ids) == (
        None if shared is None else Counted(ID_SHARED, "assessment_id", shared, ids)
    )


def speaking(spark: SparkSession, notation: Notation, *records: dict[str, str | None]) -> dict[str, tuple[int, int]]:
    """What is counted of results: against what the notation says, and of how many values."""
    rows = candidates(spark, "assessments", [{f"raw_{name}": text for name, text in one.items()} for one in records])
    every = evidence(SUBJECTS["assessments"], notation, rows.columns)
    conditions = [
        F.count(F.when(condition, True)).alias(name)
        for one in every
        for name, condition in zip(named(one.code, one.column), (one.against, one.of), strict=True)
    ]
    [row] = rows.agg(*conditions).collect()
    names = {f"{one.code} {one.column}": named(one.code, one.column) for one in every}
    return {name: (row[against], row[of]) for name, (against, of) in names.items() if row[of]}


def column(name: str, *texts: str | None) -> list[dict[str, str | None]]:
    return [{name: text} for text in texts]


DAYS = ("31/12/2024", "31/12/2024 9:05", "1/2/2024", "01/02/2024", "12/31/2024", "soon", "99/99/2024", "", None)
MONTH_FIRST, DAY_FIRST = Notation(date_formats=("MM/dd/yyyy",)), Notation(date_formats=("dd/MM/yyyy", "yyyy-MM-dd"))
DOTS, YEAR_FIRST = Notation(date_formats=("d.M.yyyy",)), Notation()


@pytest.mark.parametrize(
    ("notation", "days", "due"),
    [
        (MONTH_FIRST, DAYS, (2, 4)),
        (DAY_FIRST, DAYS, (1, 3)),
        (Notation(date_formats=("M/d/yyyy h:mm a",)), ("31/12/2024 11:05 PM", "2/1/2024 1:05 AM"), (1, 2)),
        (DOTS, ("12.31.2024", "31.12.2024", "1.2.2024", "1/31/2024"), (1, 3)),
        (YEAR_FIRST, ("2024-31-12", "2024-12-31", "31/12/2024"), (0, 1)),
        (MONTH_FIRST, ("2024-12-31", "31.12.2024", "29/02/2023"), None),
        (MONTH_FIRST, ("13/01/1066", "13/01/9998"), (1, 1)),
    ],
)
def test_days_of_the_other_order(
    notation: Notation, days: tuple[str | None, ...], due: tuple[int, int] | None, spark: SparkSession
) -> None:
    """Of the first that no setting would read are no days; what is far away is read all the same."""
    found = speaking(spark, notation, *column("assessment_date", *days))
    assert found == ({f"{DATE_ORDER} assessment_date": due} if due else {})


def test_suggest_sees_the_same_orders(spark: SparkSession) -> None:
    """What it takes for a value that decides the order, silver takes for one that contradicts the other."""
    texts = [f"{month}/{day}/2024" for month in range(1, 32) for day in range(1, 32)]
    orders = {text: {order_of(name) for name in formats_of(text)} for text in texts}
    for notation, other in ((MONTH_FIRST, DAYS_FIRST), (DAY_FIRST, MONTHS)):
        against = sum(found == {other} for found in orders.values())
        found = speaking(spark, notation, *column("assessment_date", *texts))[f"{DATE_ORDER} assessment_date"]
        assert found[0] == against > 100


@pytest.mark.parametrize(
    ("comma", "numbers", "due"),
    [
        (False, ("85,5", "85.5", "85", "85,5 %", "1,234", "1.234", "-,5", "1.234,5", "n/a", None), (3, 6)),
        (True, ("85.5", "85,5", "85", "85.5%", "1,234", "1.234", ".5", "1,234.5", "n/a", None), (3, 6)),
        (False, ("0,125", "12345,678", "999,000"), (2, 2)),
    ],
)
def test_numbers_of_the_other_mark(
    comma: bool, numbers: tuple[str | None, ...], due: tuple[int, int], spark: SparkSession
) -> None:
    """Three digits behind the only sign may be a group of thousands."""
    found = speaking(spark, Notation(decimal_comma=comma), *column("completion_time", *numbers))
    assert found == {f"{DECIMAL_MARK} completion_time": due}


SCORES = ("4", "4.0", "4.01", "100", "-1", "5%", "x", None)


@pytest.mark.parametrize(
    ("notation", "more", "due"),
    [
        (Notation(scale=Scale(highest=Decimal(4))), {}, (2, 5)),
        (Notation(scale=Scale(highest=Decimal(4), percent=True)), {}, (3, 6)),
        (Notation(scale=Scale(highest=Decimal(4)), caps_scores=True), {}, None),
        (Notation(scale=Scale(highest=Decimal(4))), {"score_max": "3"}, None),
        (Notation(), {}, (0, 5)),
    ],
)
def test_scores_above_the_scale(
    notation: Notation, more: dict[str, str], due: tuple[int, int] | None, spark: SparkSession
) -> None:
    """On that of the block: where a row has its own highest score, or what is above is cut, nothing contradicts it."""
    found = speaking(spark, notation, *[{**one, **more} for one in column("score", *SCORES)])
    assert found.get(f"{SCALE} score") == due


def test_a_file_is_told_both_counts() -> None:
    """No value of anybody, and nothing of what does not condemn it."""
    every = evidence(SUBJECTS["assessments"], MONTH_FIRST, ["raw_assessment_date", "raw_score", "raw_subject"])
    assert [(one.code, one.column) for one in every] == [
        (DATE_ORDER, "assessment_date"),
        (DECIMAL_MARK, "score"),
        (SCALE, "score"),
    ]
    counts: dict[str, Any] = dict.fromkeys([name for one in every for name in named(one.code, one.column)])
    against, of = named(DATE_ORDER, "assessment_date")
    [one] = counted(every, {**counts, against: 1_776, of: 2_929})
    assert one.told(MONTH_FIRST).startswith("1,776 of 2,929 dates in assessment_date are read only")
    assert "the other 1,153 may be other days" in one.told(MONTH_FIRST)
    assert counted(every, counts) == []
    told = {
        DECIMAL_MARK: "3 of 9 numbers in score are read only with a decimal comma",
        SCALE: "3 of 9 scores are above 100",
        ID_SHARED: "3 of 9 ids in score are of several students",
    }
    assert {code: Counted(code, "score", 3, 9).told(Notation()) for code in told} == told
    assert "a decimal point" in Counted(DECIMAL_MARK, "score", 3, 9).told(Notation(decimal_comma=True))
    assert set(MEANINGS) == {DATE_ORDER, *told}


def test_ids_are_judged_of_rows_that_are_of_one_student() -> None:
    """Not of histories of people, of what is about nobody, and where the source gives none."""
    giving = {name for name, subject in SUBJECTS.items() if gives_ids(subject, [f"raw_{subject.row_id}"])}
    assert {"assessments", "attendance", "objective_results", "fee_entries"} <= giving
    assert not giving & {"students", "staff", "classes", "incidents", "lesson_progress", "pd_attendance"}
    assert not gives_ids(SUBJECTS["assessments"], ["raw_student_id"])

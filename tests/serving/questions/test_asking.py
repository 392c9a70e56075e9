"""Answers as they may be shown: decimals of the digits that are shown, columns that hold something, a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from canned import Canned

from edulake.gold.learning.student_performance_aggregates import TABLE
from edulake.serving.questions import asking
from edulake.serving.questions.question import Column, Question

pytestmark = pytest.mark.once

MEANS = Question(
    "mean",
    "Means by risk",
    f"SELECT risk_level AS risk, count(*) AS students FROM {TABLE}",
    across="risk",
    shows="mean",
    columns={
        "risk": Column("risk"),
        "students": Column("students", "count"),
        "late": Column("late", "count"),
        "mean": Column("mean score", "score"),
        "rate": Column("rate", "share"),
    },
    note="Each once.",
)


def row(risk: str, mean: float | None, **more: object) -> dict[str, object]:
    return {"risk": risk, "students": 20, "late": 0, "mean": mean, "rate": 0.5, **more}


def test_numbers_have_the_digits_that_are_shown() -> None:
    [told] = asking.told(Canned({"": [row("A", 71.04, rate=0.129)]}), MEANS)
    assert (told["mean"], str(told["mean"]), str(told["rate"]), told["students"]) == (
        Decimal("71.0"),
        "71.0",
        "0.13",
        20,
    )


def test_nothing_is_less_than_nothing() -> None:
    """A change that is shown as none has no sign."""
    [told] = asking.told(Canned({"": [row("A", -0.04)]}), MEANS)
    assert str(told["mean"]) == "0.0"


def test_what_is_not_known_stays_so() -> None:
    [told] = asking.told(Canned({"": [row("A", None)]}), MEANS)
    assert told["mean"] is None


def test_a_table_that_is_not_there_is_not_asked() -> None:
    lake = Canned({"": [row("A", 1.0)]}, missing=(TABLE,))
    assert asking.told(lake, MEANS) == []
    assert lake.asked == []


def test_counts_of_nothing_are_no_column() -> None:
    rows = [row("A", 1.0), row("B", 0.0)]
    assert asking.told_columns(MEANS, rows) == ["risk", "students", "mean", "rate"]
    assert "late" in asking.told_columns(MEANS, [*rows, row("C", 0.0, late=1)])


def test_a_sentence_has_each_of_few_groups() -> None:
    rows = [row("A", Decimal("71.0")), row("B", Decimal("60.5"))]
    assert asking.says(MEANS, rows) == "Mean score: A 71.0, B 60.5. Each once."


def test_a_sentence_has_the_ends_of_many() -> None:
    rows = [row(f"G{n}", Decimal(n)) for n in range(asking.MOST_SAID + 1)]
    assert asking.says(MEANS, rows) == f"Mean score: from G0 0 to G{asking.MOST_SAID} {asking.MOST_SAID}. Each once."


def test_shares_are_said_in_percent() -> None:
    of_rate = Question("r", "R", "SELECT 1", across="risk", shows="rate", columns=MEANS.columns)
    assert asking.says(of_rate, [row("A", None, rate=Decimal("0.13"))]) == "Rate: A 13%."


def test_a_number_is_said_with_its_title() -> None:
    number = Question("n", "Students", "SELECT 1 AS n", shows="n", columns={"n": Column("students", "count")})
    assert asking.says(number, [{"n": 4285}]) == "Students: 4,285."
    assert asking.says(number, [{"n": None}]) == "Students: not told."

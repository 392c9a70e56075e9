"""What a question says in SQL, by an SQL engine: groups that may be told, in the digits and the order that are shown."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.governance.released import Bands
from edulake.serving.questions.question import VIEWS, Column, Question

pytestmark = pytest.mark.once


def answer(sql: str) -> list[tuple[Any, ...]]:
    engine = pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only").QueryBuilder()
    table = engine.execute(sql).read_all()
    return list(zip(*[table.column(at).to_pylist() for at in range(table.num_columns)], strict=True))


def of_houses(*rows: str) -> str:
    return f"SELECT house, students, mean, scored FROM (VALUES {', '.join(rows)}) AS v(house, students, mean, scored)"


def by_house(*rows: str, **more: Any) -> Question:
    return Question("house", "Students by house", of_houses(*rows), across="house", counts="students", **more)


def test_two_columns_are_shown_where_nothing_else_is_said() -> None:
    question = by_house("('A', 40, 1, 1)", "('B', 50, 1, 1)")
    assert answer(question.told) == [("B", 50), ("A", 40)], "most first"
    assert answer(question.drawn) == [("B", 50), ("A", 40)]
    assert {name: (column.words, column.kind) for name, column in question.columns.items()} == {
        "house": ("house", "text"),
        "students": ("students", "count"),
    }
    assert question.asks == question.title


def test_a_small_group_takes_another_with_it() -> None:
    """Else the small one could be had by subtraction from all students."""
    question = by_house("('A', 40, 1, 1)", "('B', 50, 1, 1)", "('C', 3, 1, 1)", "('D', 0, 1, 1)")
    assert answer(question.told) == [("B", 50)]
    assert answer(question.drawn) == [("B", 50)]
    assert len(answer(question.every)) == 4, "figures that hide by themselves see all of them"


def test_nothing_is_told_of_a_small_population() -> None:
    assert answer(by_house("('A', 4, 1, 1)", "('B', 5, 1, 1)").told) == []


def test_a_value_is_told_where_nobody_behind_it_is_few() -> None:
    columns = {"house": Column("house"), "mean": Column("mean score", "score", ("scored",))}
    question = by_house("('A', 40, 71.26, 40)", "('B', 50, 80.01, 9)", "('C', 60, 65.0, NULL)", columns=columns)
    assert answer(question.told) == [("C", None), ("B", None), ("A", 71.3)]


def test_a_group_whose_number_is_not_told_is_not_shown() -> None:
    columns = {"house": Column("house"), "mean": Column("pass rate", "share", ("scored",))}
    sql = of_houses("('A', 40, 0.714, 40)", "('B', 50, 0.801, 9)")
    question = Question("rate", "Rate", sql, across="house", shows="mean", columns=columns, order="house")
    assert answer(question.told) == [("A", 0.71)]
    assert answer(question.drawn) == [("A", 0.71)]


def test_small_bands_are_told_with_a_neighbour() -> None:
    """By all views, in the order of the bands; a mean of both is that of all their students."""
    columns = {"house": Column("house"), "students": Column("students", "count"), "mean": Column("mean", "score")}
    bands = {"bands": Bands(("Low", "Medium", "High")), "means": {"mean": "scored"}}
    question = by_house("('High', 30, 90, 30)", "('Low', 4, 60, 4)", "('Medium', 16, 75, 16)", columns=columns, **bands)
    assert answer(question.told) == [("Low or Medium", 20, 72.0), ("High", 30, 90.0)]
    assert answer(question.drawn) == [("Low or Medium", 20), ("High", 30)]
    assert len(answer(question.every)) == 3


def test_where_no_join_helps_bands_are_left_out_as_groups_are() -> None:
    rows = ("('Low', 8, 1, 1)", "('Medium', 60, 1, 1)", "('High', 9, 1, 1)")
    assert answer(by_house(*rows, bands=Bands(("Low", "Medium", "High"))).told) == [("Medium", 60)]
    assert answer(by_house(*rows, bands=Bands(("Low", "Medium", "High"), both_sides=True)).told) == []


def test_a_share_of_few_is_told_as_a_bound() -> None:
    columns = {"house": Column("house"), "mean": Column("pass rate", "share", ("students",), of="students")}
    sql = of_houses("('A', 12, 1.0, 12)", "('B', 12, 0.0, 12)", "('C', 20, 0.0, 20)", "('D', 9, 0.0, 9)")
    question = Question("rate", "Rate", sql, across="house", shows="mean", columns=columns, order="house")
    assert answer(question.told) == [("A", 0.95), ("B", 0.05), ("C", 0.0)]


def test_a_number_has_no_groups() -> None:
    columns = {"n": Column("students", "count", ("n",))}
    told = {n: Question("n", "N", f"SELECT {n} AS n", shows="n", columns=columns).drawn for n in (0, 9, 10)}
    assert {n: answer(sql)[0][0] for n, sql in told.items()} == {0: 0, 9: None, 10: 10}


def test_views_are_shown_what_is_chosen() -> None:
    question = by_house("('A', 40, 1, 1)", "('B', 50, 1, 1)", where="house = 'A'")
    assert answer(question.told) == answer(question.drawn) == [("A", 40)]
    assert [row[0] for row in answer(question.chosen)] == ["A"]
    assert [row[0] for row in answer(question.every)] == ["B", "A"]


def test_a_view_that_does_not_show_it_says_why() -> None:
    question = by_house("('A', 40, 1, 1)", unseen={"demo": "too long"})
    assert [view for view in VIEWS if question.is_seen(view)] == ["report", "notebook", "dashboard"]


def test_its_tables_are_those_that_it_names() -> None:
    sql = "SELECT risk_level AS x, count(*) AS n FROM gold.student_performance_aggregates GROUP BY risk_level"
    question = Question("risk", "Risk", sql, across="x", counts="n")
    assert [str(table) for table in question.tables] == ["gold.student_performance_aggregates"]

"""Filters choose among cells that are told as they are."""

from __future__ import annotations

from typing import Any

import pytest
from agents_cells import HOUSES, ROWS, engine

from edulake.errors import ConfigError
from edulake.serving.agents.conditions import HOW, MOST, chosen

pytestmark = pytest.mark.once
ASH, BIRCH, ELM = ROWS


def filtered(*filters: Any, **more: Any) -> list[tuple[Any, ...]]:
    sql, values = chosen(HOUSES, filters, **more)
    return engine().select(sql, values).rows


def of(column: str, how: str, *value: Any) -> dict[str, Any]:
    return {"column": column, "is": how, **({"value": value[0]} if value else {})}


@pytest.mark.parametrize(
    ("one", "rows"),
    [
        (of("house", "=", "Ash"), [ASH]),
        (of("house", "=", "ash"), []),
        (of("house", "!=", "Ash"), [BIRCH, ELM]),
        (of("house", "contains", "IR"), [BIRCH]),
        (of("house", "contains", "%"), []),
        (of("students", "=", 30), [ELM]),
        (of("students", "<", 30), [BIRCH]),
        (of("students", "<=", 30), [BIRCH, ELM]),
        (of("students", ">", 30), [ASH]),
        (of("students", ">=", 30), [ASH, ELM]),
        (of("students", "=", "30"), [ELM]),
        (of("mean", ">", 60), [ASH]),
        (of("mean", "told"), [ASH, ELM]),
        (of("mean", "not told"), [BIRCH]),
        (of("mean", "not told", None), [BIRCH]),
        (of("mean", "!=", 71.5), [ELM]),
        (of("house", "=", "' OR 1 = 1 --"), []),
        (of("house", "=", "STU000007"), []),
    ],
)
def test_a_filter_chooses_rows(one: dict[str, Any], rows: list[Any]) -> None:
    assert filtered(one) == rows


def test_every_comparison_is_tried() -> None:
    tried = test_a_filter_chooses_rows.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {one["is"] for one, _ in tried} == set(HOW)


def test_all_filters_hold() -> None:
    assert filtered() == ROWS
    assert filtered(of("students", ">", 20), of("mean", "<", 70)) == [ELM]


def test_rows_are_in_the_order_that_is_asked_for() -> None:
    assert [row[0] for row in filtered(by="students")] == ["Birch", "Élm", "Ash"]
    assert [row[0] for row in filtered(by="house", descending=True)] == ["Élm", "Birch", "Ash"]


@pytest.mark.parametrize(
    "one",
    [
        of("Zebulon", "=", 1),
        of("students; DROP TABLE houses", "=", 1),
        of('house" OR 1=1 --', "=", 1),
        of("house", "LIKE", "Zebulon"),
        of("house", "IN", ["Zebulon"]),
        of("house", "= 'a' OR 1 =", "Zebulon"),
        of("house", "="),
        of("house", "=", None),
        of("house", "=", True),
        of("house", "=", ["Zebulon"]),
        of("house", "=", {"Zebulon": 1}),
        of("house", "told", "Zebulon"),
        {"column": "house"},
        {"column": ["house"], "is": "told"},
        {"column": "house", "is": ["told"]},
        {"column": "house", "is": "told", "or": 1},
        "house = 'Zebulon'",
        None,
    ],
)
def test_all_else_is_refused_and_not_repeated(one: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        filtered(one)
    assert "Zebulon" not in "".join(caught.value.lines())


def test_filters_are_few() -> None:
    assert filtered(*[of("students", ">", 0)] * MOST) == ROWS
    with pytest.raises(ConfigError, match="too many filters"):
        filtered(*[of("students", ">", 0)] * (MOST + 1))
    with pytest.raises(ConfigError):
        filtered(by="nothing")

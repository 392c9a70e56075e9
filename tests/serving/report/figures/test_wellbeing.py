"""Which groups are said to be disciplined more often than others: those whose interval does not hold 1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_lake import NOW, written
from report_schools import COMPARED, compared

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions.wellbeing import DISPROPORTION
from edulake.serving.report.figures import wellbeing
from edulake.serving.report.parts import Chart, Choices
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def figure(folder: Path, choices: Choices, *rows: dict[str, Any]) -> Chart:
    with query.opened(load(None, str(written(folder, {COMPARED: list(rows)})))) as lake:
        [chart] = wellbeing.section(Reading(lake), choices).parts
    assert isinstance(chart, Chart)
    assert chart.title == DISPROPORTION.title
    return chart


@pytest.fixture
def choices() -> Choices:
    return Choices(NOW, "warehouse")


def test_a_group_beyond_chance_is_named(tmp_path: Path, choices: Choices) -> None:
    chart = figure(tmp_path, choices, compared("Yes", 40, 100, 30, 200), compared("No", 30, 200, 40, 100))
    assert chart.says == "More often than all others, and beyond chance: Economic, Yes: In-School Suspension."
    assert [row[0] for row in chart.numbers.rows] == [
        "Economic, Yes: In-School Suspension",
        "Economic, No: In-School Suspension",
    ]


def test_what_may_be_chance_is_not(tmp_path: Path, choices: Choices) -> None:
    chart = figure(tmp_path, choices, compared("Yes", 16, 100, 30, 200), compared("No", 30, 200, 16, 100))
    assert chart.says == "Of the groups that may be told, none is disciplined more often than all others beyond chance."


def test_of_many_groups_the_first_are_named(tmp_path: Path, choices: Choices) -> None:
    actions = [f"Action {at}" for at in range(7)]
    chart = figure(tmp_path, choices, *[{**compared("Yes", 40, 100, 30, 200), "action": action} for action in actions])
    assert chart.says.endswith("; Economic, Yes: Action 4, and 2 more.")
    assert len(chart.numbers.rows) == 7

"""What is said of how voices moved: those that moved most, and nothing of what was not asked before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_lake import NOW, written
from report_voices import BEFORE, CONSTRUCTS, about

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions.voices import HEARD, ITEMS, VOICES
from edulake.serving.report.figures import voices
from edulake.serving.report.figures.plain import NO_SOURCE, OF_FEW
from edulake.serving.report.parts import Chart, Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def made(folder: Path, *rows: dict[str, Any]) -> Section:
    with query.opened(load(None, str(written(folder, {CONSTRUCTS: list(rows)})))) as lake:
        return voices.section(Reading(lake), Choices(NOW, "warehouse"))


def chart(folder: Path, *rows: dict[str, Any]) -> Chart:
    [part] = made(folder, *rows).parts
    assert isinstance(part, Chart)
    assert part.title == VOICES.title
    return part


def test_what_moved_most_is_named_first(tmp_path: Path) -> None:
    it = chart(
        tmp_path,
        about("Safety", 30, 10),
        about("Safety", 20, 20, BEFORE),
        about("Belonging", 10, 30),
        about("Belonging", 30, 10, BEFORE),
        about("Rules", 20, 20),
        about("Rules", 20, 20, BEFORE),
        about("Food", 15, 25),
    )
    assert it.says == (
        "Moved most since the survey before: Students: Belonging, from 75% to 25%; Students: Safety, from 50% to 75%."
    )
    assert [row[:3] for row in it.numbers.rows] == [
        ["Students: Safety", 0.75, 0.5],
        ["Students: Rules", 0.5, 0.5],
        ["Students: Food", 0.38, None],
        ["Students: Belonging", 0.25, 0.75],
    ]
    drawn = {row["what"]: (row["low"], row["high"]) for row in it.spec["data"]["values"]}
    assert drawn["Students: Belonging"] == (0.75, 0.25)
    assert drawn["Students: Food"] == (0.38, 0.38), "a point alone"


def test_where_nothing_was_asked_before_it_is_said_what_there_is(tmp_path: Path) -> None:
    it = chart(tmp_path, about("Safety", 30, 10))
    assert it.says.startswith("In favour: Students: Safety 75%. ")
    assert it.says.endswith("Of none is told that it moved since a survey before.")


def test_many_are_all_in_the_table_and_few_are_drawn(tmp_path: Path) -> None:
    it = chart(tmp_path, *[about(f"Part {number:02}", 20, 20) for number in range(30)])
    assert (len(it.numbers.rows), len(it.spec["data"]["values"])) == (30, 20)


def test_what_is_missing_is_said_once(tmp_path: Path) -> None:
    assert made(tmp_path / "few", about("Safety", 5, 4)).empty == (
        f"{NO_SOURCE}: {ITEMS.title}; {HEARD.title}. {OF_FEW}: {VOICES.title}."
    )
    assert made(tmp_path / "none").empty == f"{NO_SOURCE}: {VOICES.title}; {ITEMS.title}; {HEARD.title}."

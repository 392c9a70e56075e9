"""The matrix of who comes back: what is told, what is of few, and what cannot be known yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_lake import written
from report_language import RETENTION, back

from edulake.config.load import load
from edulake.governance.released import HIDDEN
from edulake.serving import query
from edulake.serving.questions.language import COHORTS
from edulake.serving.report.figures import language_cohorts
from edulake.serving.report.figures.language_cohorts import MOST_MONTHS
from edulake.serving.report.parts import Chart, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def made(folder: Path, *rows: dict[str, Any]) -> list[Any]:
    section = Section("language", "Languages", "How many?")
    with query.opened(load(None, str(written(folder, {RETENTION: list(rows)})))) as lake:
        language_cohorts.add_to(section, Reading(lake))
    return section.parts


def test_a_matrix_tells_hidden_cells_from_those_that_are_not_known(tmp_path: Path) -> None:
    """Weeks of February are not known for so long; of the second one of January few came back."""
    [it] = made(tmp_path, back(0, 7, 40, 20), back(0, 14, 40, 9), back(5, 7, 40, 40), back(5, 14, 40, None))
    assert isinstance(it, Chart)
    assert it.title == COHORTS.title
    assert it.numbers.columns == ("Began in", "week 1", "week 2")
    assert it.numbers.rows == [["2025-01", 0.5, HIDDEN], ["2025-02", 1.0, None]]
    assert it.says == "From 50% to 100% of those who began in a month came back in a week after it."
    cells = {(row["began"], row["week"]): (row["step"], row["text"]) for row in it.spec["data"]["values"]}
    assert cells == {
        ("2025-01", 1): ("40 to 55 %", "50%"),
        ("2025-01", 2): ("hidden", ""),
        ("2025-02", 1): ("70 % on", "100%"),
    }
    hatched = [layer["data"]["values"] for layer in it.spec["layer"][2:]]
    assert hatched == [[{"began": "2025-02", "week": 2}]] * 3


def test_where_nothing_may_be_told_there_is_no_matrix(tmp_path: Path) -> None:
    assert made(tmp_path / "few", back(0, 7, 9, 9), back(0, 14, 40, None)) == []
    assert made(tmp_path / "none") == []


def test_months_of_two_sources_are_apart(tmp_path: Path) -> None:
    [it] = made(tmp_path, back(0, 7, 40, 20), back(0, 7, 40, 10, source_system="other"))
    assert it.numbers.rows == [["app 2025-01", 0.5], ["other 2025-01", 0.25]]


def test_the_newest_months_of_each_source_are_shown(tmp_path: Path) -> None:
    months = [back(week, 7, 40, 20) for week in range(0, 5 * (MOST_MONTHS + 1), 5)]
    [it] = made(tmp_path, *months, back(0, 7, 40, 10, source_system="other"))
    told = [row[0] for row in it.numbers.rows]
    assert told[-1] == "other 2025-01"
    assert len(told) == MOST_MONTHS + 1
    assert told[0] == "app 2025-02"

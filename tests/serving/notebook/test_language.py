"""Notebook 06: what it says of languages, with pictures where there is something, and why else there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_lake import STUDENTS, Rows, written
from report_language import LESSONS, RETENTION, back, lesson, of_languages

from edulake.config.load import load
from edulake.serving.notebook import Exhibit, Lakehouse, language
from edulake.serving.questions.language import COHORTS, LEARNERS, LEVELS, REACHED, VELOCITY
from edulake.serving.questions.language_evidence import EVIDENCE, EXPERIMENTS, NO_ORDER, RATIOS, SEARCHED
from edulake.serving.questions.language_evidence import LESSONS as EFFECTS

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
pytest.importorskip("matplotlib", reason="the extra [notebooks] is not installed")


def shown(folder: Path, cell: Any, rows: Rows) -> dict[str, Exhibit]:
    return dict(cell(Lakehouse(load(None, str(written(folder, rows))), {})).parts)


def test_how_many_learn_and_how_far_they_get(tmp_path: Path) -> None:
    told = shown(tmp_path, language.learners, of_languages(STUDENTS))
    assert list(told) == [one.asks for one in (LEARNERS, LEVELS, VELOCITY, REACHED)]
    assert told[LEARNERS.asks].says.startswith("From 120 learners on 2025-01-07 to 180 on 2025-01-06.")
    assert told[VELOCITY.asks].says.startswith("From 60 (Spanish, A1) to 60 (Spanish, A1).")
    assert all(one.figure is not None for one in told.values())


def test_a_cell_is_empty_where_few_came_back_and_where_it_is_not_known(tmp_path: Path) -> None:
    rows = [back(0, 7, 40, 20), back(0, 14, 40, 9), back(5, 7, 40, 20), back(5, 14, 40, None)]
    matrix = shown(tmp_path, language.coming_back, {RETENTION: rows})[COHORTS.asks]
    assert matrix.says.startswith("Empty: not known yet, or few came back or stayed away (cells of few: 1).")
    assert matrix.figure is not None


def test_lessons_are_ranked_with_evidence_alone(tmp_path: Path) -> None:
    rows = of_languages(STUDENTS)
    told = shown(tmp_path / "none", language.lessons_and_topics, rows)
    assert told[EVIDENCE.asks].rows == [["Spanish, lessons", NO_ORDER], ["Spanish, topics", NO_ORDER]]
    assert told[EFFECTS.asks].figure is None
    assert told[EFFECTS.asks].says.startswith("No lesson is ranked")
    rows[LESSONS] = [lesson("L1", "OK", 6.0), lesson("L2", "OK", 9.0, q=0.07)]
    some = shown(tmp_path / "some", language.lessons_and_topics, rows)[EFFECTS.asks]
    assert some.says.startswith("Different from 0 by more than chance, all of them taken together: 1 of 2 lessons.")
    assert some.figure is not None


def test_segments_and_experiments(tmp_path: Path) -> None:
    rows = of_languages(STUDENTS)
    segments = shown(tmp_path / "segments", language.segments, rows)
    assert segments[SEARCHED.asks].rows[0][1].startswith("no segments")
    told = shown(tmp_path / "experiments", language.experiments, rows)
    assert list(told) == [RATIOS.asks, EXPERIMENTS.asks], "whether they may be believed comes first"
    assert told[EXPERIMENTS.asks].says.startswith("Shown: intro: score, treatment.")


def test_nothing_is_told_of_few(tmp_path: Path) -> None:
    few = shown(tmp_path, language.learners, of_languages(8))
    assert all(one.figure is None and not one.rows for one in few.values())
    assert few[LEARNERS.asks].says.startswith("Nothing may be told")

"""What is said of languages: what is shown beyond chance, that nothing is, and what no source delivers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_lake import NOW, STUDENTS, Rows, written
from report_language import (
    ACTIVITY,
    EXPERIMENTS,
    LESSONS,
    ML_SEGMENTS,
    RETENTION,
    TIMES,
    arm,
    back,
    lesson,
    of_languages,
    on,
    searched,
    took,
)

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions import language as questions
from edulake.serving.questions.language import LEARNERS, VELOCITY
from edulake.serving.questions.language_evidence import EVIDENCE, RATIOS, SEARCHED
from edulake.serving.questions.language_evidence import EXPERIMENTS as SHOWN
from edulake.serving.questions.language_evidence import LESSONS as EFFECTS
from edulake.serving.report.figures import language
from edulake.serving.report.figures.plain import NO_SOURCE
from edulake.serving.report.parts import Chart, Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def made(folder: Path, rows: Rows) -> Section:
    with query.opened(load(None, str(written(folder, rows)))) as lake:
        return language.section(Reading(lake), Choices(NOW, "warehouse"))


def chart(folder: Path, rows: Rows) -> Chart:
    [part] = made(folder, rows).parts
    assert isinstance(part, Chart)
    return part


def values(it: Chart) -> list[dict[str, Any]]:
    spec = it.spec if "data" in it.spec else it.spec["layer"][0]
    return spec["data"]["values"]


def test_every_question_is_shown_in_the_order_of_its_domain(tmp_path: Path) -> None:
    section = made(tmp_path, of_languages(STUDENTS))
    asked = [one.title for one in questions.QUESTIONS if one is not EFFECTS]
    assert [part.title for part in section.parts] == asked
    assert section.empty == "", "that there is no evidence, the table says"
    titles = [part.title for part in section.parts]
    assert titles.index(RATIOS.title) < titles.index(SHOWN.title)
    assert EVIDENCE.title in titles


def test_what_no_source_delivers_is_said_once(tmp_path: Path) -> None:
    section = made(tmp_path, {})
    assert section.parts == []
    assert section.empty == f"{NO_SOURCE}: {'; '.join(one.title for one in questions.QUESTIONS)}."


def test_learners_of_two_sources_are_two_lines(tmp_path: Path) -> None:
    rows = [on(0, 50, 90), on(1, 40, 0), on(0, 20, 90, source_system="other")]
    it = chart(tmp_path, {ACTIVITY: rows})
    assert it.title == LEARNERS.title
    assert it.says == "From 20 learners on other 2025-01-06 to 50 on app 2025-01-06."
    assert {row["source"] for row in values(it)} == {"app", "other"}


def test_a_time_without_an_upper_limit_ends_at_its_point(tmp_path: Path) -> None:
    it = chart(tmp_path, {TIMES: [*took("A1", 60, 40, 12), *took("A2", 90, 40, 12, high=None)]})
    assert it.title == VELOCITY.title
    assert it.says.startswith("From 60 days (Spanish, A1) to 90 (Spanish, A2).")
    assert {row["level"]: (row["low"], row["high"]) for row in values(it)} == {
        "Spanish, A1": (50.0, 70.0),
        "Spanish, A2": (80.0, 90.0),
    }


def test_lessons_that_differ_by_more_than_chance_are_counted(tmp_path: Path) -> None:
    rows = [lesson("L1", "OK", 6.0), lesson("L2", "OK", 4.0, q=0.05), lesson("L3", "OK", -3.0)]
    it = next(part for part in made(tmp_path, {LESSONS: rows}).parts if part.title == EFFECTS.title)
    assert isinstance(it, Chart)
    told = "Different from 0 by more than chance, all of them taken together: 2 of 3 lessons."
    assert it.says == f"{told} Lessons of other languages have no order.", "and not by the limits of each alone"
    assert [row["lesson"] for row in values(it)] == ["Spanish, lesson L1", "Spanish, lesson L2", "Spanish, lesson L3"]


def test_experiments_are_drawn_by_their_intervals(tmp_path: Path) -> None:
    rows = [
        arm("intro", "control", 40),
        arm("intro", "treatment", 40, difference=2.0),
        arm("intro", "control", 40, metric="minutes"),
        arm("intro", "treatment", 40, difference=0.5, metric="minutes", is_shown=False),
    ]
    it = next(part for part in made(tmp_path, {EXPERIMENTS: rows}).parts if part.title == SHOWN.title)
    assert isinstance(it, Chart)
    assert it.says == "Shown: intro: score, treatment. Only of experiments whose learners are divided as planned."
    assert {row["what"]: (row["low"], row["high"]) for row in values(it)} == {
        "intro: minutes, treatment": (-0.5, 1.5),
        "intro: score, treatment": (1.0, 3.0),
    }


def test_why_there_are_no_segments(tmp_path: Path) -> None:
    [part] = made(tmp_path, {ML_SEGMENTS: [searched("NO_SEGMENTS", 2)]}).parts
    assert part.title == SEARCHED.title
    assert part.rows[0][1].startswith("no segments")  # type: ignore[union-attr]


def test_who_stays_is_called_for_on_monday(tmp_path: Path) -> None:
    """By the fifth week, where it is told; how many learn is a key figure, of the newest day."""
    rows = of_languages(STUDENTS)
    before = made(tmp_path / "before", rows)
    assert before.actions == []
    [tile] = before.tiles
    assert tile.label == "Learners of languages"
    rows[RETENTION] += [back(0, 28, 40, 12), back(0, 35, 40, 20)]
    [action] = made(tmp_path / "after", rows).actions
    assert (action.order, action.figure) == (3, "30%")
    assert action.what == "of those who began a language were back four weeks later"

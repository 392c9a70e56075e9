"""Lessons, topics, segments and experiments: no order without evidence, and nothing of fewer than ten."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_language import (
    AS_OF,
    ES,
    EXPERIMENTS,
    LEARNER_SEGMENTS,
    LESSONS,
    ML_SEGMENTS,
    TOPICS,
    about,
    arm,
    lesson,
    placed,
    searched,
)

from edulake.serving.questions.language_evidence import EVIDENCE, NO_ORDER, RATIOS, SEARCHED, SEGMENTS
from edulake.serving.questions.language_evidence import EXPERIMENTS as SHOWN
from edulake.serving.questions.language_evidence import LESSONS as EFFECTS
from edulake.serving.questions.language_evidence import TOPICS as TALKED

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_whether_lessons_and_topics_differ(tmp_path: Path) -> None:
    french = {**ES, "course_id": "fr"}
    rows = {
        LESSONS: [
            lesson("L1", "OK", 4.0),
            lesson("L2", "TOO_FEW"),
            lesson("L3", "TOO_FEW", **french),
            lesson("L4", "COLLINEAR", **french),
        ],
        TOPICS: [about("food", 40, "6.0", 30, 15), about("work", 40, "6.0", 30, 15, status="TOO_FEW")],
    }
    assert column(asked(tmp_path, EVIDENCE, rows), "verdict") == {
        "Spanish, lessons": "they differ by more than chance",
        "Spanish, topics": NO_ORDER,
        "French, lessons": "too little to tell",
    }


def test_lessons_are_told_where_there_is_evidence_the_most_first(tmp_path: Path) -> None:
    rows = [
        lesson("L1", "OK", 2.0),
        lesson("L2", "OK", 6.0),
        lesson("L3", "OK", 9.0, learners=9),
        lesson("L4", "NO_EVIDENCE", 8.0),
        lesson("L5", "TOO_FEW"),
    ]
    told = asked(tmp_path, EFFECTS, {LESSONS: rows})
    assert list(told) == ["Spanish, lesson L2", "Spanish, lesson L1"]
    assert told["Spanish, lesson L2"] == {
        "shrunk": Decimal("3.0"),
        "effect": Decimal("6.0"),
        "low": Decimal("4.0"),
        "high": Decimal("8.0"),
        "q": Decimal("0.010"),
    }


def test_topics_are_by_name_and_compared_with_evidence_alone(tmp_path: Path) -> None:
    rows = [
        about("work", 40, "9.0", 30, 15, status="OK", more_messages=1.5, shrunk=0.4, lower=0.5, upper=2.5),
        about("food", 40, "6.0", 30, 9, more_messages=1.0),
        about("art", 9, "8.0", 9, 5),
        about("food2", 40, "7.5", 15, 15, status="OK", more_messages=-1.0, compared=9),
    ]
    told = asked(tmp_path, TALKED, {TOPICS: rows})
    assert list(told) == ["Spanish, food", "Spanish, food2", "Spanish, work"]
    assert column(told, "rate") == {
        "Spanish, food": None,
        "Spanish, food2": Decimal("0.95"),
        "Spanish, work": Decimal("0.50"),
    }
    assert column(told, "more") == {"Spanish, food": None, "Spanish, food2": None, "Spanish, work": Decimal("1.5")}


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([searched("READY", 3, "CHOSEN"), searched("READY", 4, "UNSTABLE")], "3 segments"),
        ([searched("NO_SEGMENTS", 2, "HALVES")], "no segments: learners differ by degrees, or not beyond chance"),
        ([searched("TOO_FEW", 2, "TOO_FEW")], "too few learners with enough days"),
    ],
)
def test_whether_there_are_segments_is_what_the_newest_run_says(
    tmp_path: Path, rows: list[dict[str, Any]], verdict: str
) -> None:
    older = searched("READY", 5, "CHOSEN", model_version="old", as_of_date=AS_OF - dt.timedelta(days=28))
    assert column(asked(tmp_path, SEARCHED, {ML_SEGMENTS: [older, *rows]}), "verdict") == {"2025-03-03": verdict}


def test_segments_of_the_newest_day_divide_all_who_were_looked_at(tmp_path: Path) -> None:
    """One of few goes, and the next smallest with it: else it could be had from the others."""
    before = placed("often here", 50, as_of_date=AS_OF - dt.timedelta(days=28))
    now = [*placed("often here", 30), *placed("few errors", 12, 30), *placed("quiet", 9, 42), *placed(None, 20, 51)]
    told = column(asked(tmp_path, SEGMENTS, {LEARNER_SEGMENTS: [*before, *now]}), "share")
    assert told == {"often here": Decimal("0.60"), "no segment": Decimal("0.40")}


def test_the_sample_ratio_comes_before_any_difference(tmp_path: Path) -> None:
    """Of a blocked experiment nothing else is told."""
    blocked = {"status": "BLOCKED", "sample_ratio_p": 0.0001}
    rows = [
        arm("intro", "control", 40),
        arm("intro", "treatment", 40, difference=2.0),
        arm("lost", "control", 40, **blocked),
        arm("lost", "treatment", 40, difference=2.0, **blocked),
        arm("few", "control", 40),
        arm("few", "treatment", 9, difference=2.0),
        arm("running", "control", 40, status="MASKED"),
        arm("running", "treatment", 40, status="MASKED"),
        arm("not_yet", "control", 0, sample_ratio_p=None),
    ]
    assert asked(tmp_path / "ratios", RATIOS, {EXPERIMENTS: rows}) == {
        "few": {"p": None, "verdict": None},
        "intro": {"p": Decimal("0.500"), "verdict": "as planned"},
        "lost": {
            "p": Decimal("0.000"),
            "verdict": "blocked: learners are not divided as planned, so no difference can be believed",
        },
        "running": {"p": Decimal("0.500"), "verdict": "as planned, not over yet"},
        "not yet": {"p": None, "verdict": "nobody yet"},
    }
    told = asked(tmp_path / "shown", SHOWN, {EXPERIMENTS: rows})
    assert list(told) == ["intro: score, treatment"]
    assert told["intro: score, treatment"] == {
        "role": "primary",
        "difference": Decimal("2.000"),
        "low": Decimal("1.000"),
        "high": Decimal("3.000"),
        "p": Decimal("0.001"),
        "verdict": "shown",
    }


@pytest.mark.parametrize("few", [{"exposed": 9}, {"assigned": 9}])
def test_an_arm_of_few_is_no_less_so_beside_an_empty_one(tmp_path: Path, few: dict[str, Any]) -> None:
    rows = [arm("intro", "control", 40), arm("intro", "treatment", 40, **few), arm("intro", "other", 0)]
    assert asked(tmp_path, RATIOS, {EXPERIMENTS: rows}) == {"intro": {"p": None, "verdict": None}}


def test_a_difference_from_few_is_not_told_beside_an_empty_arm(tmp_path: Path) -> None:
    rows = [arm("intro", "control", 9), arm("intro", "treatment", 40, difference=2.0), arm("intro", "other", 0)]
    assert asked(tmp_path, SHOWN, {EXPERIMENTS: rows}) == {}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"is_shown": False}, "not shown"),
        ({"role": "guardrail"}, "no harm"),
        ({"role": "guardrail", "is_shown": False}, "not shown"),
    ],
)
def test_what_is_said_of_a_difference(tmp_path: Path, said: dict[str, Any], verdict: str) -> None:
    rows = [arm("intro", "control", 40), arm("intro", "treatment", 40, difference=2.0, **said)]
    assert column(asked(tmp_path, SHOWN, {EXPERIMENTS: rows}), "verdict") == {"intro: score, treatment": verdict}

"""Skills, lessons and reviews: told of ten learners on each side, and never in an order of merit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from asked import asked, column
from report_language import (
    APP,
    AS_OF,
    ES,
    ML_REVIEW_DUE,
    NOW,
    PROGRESS,
    REVIEW_DUE,
    SKILLS,
    completed,
    due,
    foretold,
    skilled,
)

from edulake.serving.questions.language_skills import DUE, LESSONS, REMEMBERED
from edulake.serving.questions.language_skills import SKILLS as SKILLED
from edulake.serving.questions.languages import NAMES, named

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_skills_by_the_level_that_was_tested(tmp_path: Path) -> None:
    """The mean of the learners' shares; of those without one, and of few, nothing is told."""
    rows = [
        *skilled("grammar", 20, "0.5"),
        *skilled("grammar", 10, "0.6550", 20),
        *skilled("grammar", 90, None, 30),
        *skilled("grammar", 10, "0.9", level="B1"),
        *skilled("reading", 9, "0.9"),
        *skilled("writing", 12, "1"),
        *skilled("writing", 12, "0.2", source_system="z"),
    ]
    assert column(asked(tmp_path, SKILLED, {SKILLS: rows}), "share") == {
        "app Spanish, A1, grammar": Decimal("0.55"),
        "app Spanish, B1, grammar": Decimal("0.90"),
        "app Spanish, A1, writing": Decimal("0.95"),
        "z Spanish, A1, writing": Decimal("0.20"),
    }


def test_lessons_are_told_by_name(tmp_path: Path) -> None:
    rows = [
        completed("L2", 40, 30),
        completed("L1", 40, 10),
        completed("L3", 40, 31),
        completed("L4", 40, 9),
        completed("L5", 40, 0, with_mastery=0, timed=0, mean_mastery=None, median_days=None),
        completed("L6", 40, 20, with_mastery=9, timed=9, level=None),
        completed("L7", 40, 20, status="TOO_FEW"),
    ]
    told = asked(tmp_path, LESSONS, {PROGRESS: rows})
    assert column(told, "rate") == {
        "Spanish, A1, lesson L1": Decimal("0.25"),
        "Spanish, A1, lesson L2": Decimal("0.75"),
        "Spanish, A1, lesson L5": Decimal("0.00"),
        "Spanish, lesson L6": Decimal("0.50"),
    }
    assert list(told) == sorted(told)
    assert told["Spanish, A1, lesson L2"]["mastery"] == Decimal("0.80")
    assert told["Spanish, A1, lesson L2"]["days"] == Decimal("2.5")
    assert (told["Spanish, lesson L6"]["mastery"], told["Spanish, lesson L6"]["days"]) == (None, None)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("READY", "half-lives are closer: what is due is told"),
        ("NO_EVIDENCE", "no evidence that half-lives are closer: nothing is due"),
        ("TOO_FEW", "too few learners"),
    ],
)
def test_whether_half_lives_foretell(tmp_path: Path, status: str, verdict: str) -> None:
    """By the newest run of the newest day; of few without figures, and so not at all."""
    rows = [
        foretold("half_life", 40, status, mae=0.1254),
        foretold("constant", 40, status),
        foretold("leitner", 9, status),
        foretold("half_life", 40, "READY", model_version="older", as_of_date=AS_OF.replace(month=2)),
        foretold("half_life", 40, "READY", model_version="before", processing_timestamp=NOW.replace(month=2)),
    ]
    told = asked(tmp_path, REMEMBERED, {ML_REVIEW_DUE: rows})
    assert column(told, "mae") == {"half-lives": Decimal("0.125"), "one share for all": Decimal("0.125")}
    assert column(told, "verdict")["half-lives"] == verdict


def test_what_is_due(tmp_path: Path) -> None:
    """On the newest day, of ten of whom it is due and ten of whom it is not."""
    rows = [
        *due("grammar", 40, 10),
        *due("reading", 40, 9),
        *due("writing", 40, 31),
        *due("listening", 12, 12),
        *due("grammar", 20, 10, course_id="fr"),
        *due("grammar", 40, 40, as_of_date=AS_OF.replace(month=2)),
    ]
    told = asked(tmp_path, DUE, {REVIEW_DUE: rows})
    assert column(told, "share") == {
        "French, grammar": Decimal("0.50"),
        "Spanish, grammar": Decimal("0.25"),
        "Spanish, listening": Decimal("0.95"),
    }
    assert told["French, grammar"]["days"] == Decimal("8.0")


@pytest.mark.parametrize(
    ("code", "name"),
    [("es", "Spanish"), ("nb", "Norwegian Bokmal"), ("aa", "Afar"), ("zu", "Zulu"), ("tlh", "tlh"), ("", "")],
)
def test_languages_are_told_by_name(tmp_path: Path, code: str, name: str) -> None:
    """One that has no code as it is delivered."""
    told = asked(tmp_path, DUE, {REVIEW_DUE: due("grammar", 40, 20, **{**ES, "course_id": code})})
    assert list(told) == [f"{name}, grammar"]


def test_names_hold_nothing_that_a_query_or_a_format_reads() -> None:
    text = named("course_id")
    assert len(NAMES) > 180
    assert not set("{}\\") & set(text)
    assert APP["source_system"] not in text

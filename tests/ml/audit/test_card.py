"""The model card: whom it ranks, what it learned from, its figures, and what help costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import Row

from edulake.config.early_warning import EarlyWarning
from edulake.ml.audit import card
from edulake.ml.problems import PROBLEMS
from edulake.ml.split import Split

pytestmark = pytest.mark.once

FIGURES = {
    "n": 12345, "base_rate": 0.3217, "auc": 0.81234, "auc_error": 0.01, "gain": 0.05, "gain_error": None,
    "average_precision": 0.7, "precision_at_capacity": 0.5, "recall_at_capacity": None, "brier": 0.0,
    "brier_no_skill": 0.2, "calibration_error": 0.03, "median_warning_days": 30.0,
}  # fmt: skip
APART = Split(("2013B", "2013J"), "2013B", "2014B")


def written(problem: str = "course_result", share: str | None = "0.20", **changed: Any) -> list[str]:
    given = None if share is None else Decimal(share)
    choices = EarlyWarning(failing_below=Decimal(55), horizon_days=42)
    row = Row(**{**FIGURES, **changed})
    return card.markdown(PROBLEMS[problem], "v-1", APART, given, "READY", "average", row, choices).splitlines()


def test_the_head_says_what_the_model_is_and_knows() -> None:
    lines = written()
    text = " ".join(line.strip() for line in lines)
    assert lines[0] == "# v-1"
    assert "Status: **READY**. It ranks the students of a course run, at 20% of its length" in text
    assert "average; trained on 2013B, 2013J, calibrated on out-of-fold scores of 2013B, tested on 2014B" in text
    assert "12,345 students who were there, 32.2% with a bad outcome" in text
    assert "Not for grading, discipline or admission" in text


def test_a_card_of_schools_names_its_bound_and_its_horizon() -> None:
    text = " ".join(written("school_risk", None))
    assert "by their risk of a mean under 55 or chronic absence in 42 days" in text
    assert "work handed in" not in text


def test_every_problem_says_what_it_is_about() -> None:
    assert all(all(problem.about) for problem in PROBLEMS.values())


def test_figures_are_told_with_their_errors_where_they_are_known() -> None:
    """A zero is known."""
    lines = written()
    assert "| AUC | 0.812 ± 0.010 |" in lines
    assert "| AUC above the rule | 0.050 |" in lines
    assert "| recall within capacity | not known |" in lines
    assert "| Brier score | 0.000 |" in lines
    assert sum(line.startswith(f"| {name} |") for name, _, _ in card.FIGURES for line in lines) == len(card.FIGURES)


def test_what_help_must_achieve_follows_from_the_precision() -> None:
    lines = written()
    assert "Help at 500 for a success worth 10,000 pays from an effect on 10.0% of those at risk." in lines
    assert lines[-4:] == ["| 0% | -500 |", "| 4% | -300 |", "| 9% | -50 |", "| 25% | 750 |"]


@pytest.mark.parametrize("precision", [0.0, None])
def test_where_nobody_flagged_was_at_risk_help_never_pays(precision: float | None) -> None:
    lines = written(precision_at_capacity=precision)
    assert "Help at 500 for a success worth 10,000 pays from an effect on no share of those at risk." in lines
    assert lines[-1] == "| 25% | -500 |"

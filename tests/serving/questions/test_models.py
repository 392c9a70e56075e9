"""What is told of models: nothing from which a small group of the test cohort can be computed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report_lake import MODEL, NOW, Rows, written

from edulake.config.load import load
from edulake.ml.tables.audit import CALIBRATION as BINS
from edulake.ml.tables.audit import FAIRNESS as GROUPS
from edulake.ml.tables.models import MODELS
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.models import CALIBRATION, FAIRNESS
from edulake.serving.questions.question import Question, Row

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

RATIOS = ("fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")


def model(version: str, share: str | None, problem: str = "course_result") -> dict[str, Any]:
    looks_at = {"problem": problem, "share": Decimal(share) if share else None}
    return {"model_version": version, "processing_timestamp": NOW, **looks_at}


def told(folder: Path, question: Question, rows: Rows) -> list[Row]:
    models = {MODELS: [model(MODEL["model_version"], "0.40")]}
    with query.opened(load(None, str(written(folder / "warehouse", models | rows)))) as lake:
        return asking.told(lake, question)


def group(name: str, found: int, listed_good: int, missed: int, left_good: int, ratio: float | None) -> dict[str, Any]:
    """A group by its four parts, as the audit has it."""
    bad, good = found + missed, listed_good + left_good
    rates = {"flag_rate": (found + listed_good) / (bad + good), "fnr": missed / bad if bad else None}
    of = {"attribute": "gender", "group": name, "n": bad + good, "positives": bad}
    return {**MODEL, **of, **rates, **dict.fromkeys(RATIOS, ratio), "is_too_small": bad + good < 100 or bad < 20}


F, M = group("F", 25, 15, 15, 65, 1.0), group("M", 20, 15, 20, 55, 1.6)


def fairness(folder: Path, *groups: dict[str, Any]) -> dict[str, Row]:
    return {row["whom"]: row for row in told(folder, FAIRNESS, {GROUPS: list(groups)})}


def test_a_ratio_to_a_group_of_which_few_were_missed_is_not_told(tmp_path: Path) -> None:
    """Else 0.5 by 4.0 is the share of the largest group that was missed, and 40 of that are five."""
    by_group = fairness(tmp_path, group("F", 35, 15, 5, 65, 1.0), group("M", 20, 15, 20, 55, 4.0))
    assert by_group["F"]["positives"] == 40
    assert [by_group["M"][name] for name in RATIOS] == [None] * 3
    assert {name: row["fnr"] is None for name, row in by_group.items()} == {"F": True, "M": True}


def test_the_groups_told_are_not_the_cohort_less_a_small_one(tmp_path: Path) -> None:
    """The cohort's size and share of bad outcomes are told beside them."""
    by_group = fairness(tmp_path, F, M, group("X", 1, 1, 1, 2, None))
    assert list(by_group) == ["F"], "M goes with X"
    assert by_group["F"]["n"] == 120


def test_outcomes_told_are_not_those_of_the_cohort_less_few(tmp_path: Path) -> None:
    by_group = fairness(tmp_path, F, M, group("X", 2, 12, 3, 30, None))
    assert {name: row["n"] for name, row in by_group.items()} == {"F": 120, "M": 110, "X": 47}
    assert {name: row["positives"] for name, row in by_group.items()} == {"F": 40, "M": None, "X": None}
    assert {name: row["fnr"] is None for name, row in by_group.items()} == {"F": False, "M": True, "X": True}


def test_all_is_told_of_groups_that_are_large(tmp_path: Path) -> None:
    by_group = fairness(tmp_path, F, M)
    assert all(value is not None for row in by_group.values() for value in row.values())
    assert {row["largest"] for row in by_group.values()} == {"F"}
    assert {row["model_version"] for row in by_group.values()} == {MODEL["model_version"]}
    assert by_group["M"]["fnr_ratio"] == Decimal("1.600")


def test_attributes_are_populations_of_their_own(tmp_path: Path) -> None:
    """A small group of one hides nothing of the other."""
    of_age = [{**one, "attribute": "age_band"} for one in (F, M, group("X", 1, 1, 1, 2, None))]
    rows = told(tmp_path, FAIRNESS, {GROUPS: [F, M, *of_age]})
    assert [(row["attribute"], row["whom"]) for row in rows] == [("age_band", "F"), ("gender", "F"), ("gender", "M")]


def test_bins_of_two_models_are_two_bars(tmp_path: Path) -> None:
    """With the same prediction, which a picture could not tell apart."""
    models = [model("a", "0.20"), model("b", "0.40"), model("c", None, "school_risk")]
    of = {"processing_timestamp": NOW, "bin": 2, "n": 60, "predicted": 0.12, "observed": 0.5}
    rows = told(
        tmp_path, CALIBRATION, {MODELS: models, BINS: [{"model_version": one["model_version"], **of} for one in models]}
    )
    assert [row[CALIBRATION.across] for row in rows] == [
        "course result at 0.20, bin 02: 12 % predicted",
        "course result at 0.40, bin 02: 12 % predicted",
        "school risk, bin 02: 12 % predicted",
    ]
    assert [row["model_version"] for row in rows] == ["a", "b", "c"]

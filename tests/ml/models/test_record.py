"""A model's row in gold.ml_models: what it is made of, with the model and without one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pyspark.sql import SparkSession

from edulake.config.early_warning import EarlyWarning
from edulake.ml.models import learner, record, registry
from edulake.ml.models.learner import Calibration
from edulake.ml.models.training import Model
from edulake.ml.problems import PROBLEMS, feature
from edulake.ml.split import Split
from edulake.ml.tables.models import MODELS
from edulake.silver.learning.classes import CLASSES_TABLE

pytestmark = pytest.mark.once

PLAN = record.Plan(PROBLEMS["course_result"], Decimal("0.20"), "abc", {CLASSES_TABLE: 3})
SCHOOL = record.Plan(PROBLEMS["school_risk"], None, "abc", {})
CHOICES = EarlyWarning(seed=7, failing_below=Decimal("55.5"))
MADE = record.Made(
    Split(("2013B", "2013J"), "2013B", "2014B"),
    Model("average", (), Calibration(1.1, -0.2), {"logistic": 0.7, "average": 0.71}, [], 9000),
    ["hash logistic/data/part-0"],
    "# card",
)


def test_a_plan_is_named_before_anything_is_fitted() -> None:
    assert PLAN.version == registry.version(PLAN.problem, PLAN.share, "abc", {CLASSES_TABLE: 3})
    assert (PLAN.at, SCHOOL.at) == ("course_result-20", "school_risk")
    assert SCHOOL.version.startswith("school_risk-")


def test_a_model_and_the_lack_of_one_are_both_a_row(spark: SparkSession) -> None:
    """Of what could not be trained all is known that does not come of training; lists are then empty, not null."""
    rows = [
        record.row(spark, PLAN, CHOICES, "READY", MADE),
        record.row(spark, SCHOOL, CHOICES, "INSUFFICIENT_HISTORY"),
    ]
    assert tuple(rows[0].columns) == tuple(MODELS.column_names)
    made, none = rows[0].unionByName(rows[1]).collect()
    assert made["model_version"] == PLAN.version
    assert (made["problem"], made["share"], made["status"]) == ("course_result", Decimal("0.20"), "READY")
    cohorts = ("training_cohorts", "calibration_cohort", "test_cohort", "trained_on")
    assert [made[name] for name in cohorts] == [["2013B", "2013J"], "2013B", "2014B", 9000]
    assert (made["algorithm"], made["slope"], made["intercept"]) == ("average", 1.1, -0.2)
    assert made["features"] == feature.columns(PLAN.problem.features)
    assert (made["recipe"], json.loads(made["data_versions"])) == ("abc", {str(CLASSES_TABLE): 3})
    assert (made["model_path"], made["model_files"]) == (f"_models/{PLAN.version}", ["hash logistic/data/part-0"])
    assert made["card"] == "# card"

    assert [none[name] for name in cohorts] == [[], None, None, None]
    assert [none[name] for name in ("share", "algorithm", "slope", "intercept", "model_path", "card")] == [None] * 6
    assert (none["model_files"], none["status"]) == ([], "INSUFFICIENT_HISTORY")
    assert none["features"] == feature.columns(SCHOOL.problem.features)
    assert made["processing_timestamp"] is None, "the job stamps it"


def test_parameters_hold_the_choices_and_those_of_the_parts_alone(spark: SparkSession) -> None:
    """`ml_backtest` reads the horizon and the bound there: as text, so that no digit is lost."""
    made = json.loads(record.row(spark, PLAN, CHOICES, "READY", MADE).collect()[0]["parameters"])
    assert made["parts"] == {part: learner.PARAMETERS[part] for part in ("logistic", "boosted")}
    assert made["validation"] == {"logistic": 0.7, "average": 0.71}
    assert (made["seed"], made["failing_below"], made["horizon_days"]) == ("7", "55.5", "90")
    none = json.loads(record.row(spark, PLAN, CHOICES, "NO_SIGNAL").collect()[0]["parameters"])
    assert (none["parts"], none["validation"], none["seed"]) == ({}, {}, "7")

"""A model that is to be made, and its row in gold.ml_models."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from edulake.ml.models import learner, registry
from edulake.ml.problems import feature
from edulake.ml.tables import models
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pyspark.sql import DataFrame, SparkSession

    from edulake.config.early_warning import EarlyWarning
    from edulake.contract.table import Table
    from edulake.ml.models.training import Model
    from edulake.ml.problems.problem import Problem
    from edulake.ml.split import Split


@dataclass(frozen=True)
class Plan:
    """One model to be made: its problem and cut-off, its recipe, and the versions of the tables that it will see."""

    problem: Problem
    share: Decimal | None
    recipe: str
    data: dict[Table, int]

    @property
    def version(self) -> str:
        return registry.version(self.problem, self.share, self.recipe, self.data)

    @property
    def at(self) -> str:
        return self.problem.looking_at(self.share)


@dataclass(frozen=True)
class Made:
    """What came of a plan: the cohorts it learned from, the model, the hashes of its files, and its card."""

    apart: Split
    model: Model
    files: Sequence[str]
    card: str


def row(spark: SparkSession, plan: Plan, choices: EarlyWarning, status: str, made: Made | None = None) -> DataFrame:
    """The row of gold.ml_models; what only a trained model has is null or empty where there is none."""
    model, apart = (made.model, made.apart) if made else (None, None)
    parameters = {
        "parts": {part: learner.PARAMETERS[part] for part in learner.ALGORITHMS[model.algorithm]} if model else {},
        "validation": model.validation if model else {},
        **{name: str(value) for name, value in asdict(choices).items()},
    }
    values = {
        "model_version": plan.version,
        "problem": plan.problem.name,
        "share": None if plan.share is None else str(plan.share),
        "status": status,
        "algorithm": model.algorithm if model else None,
        "training_cohorts": list(apart.train) if apart else [],
        "calibration_cohort": apart.calibrate if apart else None,
        "test_cohort": apart.test if apart else None,
        "trained_on": model.trained_on if model else None,
        "slope": model.calibration.slope if model else None,
        "intercept": model.calibration.intercept if model else None,
        "features": feature.columns(plan.problem.features),
        "parameters": json.dumps(parameters, sort_keys=True),
        "data_versions": json.dumps({str(table): version for table, version in plan.data.items()}),
        "recipe": plan.recipe,
        "model_path": f"_models/{plan.version}" if made else None,
        "model_files": list(made.files) if made else [],
        "card": made.card if made else None,
        "processing_timestamp": None,
    }
    ordered = tuple(values[name] for name in models.MODELS.column_names)
    return as_frame(spark, [ordered], models.MODELS.struct())

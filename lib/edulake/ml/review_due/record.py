"""What makes half-lives, what is kept of them, and what MLflow is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import Row

from edulake.gold.product import OF_LANGUAGE
from edulake.ml.made_of import code, hashed
from edulake.ml.models.mlflow_runs import as_model, by_source
from edulake.ml.review_due.fitting import PENALTY
from edulake.ml.review_due.judging import HALF_LIFE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table

MADE_BY = (
    "edulake.expr",
    "edulake.ml.review_due",
    "edulake.gold.language.activity",
    "edulake.gold.language.equations",
    "edulake.ml.problems.as_of",
    "edulake.ml.segments.features",
)
# What a run of MLflow is told of each model.
TOLD = ("mae", "auc", "behind", "behind_low", "behind_high")
AGE = ("processing_timestamp", "model_version")


@dataclass(frozen=True)
class Plan:
    """Half-lives to be fitted: by which settings, and the versions of the tables seen."""

    settings: Settings
    data: dict[Table, int]

    @property
    def unmodelled(self) -> tuple[str, ...]:
        """Sources whose learners have no say, and are told of nothing."""
        return tuple(sorted(self.settings.early_warning.unmodelled_sources))

    @property
    def recipe(self) -> str:
        choices = {name: str(value) for name, value in self.settings.gold.chosen(OF_LANGUAGE).items()}
        return hashed([code(MADE_BY), choices, self.unmodelled])

    @property
    def seen(self) -> dict[str, int]:
        return {str(table): version for table, version in self.data.items()}

    @property
    def version(self) -> str:
        return f"review_due-{hashed([self.recipe, self.seen])}"


@dataclass(frozen=True)
class Known:
    """What the newest run found for one source: its version and status, and the weights of half-lives."""

    version: str
    status: str
    weights: dict[str, float]


def known(rows: Iterable[Mapping[str, Any]]) -> dict[str, Known]:
    """By source what the newest run found, of rows of half-lives in gold.ml_review_due."""
    newest: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        held = newest.get(row["source_system"])
        if row["model"] == HALF_LIFE and (held is None or _age(held) < _age(row)):
            newest[row["source_system"]] = row
    return {source: _known(row) for source, row in newest.items()}


def _known(row: Mapping[str, Any]) -> Known:
    weights = {one["of"]: one["weight"] for one in row["weights"] or ()}
    return Known(row["model_version"], row["status"], weights)


def _age(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in AGE)


def for_mlflow(held: Sequence[Mapping[str, Any]]) -> list[tuple[Row, Row]]:
    """What one run of MLflow is told of each source, of rows of gold.ml_review_due."""
    return by_source(held, _for_mlflow)


def _for_mlflow(rows: Sequence[Mapping[str, Any]]) -> tuple[Row, Row]:
    own = next(row for row in rows if row["model"] == HALF_LIFE)
    weights = {one["of"]: one["weight"] for one in own["weights"] or ()}
    parameters = json.dumps({"penalty": PENALTY, "weights": weights}, sort_keys=True)
    model = as_model(own, "review_due", "half_life", parameters)
    return model, Row(**{f"{name}_{row['model']}": row[name] for row in rows for name in TOLD})

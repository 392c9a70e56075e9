"""What makes an order of lessons, and what MLflow is told of how it was judged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import Row

from edulake.gold.product import OF_LANGUAGE
from edulake.ml.made_of import code, hashed
from edulake.ml.models.mlflow_runs import as_model, by_source
from edulake.ml.next_lessons import taste
from edulake.ml.next_lessons.ranking import RANKINGS, TASTE, WITHOUT_TASTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table

MADE_BY = (
    "edulake.expr",
    "edulake.ml.next_lessons",
    "edulake.gold.language.activity",
    "edulake.gold.language.confirmed",
    "edulake.ml.segments.features",
)
# What a run of MLflow is told of each order.
TOLD = ("recall", "ndcg", "gain", "gain_low", "gain_high")


@dataclass(frozen=True)
class Plan:
    """Orders to be judged: by which settings, whether taste `is_there`, and the versions of the tables seen."""

    settings: Settings
    is_there: bool
    data: dict[Table, int]

    @property
    def seed(self) -> int:
        return self.settings.early_warning.seed

    @property
    def unmodelled(self) -> tuple[str, ...]:
        """Sources whose learners have no say, and are offered nothing."""
        return tuple(sorted(self.settings.early_warning.unmodelled_sources))

    @property
    def rankings(self) -> tuple[str, ...]:
        """The orders that can be judged."""
        return RANKINGS if self.is_there else WITHOUT_TASTE

    @property
    def recipe(self) -> str:
        choices = {name: str(value) for name, value in self.settings.gold.chosen(OF_LANGUAGE).items()}
        return hashed([code(MADE_BY), taste.PARAMETERS, self.seed, self.is_there, choices, self.unmodelled])

    @property
    def seen(self) -> dict[str, int]:
        return {str(table): version for table, version in self.data.items()}

    @property
    def version(self) -> str:
        return f"next_lessons-{hashed([self.recipe, self.seen])}"


def for_mlflow(held: Sequence[Mapping[str, Any]]) -> list[tuple[Row, Row]]:
    """What one run of MLflow is told of each source, of rows of gold.ml_next_lessons."""
    return by_source(held, _for_mlflow)


def _for_mlflow(rows: Sequence[Mapping[str, Any]]) -> tuple[Row, Row]:
    by_taste = any(row["ranking"] == TASTE for row in rows)
    parameters = json.dumps(taste.PARAMETERS if by_taste else {}, sort_keys=True)
    model = as_model(rows[0], "next_lessons", "als" if by_taste else "popularity", parameters)
    return model, Row(**{f"{name}_{row['ranking']}": row[name] for row in rows for name in TOLD})

"""What makes a model, and which one is the newest that the settings ask for.

A recipe is a hash of all that makes a model but the data; a version is that and the data. Lists are made by the newest
model of today's recipe: one that another configuration, older code or named cohorts made is never taken for it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from edulake.contract.sql import literal
from edulake.gold.product import OF_LANGUAGE
from edulake.ml.made_of import code, hashed
from edulake.ml.models import learner
from edulake.ml.problems import PROBLEMS, feature
from edulake.ml.tables.models import MODELS
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.ml.problems.problem import Problem

# For people, who read them one at a time.
LONG_TEXTS = ("card", "parameters")
# Beside the tools at the root of ml; of gold what problems ask of it.
MADE_BY = (
    "edulake.expr",
    "edulake.ml.problems",
    "edulake.ml.models",
    "edulake.gold.language.activity",
    "edulake.gold.language.minutes",
)


def recipe(problem: Problem, settings: Settings, cohorts: tuple[str | None, str | None] = (None, None)) -> str:
    """Hash of code, features, parameters and choices; `cohorts` are those that were asked for, to train and to test."""
    choices = {**asdict(settings.early_warning), **settings.gold.chosen(OF_LANGUAGE)}
    made_of = [
        problem.name,
        _code(),
        feature.columns(problem.features),
        learner.PARAMETERS,
        {name: str(value) for name, value in choices.items()},
        cohorts,
    ]
    return hashed(made_of)


def version(problem: Problem, share: Decimal | None, recipe: str, data: Mapping[Table, int]) -> str:
    """The model's name: its problem and cut-off, and a hash of its recipe and of the versions of its tables."""
    held = {str(table): number for table, number in data.items()}
    return f"{problem.looking_at(share)}-{hashed([recipe, held])}"


def makes_lists(settings: Settings) -> str:
    """The SQL condition that a row of gold.ml_models is of today's recipe, of which alone lists are made."""
    return f"recipe IN ({', '.join(literal(recipe(problem, settings)) for problem in PROBLEMS.values())})"


def newest(settings: Settings) -> Asked:
    """Of the rows of gold.ml_models of today's recipe the one that was trained last, for each problem and cut-off."""
    columns = [name for name in MODELS.column_names if name not in LONG_TEXTS]
    return Asked(columns, makes_lists(settings), ("problem", "share"), ("processing_timestamp", "model_version"))


def _code() -> str:
    """Hash of the source of what makes examples and fits models; how they are judged and shown does not count."""
    return code(MADE_BY)

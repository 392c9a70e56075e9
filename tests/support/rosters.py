"""States of a roster and its facts, and the class days that what became of rows between them touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import reached
from pyspark.sql import SparkSession
from reached import Key, Row, State

from edulake.gold import PRODUCTS

__all__ = ["Key", "Row", "State", "rows", "touched"]
PRODUCT = PRODUCTS["class_daily_performance"]


def touched(spark: SparkSession, states: Sequence[State], held: Iterable[Key]) -> set[Key]:
    """The keys in which changes from the first of `states` to the last have a say."""
    return reached.touched(PRODUCT, spark, states, held)


def rows(spark: SparkSession, state: State, keys: set[Key] | None = None) -> dict[Key, tuple[Any, ...]]:
    """The product's rows by key; where `keys` are given, of these, from what their reach says is needed."""
    return reached.rows(PRODUCT, spark, state, keys)

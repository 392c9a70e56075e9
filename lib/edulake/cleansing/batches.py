"""Conditions on bronze rows by the batch that loaded them."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column


def batches(source: str, after: int, to: int) -> Column:
    """True for bronze rows of a source's batches `after` < number <= `to`."""
    number = F.col("batch_number")
    return (F.col("source_system") == source) & (number > after) & (number <= to)


def any_of(conditions: Iterable[Column]) -> Column:
    return reduce(lambda a, b: a | b, conditions)

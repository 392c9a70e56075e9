"""Conditions on bronze rows by the batch that loaded them."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.landing import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column


def batches(source: str, after: int, to: int) -> Column:
    """True for the records of a source's bronze batches `after` < number <= `to`."""
    number = F.col("batch_number")
    return (F.col("source_system") == source) & (number > after) & (number <= to) & is_record()


def is_record() -> Column:
    """True for bronze rows that hold a record: all but the one that an empty snapshot leaves."""
    return F.col("payload_form") != EMPTY


def any_of(conditions: Iterable[Column]) -> Column:
    return reduce(lambda a, b: a | b, conditions)

"""Levels of the Common European Framework: their order, and words that name a level of no scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.expr.categories.language import LEGACY_LEVELS, LEVELS
from edulake.expr.lookup import folded, looked_up

if TYPE_CHECKING:
    from pyspark.sql import Column

RANKS = {level: rank for rank, level in enumerate(LEVELS, start=1)}


def level_rank(level: Column) -> Column:
    """1 for A1 to 6 for C2, INT; null for any other text and for null."""
    return looked_up(level, RANKS)


def is_legacy_level(text: Column) -> Column:
    """Whether a text names a level as beginner or advanced do, in any case: no scale says which; null for null."""
    return folded(text).isin(*LEGACY_LEVELS)

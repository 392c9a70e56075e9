"""Literal tables: what a text stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column


def looked_up(text: Column, entries: Mapping[str, object]) -> Column:
    """The entry of each text; null for null and for a text without one."""
    return F.element_at(F.create_map(*[F.lit(part) for entry in entries.items() for part in entry]), text)

"""Rows of a few figures as what the truth holds of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def nested(rows: DataFrame, *keys: str) -> dict[str, Any]:
    """The other columns of each row by its keys, one in the other, in their order; decimals as text."""
    told: dict[str, Any] = {}
    for row in sorted((row.asDict() for row in rows.collect()), key=lambda row: [row[key] for key in keys]):
        place = told
        for key in keys:
            place = place.setdefault(row[key], {})
        place.update({name: _said(value) for name, value in row.items() if name not in keys})
    return told


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value

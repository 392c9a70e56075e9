"""Groups of an experiment from values of their units."""

from __future__ import annotations

from collections.abc import Sequence

from edulake.gold.language.comparisons import PAIRS, Arm


def arm(a: Sequence[float], b: Sequence[float] | None = None, c: Sequence[float | None] | None = None) -> Arm:
    """Of each unit a figure, of how many it is, and what it was before; null where that is not known."""
    before = c or [None] * len(a)
    columns = {
        "a": list(a),
        "b": list(b) if b else [1.0] * len(a),
        "c": [value or 0.0 for value in before],
        "h": [float(value is not None) for value in before],
    }
    products = {(x, y): sum(p * q for p, q in zip(columns[x], columns[y], strict=True)) for x, y in PAIRS}
    return Arm(len(a), {name: sum(values) for name, values in columns.items()}, products)

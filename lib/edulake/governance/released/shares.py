"""Shares as they may be shown: in whole percent, and of few who all do, or of whom none does, as a bound.

That all of twelve, or none of them, fare so is told of each of them. So a share of 0 or 1 of fewer than ENOUGH is told
as AT_MOST or AT_LEAST, as is usual for results of schools (at least 20 students for the ends of a scale).
"""

from __future__ import annotations

ENOUGH = 20
AT_MOST, AT_LEAST = 0.05, 0.95
# What a question says of itself whose shares may be bounds: an engine knows numbers only.
BOUNDS = f"Of fewer than {ENOUGH}, 5 % stands for 5 % or less and 95 % for 95 % or more."


class Bound(float):
    """A share of 0 or 1 of fewer than ENOUGH: as wide in a drawing as it is told, in words a bound."""

    def __format__(self, _: str) -> str:
        return str(self)

    def __str__(self) -> str:
        return "5 % or less" if self < AT_LEAST else "95 % or more"


def share(part: float, whole: float) -> float:
    """A share of so many: more digits than whole percent would tell of what it was computed."""
    if whole < ENOUGH and part in (0, whole):
        return Bound(AT_LEAST if part else AT_MOST)
    return round(part / whole, 2)

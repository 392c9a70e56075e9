"""What segments are called: by their centres, not by numbers that change with each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.ml.segments.features import FEATURES
from edulake.ml.segments.scaling import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.ml.segments.scaling import Axis

TYPICAL = "typical"
# A centre nearer to the median than this is no little and no much.
NEAR = GRID // 4
FEATURES_OF_A_NAME = 2
# By what segments are told one after the other, the most of it first; what is left is in the order of the features.
ORDER = ("minutes", "score")
WORDS = {feature.name: (feature.little, feature.much) for feature in FEATURES}


@dataclass(frozen=True)
class Segment:
    """A centre on the grid of its axes, how many learners are nearest to it, and its name, where it has one."""

    centre: tuple[int, ...]
    learners: int
    name: str | None = None


def ordered(segments: Sequence[Segment], axes: Sequence[Axis]) -> list[Segment]:
    """Segments by time spent, then by score, then by the rest: whatever their numbers were."""
    names = [axis.feature for axis in axes]
    places = sorted(range(len(names)), key=lambda place: (*[names[place] != name for name in ORDER], place))
    return sorted(segments, key=lambda segment: [-segment.centre[place] for place in places])


def named(
    segments: Sequence[Segment], axes: Sequence[Axis], before: Sequence[Segment] = (), on: Sequence[Axis] = ()
) -> list[Segment]:
    """The segments with names: that of a segment `before`, which is `on` axes of its own, or one of their own.

    A name is kept where each of the two is the nearest to the other, and the features are the same. Another is of the
    two features that are farthest from the median, or of more where it were that of a segment before it.
    """
    kept = _kept(segments, axes, before, on)
    taken = set(kept.values())
    found = []
    for number, segment in enumerate(segments):
        name = kept.get(number) or _own(segment, axes, taken)
        taken.add(name)
        found.append(Segment(segment.centre, segment.learners, name))
    return found


def _kept(
    segments: Sequence[Segment], axes: Sequence[Axis], before: Sequence[Segment], on: Sequence[Axis]
) -> dict[int, str]:
    """The names before, by the place of the segment that keeps it."""
    if not before or [axis.feature for axis in axes] != [axis.feature for axis in on]:
        return {}
    earlier = [_moved(segment.centre, on, axes) for segment in before]
    apart = [[_squared(segment.centre, centre) for centre in earlier] for segment in segments]
    found = {}
    for new, distances in enumerate(apart):
        old = distances.index(min(distances))
        back = [row[old] for row in apart]
        name = before[old].name
        if back.index(min(back)) == new and name is not None:
            found[new] = name
    return found


def _moved(centre: Sequence[int], on: Sequence[Axis], to: Sequence[Axis]) -> list[float]:
    """A centre on one grid as it lies on another."""
    values = [a.median + step / GRID * a.spread for step, a in zip(centre, on, strict=True)]
    return [(value - a.median) / a.spread * GRID for value, a in zip(values, to, strict=True)]


def _squared(one: Sequence[float], other: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _own(segment: Segment, axes: Sequence[Axis], taken: set[str]) -> str:
    far = [place for place, step in enumerate(segment.centre) if abs(step) >= NEAR]
    far.sort(key=lambda place: (-abs(segment.centre[place]), place))
    words = [WORDS[axes[place].feature][segment.centre[place] > 0] for place in far]
    names = [", ".join(words[:count]) for count in range(FEATURES_OF_A_NAME, len(words) + 1)]
    free = [name for name in names or [", ".join(words) or TYPICAL] if name not in taken]
    return free[0] if free else _numbered(names[-1] if names else ", ".join(words) or TYPICAL, taken)


def _numbered(name: str, taken: set[str]) -> str:
    """The name with the first number from 2 on that is free."""
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"

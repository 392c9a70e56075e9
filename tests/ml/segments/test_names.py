"""Segments are named by their centres: in an order that numbers have no say in, and as before where they are the same."""

from __future__ import annotations

from itertools import permutations

import pytest

from edulake.ml.segments.names import Segment, named, ordered
from edulake.ml.segments.scaling import Axis

pytestmark = pytest.mark.once

AXES = [Axis(name, 1.0, 2.0) for name in ("minutes", "days", "score", "errors", "lessons")]
BUSY = Segment((20_000, 9_000, 0, 0, 0), 30)
LAZY = Segment((-20_000, -21_000, 4_000, 0, 0), 20)
ABLE = Segment((0, 100, 15_000, -12_000, 0), 25)


def names(*segments: Segment, axes: list[Axis] = AXES, **more: list[Segment]) -> list[str | None]:
    return [segment.name for segment in named(segments, axes, **more)]


def test_a_name_is_the_two_features_that_are_farthest_from_the_median() -> None:
    assert names(BUSY, ABLE, LAZY) == ["much time, often here", "strong scores, few errors", "seldom here, little time"]


@pytest.mark.parametrize(
    ("centre", "name"),
    [
        ((0, 0, 0, 0, 0), "typical"),
        ((2_499, -2_499, 0, 0, 0), "typical"),
        ((0, 0, -2_500, 0, 0), "weak scores"),
        ((0, 0, 0, 2_600, 2_600), "many errors, mostly lessons"),
        ((3_000, 3_000, 3_000, 3_000, -3_000), "much time, often here"),
    ],
)
def test_what_is_near_the_median_is_not_named(centre: tuple[int, ...], name: str) -> None:
    """Of features as far the first ones are named."""
    assert names(Segment(centre, 10)) == [name]


def test_no_two_have_one_name() -> None:
    more = Segment((19_000, 8_000, 0, 0, 3_000), 10)
    assert names(BUSY, more) == ["much time, often here", "much time, often here, mostly lessons"]
    assert names(BUSY, BUSY, BUSY) == [
        "much time, often here",
        "much time, often here (2)",
        "much time, often here (3)",
    ]
    nothing = Segment((0, 0, 0, 0, 0), 9)
    assert names(nothing, nothing) == ["typical", "typical (2)"]


def test_the_order_is_by_time_then_score_whatever_the_numbers_were() -> None:
    as_busy = Segment((20_000, -9_000, -1, 0, 0), 5)
    for mixed in permutations([BUSY, LAZY, ABLE, as_busy]):
        assert ordered(mixed, AXES) == [BUSY, as_busy, ABLE, LAZY]
    without = [Axis("days", 0.0, 1.0), Axis("score", 0.0, 1.0)]
    assert ordered([Segment((5, 1), 1), Segment((0, 2), 1), Segment((9, 1), 1)], without) == [
        Segment((0, 2), 1),
        Segment((9, 1), 1),
        Segment((5, 1), 1),
    ]


def test_names_stay_where_segments_are_the_same() -> None:
    """The busy ones are there no more, and others are new: nobody takes their name."""
    before = named([BUSY, ABLE], AXES)
    drifted = Segment((100, 0, 14_000, -15_000, 0), 25)
    assert names(drifted, LAZY, before=before, on=AXES) == ["strong scores, few errors", "seldom here, little time"]
    assert names(drifted, LAZY) == ["few errors, strong scores", "seldom here, little time"]


def test_of_two_that_are_near_one_before_the_nearer_keeps_its_name() -> None:
    before = [Segment(BUSY.centre, 30, "the busy ones")]
    nearer, farther = Segment((20_100, 9_000, 0, 0, 0), 10), Segment((25_000, 9_000, 0, 0, 0), 10)
    assert names(farther, nearer, before=before, on=AXES) == ["much time, often here", "the busy ones"]


def test_centres_are_compared_in_what_they_mean() -> None:
    """The median is another, and the spread half: what was a spread above the median is two above."""
    shifted = [Axis(axis.feature, 3.0, 1.0) for axis in AXES]
    before = [Segment((20_000, 20_000, 20_000, 20_000, 20_000), 9, "all of it"), Segment((0,) * 5, 9, "middle")]
    same = Segment((20_000, 20_000, 20_000, 20_000, 20_000), 9)
    middle = Segment((-20_000,) * 5, 9)
    assert names(same, middle, axes=shifted, before=before, on=AXES) == ["all of it", "middle"]


def test_with_other_features_nothing_is_the_same() -> None:
    before = [Segment(BUSY.centre, 30, "the busy ones")]
    assert names(BUSY, before=before, on=[*AXES[:4], Axis("other", 0.0, 1.0)]) == ["much time, often here"]

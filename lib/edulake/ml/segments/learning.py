"""From learners as of a day to segments of them, or to why there are none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.segments import choice, draws, k_means, names, scaling
from edulake.ml.segments.agreement import with_themselves
from edulake.ml.segments.choice import Figures
from edulake.ml.segments.names import Segment
from edulake.ml.segments.silhouette import silhouettes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.ml.segments.k_means import Stage
    from edulake.ml.segments.scaling import Axis
    from edulake.ml.segments.search import Search

# Draws are read once a round, by as many cores.
FILES = 8
FEWEST_AXES = 2


@dataclass(frozen=True)
class Learned:
    """What was found: READY with the `chosen` k, NO_SEGMENTS, or TOO_FEW learners or features to look for any.

    `tried` are the figures of each k, `verdicts` what is said of it, `segments` those of each k, in order; one with a
    group that is too small has none: a centre is to be of several learners. Nor have too few learners `axes`, whose
    medians are of some of them.
    """

    status: str
    learners: int
    axes: tuple[Axis, ...]
    tried: tuple[Figures, ...]
    verdicts: dict[int, str]
    segments: dict[int, tuple[Segment, ...]]

    @property
    def chosen(self) -> int | None:
        return next((k for k, verdict in self.verdicts.items() if verdict == choice.CHOSEN), None)


def learned(
    examples: DataFrame, search: Search, stage: Stage, before: Sequence[Segment] = (), on: Sequence[Axis] = ()
) -> Learned:
    """The segments of `examples` (`features.behaviour` of one source, without those told by rule).

    Names are kept of the segments `before`, which lie `on` axes of their own.
    """
    learners, axes = scaling.axes(examples)
    if learners < choice.FEWEST_LEARNERS or len(axes) < FEWEST_AXES:
        nothing = tuple(Figures(k, learners, (), None, (), 0) for k in search.ks)
        kept = axes if learners >= choice.FEWEST_LEARNERS else []
        return Learned(choice.TOO_FEW, learners, tuple(kept), nothing, dict.fromkeys(search.ks, choice.TOO_FEW), {})
    width = len(axes)
    placed = scaling.placed(examples, axes, search.seed).where(F.col("place") <= search.learners)
    drawn = stage(
        draws.drawn(placed.select("place", *k_means.values(width)), search, width).repartition(FILES), "draws"
    )
    models = stage(k_means.fitted(drawn, search, width, stage), "models")
    labelled = stage(_labelled(drawn, models, search, width), "labels")
    tried, centres = _figures(labelled, models, search, width)
    verdicts = choice.verdicts(tried)
    status = choice.READY if choice.CHOSEN in verdicts.values() else choice.NO_SEGMENTS
    large = [one.k for one in tried if not one.is_of_few]
    told = {k: names.ordered(centres[k], axes) for k in large}
    segments = {
        k: tuple(names.named(found, axes, before, on) if verdicts[k] == choice.CHOSEN else found)
        for k, found in told.items()
    }
    return Learned(status, min(learners, search.learners), tuple(axes), tuple(tried), verdicts, segments)


def _labelled(drawn: DataFrame, models: DataFrame, search: Search, axes: int) -> DataFrame:
    """The learners as each resample's models group them, and each null's examples as its own do."""
    values = k_means.values(axes)
    themselves = drawn.where(F.col("draw") == draws.THEMSELVES).select("place", *values)
    by_learners = themselves.crossJoin(F.broadcast(models.where(F.col("draw") <= search.resamples)))
    nulls = drawn.where(F.col("draw") > search.resamples).select("draw", "place", *values)
    by_chance = nulls.join(F.broadcast(models), on="draw")
    rows = [k_means.nearest(rows, search.most, axes) for rows in (by_learners, by_chance)]
    asked = ["draw", "k", "place", F.col("nearest").alias("label"), *values]
    return rows[0].select(*asked).unionByName(rows[1].select(*asked))


def _figures(
    labelled: DataFrame, models: DataFrame, search: Search, axes: int
) -> tuple[list[Figures], dict[int, list[Segment]]]:
    """The figures of each k, and its segments without names."""
    of_learners = labelled.where(F.col("draw") <= search.resamples)
    agreements: dict[int, list[float]] = defaultdict(list)
    for row in with_themselves(of_learners).orderBy("k", "draw").collect():
        agreements[row["k"]].append(float(row["agreement"]))
    own_groups = labelled.where((F.col("draw") == draws.THEMSELVES) | (F.col("draw") > search.resamples))
    apart: dict[int, dict[int, float | None]] = defaultdict(dict)
    for row in silhouettes(own_groups, axes).orderBy("k", "draw").collect():
        apart[row["k"]][row["draw"]] = None if row["silhouette"] is None else float(row["silhouette"])
    segments = _segments(labelled, models, search, axes)
    tried = []
    for k in search.ks:
        own = apart[k].pop(draws.THEMSELVES)
        nulls = tuple(value for value in apart[k].values() if value is not None)
        smallest = min(s.learners for s in segments[k]) if len(segments[k]) == k else 0
        learners = sum(s.learners for s in segments[k])
        tried.append(Figures(k, learners, tuple(agreements[k]), own, nulls, smallest))
    return tried, segments


def _segments(labelled: DataFrame, models: DataFrame, search: Search, axes: int) -> dict[int, list[Segment]]:
    own = labelled.where(F.col("draw") == draws.THEMSELVES)
    sizes = {(row["k"], row["label"]): row["count"] for row in own.groupBy("k", "label").count().collect()}
    found: dict[int, list[Segment]] = defaultdict(list)
    for row in models.where(F.col("draw") == draws.THEMSELVES).orderBy("k").collect():
        for number in range(search.most):
            centre = tuple(row[name] for name in k_means.centre(number, axes))
            if (row["k"], number) in sizes:
                found[row["k"]].append(Segment(centre, sizes[row["k"], number]))
    return found

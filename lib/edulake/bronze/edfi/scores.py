"""The score of a test, or of a part of one, of those that Ed-Fi lists by several methods.

One counts, the first of `METHODS` that says how many points of how many; what places a student among others, such as a
percentile, or names a level is no such score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code
from edulake.bronze.spread import PLACE
from edulake.expr import cleaned

if TYPE_CHECKING:
    from pyspark.sql import Column

METHOD = "assessmentReportingMethodDescriptor"
RAW = "Raw score"
# Points count from 0 where nothing says from where; a scale begins where it is said to.
FROM_ZERO = (RAW, "Number score")
METHODS = (*FROM_ZERO, "Scale score")
SAID = ("raw_score", "raw_score_max", "raw_score_min")
# What lists of scores, and of their lowest and highest ones, have of interest.
SCORED = f"{METHOD}: string, result: string"
BOUNDED = f"{METHOD}: string, minimumScore: string, maximumScore: string"


def by_method(scores: Column, bounds: Column, most: Column) -> Column:
    """The score by the first method of which the bounds are known, else without them by the first that is said.

    `scores` and `bounds` are lists of objects with a method each, `most` is the highest raw score. Null without any.
    """
    known, said = zip(*[_by(method, scores, bounds, most) for method in METHODS], strict=True)
    return F.coalesce(*known, *said)


def score(place: str, said: Column, *bounds: Column) -> Column:
    """A score with its highest and lowest one, as a struct of `place` and SAID."""
    highest, lowest = bounds or (nothing(), nothing())
    fields = (F.lit(place), said, highest, lowest)
    return F.struct(*[field.alias(name) for name, field in zip((PLACE, *SAID), fields, strict=True)])


def nothing() -> Column:
    return F.lit(None).cast("string")


def _by(method: str, scores: Column, bounds: Column, most: Column) -> tuple[Column, Column]:
    """The score by a method where its bounds are known, and that there is one; null where there is none."""

    def is_it(one: Column) -> Column:
        return code(one[METHOD]) == method

    first = F.lit(0)
    scored = F.filter(scores, lambda one: is_it(one) & cleaned(one["result"]).isNotNull())
    own = F.get(F.filter(bounds, is_it), first)
    highest, lowest = cleaned(own["maximumScore"]), cleaned(own["minimumScore"])
    highest = F.coalesce(highest, cleaned(most)) if method == RAW else highest
    begins = F.lit(True) if method in FROM_ZERO else lowest.isNotNull()
    has_score, result = F.size(scored) > 0, F.get(scored, first)["result"]
    is_known = has_score & highest.isNotNull() & begins
    return F.when(is_known, score(method, result, highest, lowest)), F.when(has_score, score(method, nothing()))

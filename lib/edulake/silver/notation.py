"""One expression for rows of many sources that write their values differently.

Cleaned as one, the sources of a subject share one plan and its compiled code: on a laptop a plan costs seconds,
however few its rows.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import valid_score
from edulake.expr.numbers import with_point

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping
    from typing import TypeVar

    from pyspark.sql import Column

    from edulake.contract.feed import Notation, Scale

    Aspect = TypeVar("Aspect", bound=Hashable)
    # By the source's name: how it writes values, and the raw columns that it has.
    Notations = Mapping[str, Notation]
    Provides = Mapping[str, Collection[str]]


def by_notation(
    notations: Notations, aspect: Callable[[Notation], Aspect], build: Callable[[Aspect], Column]
) -> Column:
    """`build` of the aspect that counts for each row's source; null for a source that `notations` does not name.

    Sources that agree in the aspect share one expression; where all agree, it stands alone.
    """
    agreeing: dict[Aspect, list[str]] = defaultdict(list)
    for source, notation in notations.items():
        agreeing[aspect(notation)].append(source)
    if len(agreeing) == 1:
        return build(next(iter(agreeing)))
    cases = [F.when(F.col("source_system").isin(names), build(value)) for value, names in agreeing.items()]
    return F.coalesce(*cases)


def number(notations: Notations, word: str, read: Callable[[Column], Column]) -> Column:
    """What `read` makes of the text `word`, in which each source's decimal sign is a point."""
    return read(pointed(notations, word))


def scored(notations: Notations, text: Column) -> Column:
    """The score 0 to 100 that `text`, which is `pointed`, is on the scale of each source; null for none of it."""

    def on(scale: Scale, caps: bool) -> Column:
        return valid_score(text, scale.lowest, scale.highest, percent=scale.percent, cap=caps)

    return by_notation(notations, lambda n: (n.scale, n.caps_scores), lambda of: on(*of))


def pointed(notations: Notations, word: str) -> Column:
    """The text `word` with a point for each source's decimal sign; null where another sign stands there.

    The signs are made one before a number is read: within the condition of a source Spark would read it as often as it
    is named, three times where it must lie between two others.
    """
    return by_notation(notations, lambda n: n.decimal_comma, lambda comma: with_point(F.col(word), comma))

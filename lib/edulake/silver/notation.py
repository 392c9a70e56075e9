"""One expression for rows of many sources that write their values differently.

Cleaned as one, the sources of a subject share one plan and its compiled code: on a laptop a plan costs seconds,
however few its rows.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping
    from typing import TypeVar

    from pyspark.sql import Column

    from edulake.contract.feed import Notation

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


def number(notations: Notations, word: str, read: Callable[..., Column]) -> Column:
    """What `read(text, decimal_comma)` makes of the text `word`, by each source's decimal sign."""
    return by_notation(notations, lambda n: n.decimal_comma, lambda comma: read(F.col(word), comma))

"""Columns by what they are called: found where the records are, and made of several where it takes several."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.expr import cleaned, joined_id
from edulake.expr.called import ALL, ANY, Several, alike, names
from edulake.landing.files.delimited import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.expr.called import Called

    Reach = Callable[[str], Column]

# Why a record is refused in which two names of one column have other values.
NAMES_DISAGREE = "NAMES_DISAGREE"


class Present(NamedTuple):
    """The names that a file or a table has, by what makes them alike; whether a path `reaches` into one of them."""

    by_alike: Mapping[str, tuple[str, ...]]
    loosely: bool
    reaches: bool

    @classmethod
    def of(cls, names: Iterable[str], *, loosely: bool, reaches: bool = True) -> Present:
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            key = _key(name, loosely=loosely)
            found[key] = (*found.get(key, ()), name)
        return cls(found, loosely, reaches)

    def spelled(self, name: str) -> str | None:
        """A name, or the path that begins with one, as it stands there; None where it does not."""
        head, dot, rest = name.partition(".")
        for start, end in ((name, ""), (head, dot + rest))[: 1 + self.reaches]:
            if there := self.by_alike.get(_key(start, loosely=self.loosely)):
                return there[0] + end
        return None

    def twice(self, name: str) -> tuple[str, ...]:
        """The columns that are called so, where there are several."""
        found = self.by_alike.get(_key(name, loosely=self.loosely), ())
        return found if len(found) > 1 else ()

    def lacks(self, called: Called) -> bool:
        """Whether a column is not there: of one that is made of several, a part."""
        if isinstance(called, str):
            return self.spelled(called) is None
        return (any if called.how == ALL else all)(self.lacks(one) for one in called.names)


def _key(name: str, *, loosely: bool) -> str:
    return alike(clean(name), loosely=True) if loosely else clean(name)


def found(columns: Mapping[str, Called], present: Present) -> dict[str, Called]:
    """The columns as they are called where only the names `present` are: of several those that are there."""
    return {column: _found(called, present) for column, called in columns.items()}


def _found(called: Called, present: Present) -> Called:
    if isinstance(called, str):
        return present.spelled(called) or called
    if called.how == ALL:
        return Several(ALL, tuple(_found(one, present) for one in called.names))
    there = tuple(_found(one, present) for one in called.names if not present.lacks(one))
    return Several(called.how, there) if len(there) > 1 else (*there, *called.names)[0]


def apart(rows: DataFrame, columns: Collection[Called], reach: Reach) -> tuple[DataFrame, Reach]:
    """Rows with what stands under each of several names in a column of its own, and how names are reached then.

    Several of them are looked at more than once, and what it takes to reach one is not to be repeated.
    """
    several = names(called for called in columns if isinstance(called, Several))
    held = {name: f"_called_{number}" for number, name in enumerate(several)}
    read = rows.withColumns({column: reach(name) for name, column in held.items()}) if held else rows
    return read, lambda name: F.col(held[name]) if name in held else reach(name)


def value(called: Called, reach: Reach) -> Column:
    """What a record says of a column; null where two names say two things."""
    if isinstance(called, str):
        return reach(called)
    each = [value(one, reach) for one in called.names]
    if called.how == ALL:
        return joined_id(*each)
    said = F.coalesce(*[F.when(cleaned(one).isNotNull(), one) for one in each], *each)
    return F.when(~_disagrees(called, reach), said) if called.how == ANY else said


def disagrees(columns: Collection[Called], reach: Reach) -> Column | None:
    """NAMES_DISAGREE where a record has it, else null; None where no column has two names."""
    doubted = [_disagrees(called, reach) for called in columns if _is_doubtful(called)]
    return F.when(reduce(or_, doubted), NAMES_DISAGREE) if doubted else None


def _is_doubtful(called: Called) -> bool:
    return isinstance(called, Several) and (called.how == ANY or any(map(_is_doubtful, called.names)))


def _disagrees(called: Called, reach: Reach) -> Column:
    """Whether names of which any may be there have other values; never null."""
    if isinstance(called, str):
        return F.lit(False)
    if called.how != ANY:
        return reduce(or_, [_disagrees(one, reach) for one in called.names])
    texts = [cleaned(value(one, reach)) for one in called.names]
    first = F.coalesce(*texts)
    return reduce(or_, [F.coalesce(text != first, F.lit(False)) for text in texts[1:]])

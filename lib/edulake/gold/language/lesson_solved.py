"""Lessons of a language told from sums: coefficients, their errors, and whether lessons differ at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.gold.language.columns import DIGITS, NO_EVIDENCE, OK, rounded
from edulake.gold.language.distributions import t_above, t_point
from edulake.gold.language.equations import clustered_errors, solved
from edulake.gold.language.lesson_rows import HUNDREDTHS, LESSON, SCORE
from edulake.gold.language.shrunk import Shrunk, false_discovery, shrunk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import Row

# A lesson that others tell, as one that all take together with another.
COLLINEAR = "COLLINEAR"
# Lessons differ, where chance makes them differ as much less often.
LEVEL = 0.05
# Errors below this are of a language whose tests all ended alike.
NO_ERROR = 1e-9


class Estimate(NamedTuple):
    """Points that a lesson adds, with 95 % limits; all null where nobody knows them."""

    effect: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


@dataclass
class Sums:
    """Of a language, by pairs of columns: products of deviations, and of learners' scores; learners by lesson."""

    products: dict[tuple[str, str], float] = field(default_factory=dict)
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    learners: dict[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """All but the outcome: lessons last, those of most learners first, since what others tell is left out."""
        names = {name for pair in self.products for name in pair} - {SCORE}
        return sorted(names, key=lambda name: (name.startswith(LESSON), -self.learners.get(name, 0), name))


def coefficients(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Source, language, column and coefficient as a text, of rows with a, b and `within`."""
    found = []
    for place, sums in sorted(_by_language(rows).items()):
        values = solved(sums.products, sums.columns, SCORE).values
        found += [(*place, name, f"{value / HUNDREDTHS:.{DIGITS}f}") for name, value in values.items()]
    return found


def effects(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """A row per lesson with a column of its own, of rows with a, b, `within`, `scores`, and the `learners` of a."""
    found = []
    for place, sums in sorted(_by_language(rows).items()):
        found += [(*place, name.removeprefix(LESSON), *told) for name, told in _told(sums).items()]
    return found


def _told(sums: Sums) -> dict[str, tuple[Any, ...]]:
    fit = solved(sums.products, sums.columns, SCORE)
    errors = clustered_errors(fit.inverse, sums.scores)
    unknown = set(fit.bound).union(*fit.bound.values())
    lessons = sorted(sums.learners)
    estimates = {
        name: _estimate(fit.values[name] / HUNDREDTHS, errors[name], sums.learners[name])
        for name in lessons
        if name not in unknown and errors[name] > NO_ERROR
    }
    others = shrunk([one.effect or 0.0 for one in estimates.values()], [one.error or 0.0 for one in estimates.values()])
    q = dict(zip(estimates, false_discovery([one.p or 0.0 for one in estimates.values()]), strict=True))
    differ = others is not None and others.variance > 0 and others.p < LEVEL
    places = {name: n for n, name in enumerate(estimates)}
    return {
        name: (
            *map(rounded, estimates.get(name, Estimate())),
            rounded(q.get(name)),
            *(_moved(others, places[name]) if differ and others and name in places else (None, None)),
            rounded(others.p) if others else None,
            _bound_with(name, fit.bound),
            COLLINEAR if name in unknown else OK if differ and name in estimates else NO_EVIDENCE,
        )
        for name in lessons
    }


def _estimate(effect: float, error: float, learners: int) -> Estimate:
    """Limits and p by Student's t of one degree of freedom less than learners tell of the lesson."""
    reach = t_point(0.975, learners - 1) * error
    return Estimate(effect, error, effect - reach, effect + reach, 2 * t_above(abs(effect) / error, learners - 1))


def _moved(others: Shrunk, place: int) -> tuple[float | None, float | None]:
    return rounded(others.values[place]), rounded(others.errors[place])


def _bound_with(name: str, bound: dict[str, tuple[str, ...]]) -> list[str] | None:
    """The lessons and pools of a relation that binds it; null without one."""
    groups = [{left_out, *tellers} for left_out, tellers in bound.items()]
    together = {other for group in groups if name in group for other in group} - {name}
    known = any(name in group for group in groups)
    return sorted(other.removeprefix(LESSON) for other in together) if known else None


def _by_language(rows: Iterable[Row]) -> dict[tuple[str, str], Sums]:
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for row in rows:
        sums, pair = found[row["source_system"], row["course_id"]], (row["a"], row["b"])
        sums.products[pair] = float(row["within"])
        if "scores" in row and row["scores"] is not None:
            sums.scores[pair] = float(row["scores"])
        if row["learners"] is not None:
            sums.learners[row["a"]] = row["learners"]
    return found

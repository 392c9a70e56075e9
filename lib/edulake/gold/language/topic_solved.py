"""Topics of a language told from sums: by how much conversations are longer, and whether topics differ at all."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from edulake.gold.language.columns import DIGITS, NO_EVIDENCE, OK, TOO_FEW, rounded
from edulake.gold.language.distributions import f_above, t_point
from edulake.gold.language.equations import Solved, solved
from edulake.gold.language.lesson_solved import LEVEL, NO_ERROR
from edulake.gold.language.shrunk import shrunk
from edulake.gold.language.topic_sums import MESSAGES, TOPIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import Row


@dataclass
class Sums:
    """Of a language, by pairs of columns: products of deviations, and of learners' scores; conversations by column.

    `learners` are those of a column, `compared` all of them.
    """

    products: dict[tuple[str, str], float] = field(default_factory=dict)
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    learners: dict[str, int] = field(default_factory=dict)
    conversations: dict[str, int] = field(default_factory=dict)
    compared: int = 0

    @property
    def columns(self) -> list[str]:
        """Those of most conversations first: of topics that tell each other the last one is left out."""
        return sorted(self.conversations, key=lambda name: (-self.conversations[name], name))


def coefficients(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Source, language, column and coefficient as a text, of rows with a, b and `within`."""
    found = []
    for place, sums in sorted(_by_language(rows).items()):
        values = solved(sums.products, sums.columns, MESSAGES).values
        found += [(*place, name, f"{value:.{DIGITS}f}") for name, value in values.items()]
    return found


def compared(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """A row per topic with a column of its own, of rows with a, b, `within`, `scores` and sizes."""
    found = []
    for place, sums in sorted(_by_language(rows).items()):
        found += [(*place, name.removeprefix(TOPIC), *told) for name, told in _told(sums).items()]
    return found


def _told(sums: Sums) -> dict[str, tuple[Any, ...]]:
    fit = solved(sums.products, sums.columns, MESSAGES)
    together = _together(fit)
    topics = sorted(name for name in sums.conversations if name.startswith(TOPIC))
    estimates = {name: _estimate(name, sums, fit, together) for name in topics if name in together}
    known = {name: told for name, told in estimates.items() if told[1] > NO_ERROR}
    p = _p_alike(sums, [name for name in fit.values if name in together])
    others = shrunk([value for value, _ in known.values()], [error for _, error in known.values()])
    differ = p is not None and p < LEVEL and (others is None or others.variance > 0)
    moved = dict(zip(known, zip(others.values, others.errors, strict=True), strict=True)) if differ and others else {}
    return {
        name: (
            *_limits(known.get(name), sums.learners[name]),
            *map(rounded, moved.get(name, (None, None))),
            rounded(p),
            (OK if differ else NO_EVIDENCE) if name in known else TOO_FEW,
        )
        for name in topics
    }


def _together(fit: Solved) -> set[str]:
    """The most columns that can be compared: others share no learner with them, not even by way of other topics."""
    groups = [sorted({left_out, *tellers}) for left_out, tellers in fit.bound.items()]
    groups.sort(key=lambda group: (-len(group), group))
    return set(groups[0]) if groups else set()


def _estimate(name: str, sums: Sums, fit: Solved, together: set[str]) -> tuple[float, float]:
    """By how many messages a conversation is longer than the mean of all columns together, and its standard error."""
    whole = sum(sums.conversations[column] for column in together)
    own = [column for column in fit.values if column in together]
    contrast = [float(column == name) - sums.conversations[column] / whole for column in own]
    value = math.fsum(part * fit.values[column] for part, column in zip(contrast, own, strict=True))
    weights = {
        column: math.fsum(part * fit.inverse[column][other] for part, other in zip(contrast, own, strict=True))
        for column in own
    }
    variance = math.fsum(weights[a] * weights[b] * _of(sums.scores, a, b) for a in own for b in own)
    return value, math.sqrt(max(0.0, variance))


def _p_alike(sums: Sums, names: list[str]) -> float | None:
    """How likely topics differ as much by chance: the F of all coefficients, clustered by learner (Hotelling).

    None without two topics, and where learners are too few, or too much alike, to judge all coefficients by them.
    """
    gradient = {name: _of(sums.products, name, MESSAGES) for name in names}
    pairs = {(a, b): _of(sums.scores, a, b) for a in names for b in names}
    fit = solved({**pairs, **{(name, MESSAGES): value for name, value in gradient.items()}}, names, MESSAGES)
    wald = math.fsum(gradient[name] * value for name, value in fit.values.items())
    size, left = len(names), sums.compared - len(names)
    if not size or fit.bound or left < 1:
        return None
    return f_above(wald * left / (size * (sums.compared - 1)), size, left)


def _limits(told: tuple[float, float] | None, learners: int) -> tuple[float | None, ...]:
    """Value, standard error and 95 % limits by Student's t of one degree of freedom less than learners."""
    if told is None:
        return (None,) * 4
    value, error = told
    reach = t_point(0.975, learners - 1) * error
    return tuple(map(rounded, (value, error, value - reach, value + reach)))


def _of(sums: Mapping[tuple[str, str], float], a: str, b: str) -> float:
    return sums.get((a, b), sums.get((b, a), 0.0))


def _by_language(rows: Iterable[Row]) -> dict[tuple[str, str], Sums]:
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for row in rows:
        sums, a, b = found[row["source_system"], row["course_id"]], row["a"], row["b"]
        sums.products[a, b] = float(row["within"])
        sums.compared = row["compared"]
        if "scores" in row and row["scores"] is not None:
            sums.scores[a, b] = float(row["scores"])
        if row["conversations"] is not None:
            sums.learners[a], sums.conversations[a] = row["learners"], row["conversations"]
    return found

"""What an experiment says, from sums by variant: whether it may be believed at all, and then what differs."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from edulake.expr.metrics import ERRORS, SCORE, TOTALS, retention_day
from edulake.gold.language import comparisons
from edulake.gold.language.columns import DIGITS, MASKED, NO_EVIDENCE, OK, TOO_FEW
from edulake.gold.language.comparisons import PAIRS, VALUES, Arm, Difference, Figure
from edulake.gold.language.power import MOST, needed
from edulake.gold.language.shrunk import false_discovery, family_wise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import Row

    from edulake.config.experiments import Experiment
    from edulake.config.settings import Gold

    Told = dict[str, Any]

# Learners are not divided as the weights say: whatever differs may do so for that.
BLOCKED, UNLIKELY = "BLOCKED", 0.001
UNADJUSTED, ADJUSTED = "unadjusted", "adjusted"
PRIMARY, SECONDARY, GUARDRAIL = "primary", "secondary", "guardrail"
SEQUENTIAL, LEARNER = "sequential", "learner"
# Classes or schools on each side: of fewer nobody knows how much they differ.
FEWEST_GROUPS = 10
COUNTS = ("assigned", "shown", "exposed", "excluded", "mismatched")


@dataclass
class Sums:
    """Of an experiment in a source: counts by variant, arms and learners who are waited for by metric and variant."""

    observed_until: dt.date | None = None
    counts: dict[str | None, dict[str, int]] = field(default_factory=dict)
    arms: dict[tuple[str, str], Arm] = field(default_factory=dict)
    people: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)

    def of(self, name: str) -> dict[str, int]:
        """One of COUNTS by variant."""
        return {variant: counts[name] for variant, counts in self.counts.items() if variant is not None}


def results(settings: Gold, columns: Sequence[str], rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """A row per experiment, metric, variant and analysis, with `columns`."""
    found = []
    for (source, name), sums in sorted(_by_experiment(rows).items()):
        told = list(_told(settings.experiments[name], sums, settings.language.min_learners))
        for analysis in (UNADJUSTED, ADJUSTED):
            _adjust(settings.experiments[name], [row for row in told if row["analysis"] == analysis])
        found += [
            tuple(_rounded({"source_system": source, "experiment_id": name, **row}.get(column)) for column in columns)
            for row in told
        ]
    return found


def _told(experiment: Experiment, sums: Sums, fewest: int) -> Iterator[Told]:
    weights = {name: float(weight) for name, weight in experiment.variants.items()}
    ratios = [comparisons.sample_ratio(sums.of(name), weights) for name in ("assigned", "shown")]
    ratio = min((p for p in ratios if p is not None), default=None)
    unplaced = sums.counts.get(None, {}).get("exposed", 0)
    shared = {"sample_ratio_p": ratio, "unplaced": unplaced, "horizon": experiment.analysis}
    for metric, role in experiment.metrics.items():
        until = experiment.planned_end + dt.timedelta(days=experiment.days(metric))
        is_over = sums.observed_until is not None and sums.observed_until >= until
        barred = BLOCKED if ratio is not None and ratio < UNLIKELY else None
        if not is_over and (experiment.analysis != SEQUENTIAL or sums.observed_until is None):
            barred = barred or MASKED
        for analysis in (UNADJUSTED, ADJUSTED) if metric in (SCORE, *TOTALS) else (UNADJUSTED,):
            of_metric = _of_metric(experiment, sums, metric, analysis, None if barred else fewest)
            for variant, told in of_metric.items():
                counts = sums.counts.get(variant, dict.fromkeys(COUNTS, 0))
                learners, with_history, maturing = sums.people.get((metric, variant), (0, 0, 0))
                yield {
                    "metric": metric,
                    "variant": variant,
                    "analysis": analysis,
                    "role": role,
                    "learners": learners,
                    "with_history": with_history,
                    "maturing": maturing,
                    "units": sums.arms[metric, variant].n if (metric, variant) in sums.arms else 0,
                    "observed_until": sums.observed_until,
                    "status": barred,
                    **shared,
                    **counts,
                    **told,
                }


def _of_metric(experiment: Experiment, sums: Sums, metric: str, analysis: str, fewest: int | None) -> dict[str, Told]:
    """What differs by variant, of at least so many learners; nothing where nobody may look."""
    variants = sorted(name for name, weight in experiment.variants.items() if weight > 0)
    if fewest is None:
        return {variant: {} for variant in variants}
    arms = {variant: sums.arms[metric, variant] for variant in variants if (metric, variant) in sums.arms}
    groups = 2 if experiment.unit == LEARNER else FEWEST_GROUPS
    enough = {
        variant: arm for variant, arm in arms.items() if sums.people[metric, variant][0] >= fewest and arm.n >= groups
    }
    past = comparisons.covariate(list(enough.values())) if analysis == ADJUSTED else (0.0, 0.0)
    plain = {variant: comparisons.figure(arm) for variant, arm in enough.items()}
    figures = {variant: comparisons.figure(arm, *past) for variant, arm in enough.items()} if past else {}
    theta = past[0] if past and analysis == ADJUSTED else None
    control = figures.get(experiment.control)
    found: dict[str, Told] = {}
    for variant in variants:
        figure = figures.get(variant)
        found[variant] = {"status": OK if figure and control else TOO_FEW}
        if figure:
            found[variant] |= {"mean": figure.value, "theta": theta}
        if figure and control and variant != experiment.control:
            found[variant] |= _compared(experiment, metric, figure, control)
            found[variant]["variance_left"] = _left(figure, control, plain[variant], plain[experiment.control])
            found[variant]["needed"] = _needed(experiment, metric, variant, control)
    return found


def _compared(experiment: Experiment, metric: str, figure: Figure, control: Figure) -> Told:
    alpha, margin = float(experiment.alpha), experiment.guardrails.get(metric)
    # Of errors fewer are better: a difference over 0 is the harm.
    harmless = None if margin is None else float(-margin if metric == ERRORS else margin)
    if experiment.analysis == SEQUENTIAL:
        found = comparisons.always(figure, control, alpha, experiment.planned_learners, harmless)
    elif retention_day(metric) and experiment.unit == LEARNER:
        found = comparisons.shares(figure, control, alpha, harmless)
    else:
        found = comparisons.welch(figure, control, alpha, harmless)
    return _difference(found) if found else {"status": NO_EVIDENCE}


def _difference(found: Difference) -> Told:
    p = found.p if found.p_worse is None else found.p_worse
    return {"difference": found.value, "error": found.error, "lower": found.lower, "upper": found.upper, "p": p}


def _left(figure: Figure, control: Figure, plain: Figure | None, plain_control: Figure | None) -> float | None:
    """Share of the difference's variance that is left by what was known before."""
    if not plain or not plain_control or plain.variance + plain_control.variance <= 0:
        return None
    return (figure.variance + control.variance) / (plain.variance + plain_control.variance)


def _needed(experiment: Experiment, metric: str, variant: str, control: Figure) -> int | None:
    """Units of the variant that the plan asks for, of the spread that the control shows; null over 10^9."""
    if metric != experiment.primary or control.variance <= 0:
        return None
    effect = float(experiment.mde) / (control.variance * control.n) ** 0.5
    ratio = Fraction(experiment.variants[variant]) / Fraction(experiment.variants[experiment.control])
    n = needed(effect, float(ratio), float(experiment.alpha), float(experiment.power))
    units = None if n is None else math.ceil(n * ratio)
    return units if units and units <= MOST else None


def _adjust(experiment: Experiment, rows: Sequence[Told]) -> None:
    """Of all comparisons of a role together p, and whether it is under alpha: a difference, or no harm, is shown."""
    for role, together in ((PRIMARY, family_wise), (SECONDARY, false_discovery), (GUARDRAIL, _each_by_all)):
        tested = [row for row in rows if row["role"] == role and row.get("p") is not None]
        for row, p in zip(tested, together([row["p"] for row in tested]), strict=True):
            row["p_adjusted"] = p
            row["is_shown"] = p < float(experiment.alpha)


def _each_by_all(p: Sequence[float]) -> list[float]:
    """Bonferroni's p."""
    return [min(1.0, one * len(p)) for one in p]


def _by_experiment(rows: Iterable[Row]) -> dict[tuple[str, str], Sums]:
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for row in rows:
        sums, variant = found[row["source_system"], row["experiment_id"]], row["variant"]
        sums.observed_until = row["observed_until"]
        sums.counts[variant] = {name: row[name] or 0 for name in COUNTS}
        if row["metric"] is not None:
            place = (row["metric"], variant)
            sums.people[place] = (row["learners"] or 0, row["with_history"] or 0, row["maturing"])
            if row["n"]:
                products = {(x, y): float(row[x + y]) for x, y in PAIRS}
                sums.arms[place] = Arm(row["n"], {name: float(row[name]) for name in VALUES}, products)
    return found


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value

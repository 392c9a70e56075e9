"""Experiments: who is compared with whom, from when to when, by what, and what was promised before anybody looked."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - get_type_hints reads it
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.expr.metrics import NAMED, is_metric, retention_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

UNITS = ("learner", "class", "school")
EXPOSURES = ("", "conversation", "lesson", "attempt")
ANALYSES = ("fixed", "sequential")
METRICS = f"{', '.join(NAMED)}, retention_7"
MOST_DAYS = 366


@dataclass(frozen=True)
class Experiment:
    """An experiment on the learners of all sources, or of those that are named as `sources`.

    A learner has a variant by a hash of `salt` and the id of the `unit` (learner, class, school), in shares by weight,
    unless assignments are delivered. Variants are compared with `control`. Learners are exposed from `start` to
    `planned_end`, by delivered exposures or, where `exposure` names an activity (conversation, lesson, attempt), by the
    first of that. Outcomes are those of `window_days` after it; covariates those of `covariate_days` before it.

    `primary` decides, at `alpha`; `secondaries` are told besides. `guardrails` are metrics that may not get worse by
    their margin, or more (minutes = 0.5). `mde` is the least difference of the primary metric worth finding, which is
    found with `power`. A fixed analysis tells nothing before all windows are over; a sequential one may be looked at
    each day, and asks for the number of `planned_learners`, at which its limits are closest.
    """

    variants: dict[str, Decimal] = field(hash=False)
    start: dt.date
    planned_end: dt.date
    primary: str
    mde: Decimal
    salt: str = ""
    control: str = "control"
    unit: str = "learner"
    exposure: str = ""
    secondaries: list[str] = field(default_factory=list, hash=False)
    guardrails: dict[str, Decimal] = field(default_factory=dict, hash=False)
    alpha: Decimal = Decimal("0.05")
    power: Decimal = Decimal("0.80")
    analysis: str = "fixed"
    planned_learners: int = 0
    window_days: int = 28
    covariate_days: int = 28
    sources: list[str] = field(default_factory=list, hash=False)

    @property
    def metrics(self) -> dict[str, str]:
        """What each metric is for: primary, secondary or guardrail."""
        others = dict.fromkeys(self.secondaries, "secondary") | dict.fromkeys(self.guardrails, "guardrail")
        return {self.primary: "primary", **others}

    def days(self, metric: str) -> int:
        """Days after exposure from which on the metric of a learner is known."""
        return retention_day(metric) or self.window_days


def must_be_sound(experiments: Mapping[str, Experiment]) -> None:
    """ConfigError for what is wrong with an experiment, and for two with one salt: one would tell the other."""
    salts: dict[str, str] = {}
    for name, experiment in experiments.items():
        where = f"experiments.{name}"
        _must_be_arms(experiment, where)
        _must_be_days(experiment, where)
        _must_be_metrics(experiment, where)
        _must_be_promised(experiment, where)
        salt = experiment.salt or name
        if salt in salts:
            why = f"{salts[salt]} has it, and learners of one variant would be of one there as well"
            raise ConfigError(f"{where}.salt is not its own", why, "choose another")
        salts[salt] = where


def must_be_of(sources: Collection[str], experiments: Mapping[str, Experiment]) -> None:
    """ConfigError for an experiment on learners of a source that is none of these."""
    for name, experiment in experiments.items():
        unknown = [one for one in experiment.sources if one not in sources]
        if unknown:
            why = f"experiments.{name}.sources names it, and nobody would be in the experiment"
            raise ConfigError(f"no source is called {unknown[0]}", why, f"choose from {', '.join(sorted(sources))}")


def _must_be_arms(experiment: Experiment, where: str) -> None:
    if any(not name.strip() for name in experiment.variants) or any(w < 0 for w in experiment.variants.values()):
        raise ConfigError(
            f"{where}.variants cannot be", "a variant has a name, and a weight of 0 or more", "correct it"
        )
    if sum(weight > 0 for weight in experiment.variants.values()) < 2:
        raise ConfigError(f"{where}.variants compares nothing", "two of them have a weight over 0", "add one")
    if not experiment.variants.get(experiment.control):
        known = ", ".join(name for name, weight in experiment.variants.items() if weight)
        raise ConfigError(f"{where}.control is no variant with a weight", experiment.control, f"choose from {known}")
    for name, value, known in (
        ("unit", experiment.unit, UNITS),
        ("exposure", experiment.exposure, EXPOSURES),
        ("analysis", experiment.analysis, ANALYSES),
    ):
        if value not in known:
            fix = f"choose from {', '.join(filter(None, known))}"
            raise ConfigError(f"no {name} is called {value}", f"{where}.{name} names it", fix)


def _must_be_days(experiment: Experiment, where: str) -> None:
    if experiment.planned_end < experiment.start:
        raise ConfigError(f"{where}.planned_end is before its start", "nobody would be exposed", "give a later day")
    for name in ("window_days", "covariate_days"):
        days = getattr(experiment, name)
        if not 1 <= days <= MOST_DAYS:
            raise ConfigError(f"{where}.{name} is {days}", "it has 1 to 366 days", "give 28")


def _must_be_metrics(experiment: Experiment, where: str) -> None:
    named = [experiment.primary, *experiment.secondaries, *experiment.guardrails]
    for metric in named:
        if not is_metric(metric):
            raise ConfigError(
                f"{where}: no metric is called {metric}", "it would be told of nobody", f"such as {METRICS}"
            )
        if named.count(metric) > 1:
            raise ConfigError(f"{where} names {metric} twice", "a metric has one part to play", "take one out")
    for metric, margin in experiment.guardrails.items():
        if margin <= 0:
            raise ConfigError(
                f"{where}.guardrails.{metric} is {margin}", "a margin is over 0", "give how much is harmless"
            )


def _must_be_promised(experiment: Experiment, where: str) -> None:
    if experiment.mde <= 0:
        raise ConfigError(f"{where}.mde is {experiment.mde}", "a difference worth finding is over 0", "correct it")
    for name in ("alpha", "power"):
        if not 0 < getattr(experiment, name) < 1:
            raise ConfigError(f"{where}.{name} is {getattr(experiment, name)}", "it is a share", "give one under 1")
    if experiment.analysis == "sequential" and experiment.planned_learners < 2:
        why = "limits of a sequential analysis are closest at a number that was chosen before"
        raise ConfigError(f"{where}.planned_learners is {experiment.planned_learners}", why, "give that number")

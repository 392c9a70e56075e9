"""Choices of the early-warning models. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from edulake.errors import ConfigError

WEEK = 7


@dataclass(frozen=True)
class EarlyWarning:
    """Choices of the early-warning models.

    `course_sources` are those whose courses end with a result: modelled by course run, at each of `shares` of its
    length. They are names of sources, not of standards: a second OULAD is one only when it is named as well. Students
    of all others but `unmodelled_sources` are modelled together, by one calendar, for the next `horizon_days`: a mean
    score under `failing_below`, or chronic absence by all days told. So are none of `activity_sources`, in which people
    learn by themselves: tests of several levels have no mean. `capacity` is the share that can be helped.
    Who learns a language is at risk of doing nothing in it for `dropout_days`, whole weeks, because habits have their
    rhythm. A model is of one of the `algorithms`. `intervention_cost` and `success_value` are assumptions, in one
    currency.
    """

    course_sources: list[str] = field(default_factory=lambda: ["oulad"], hash=False)
    unmodelled_sources: list[str] = field(default_factory=list, hash=False)
    activity_sources: list[str] = field(default_factory=lambda: ["babblr"], hash=False)
    shares: list[Decimal] = field(default_factory=lambda: [Decimal("0.2"), Decimal("0.4"), Decimal("0.6")], hash=False)
    horizon_days: int = 90
    failing_below: Decimal = Decimal(70)
    dropout_days: int = 14
    capacity: Decimal = Decimal("0.20")
    algorithms: list[str] = field(default_factory=lambda: ["logistic", "average", "forest", "boosted"], hash=False)
    folds: int = 3
    seed: int = 1
    intervention_cost: Decimal = Decimal(500)
    success_value: Decimal = Decimal(10_000)

    def __post_init__(self) -> None:
        if self.dropout_days < 1 or self.dropout_days % WEEK:
            said = f"early_warning.dropout_days is {self.dropout_days}"
            raise ConfigError(said, "habits have the rhythm of weeks", "give a multiple of 7, such as 14")

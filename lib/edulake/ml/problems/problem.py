"""What is predicted: of whom, from which tables, by which features. Each problem is one value of `Problem`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from pyspark.sql import Column, DataFrame

    from edulake.config.early_warning import EarlyWarning
    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.ml.problems.feature import Feature

    Read = Callable[[Table], DataFrame]
    # Writes a frame once and reads it back.
    Stage = Callable[[DataFrame], DataFrame]


class About(NamedTuple):
    """What people are told of a problem, by its card and by the report."""

    title: str  # whom it is about, in a word or two
    ranked: str  # whom its models rank, by what risk; names {share}, {failing_below}, {horizon_days}, {dropout_days}
    known_by: str  # what the features are made of
    listed: str  # who stands on a list
    outcome: str  # what they are at risk of


@dataclass(frozen=True)
class Problem:
    """A kind of bad outcome and how it is foreseen.

    `reads` are the tables that examples are made of; one that does not exist is empty. Examples with the same `peers`
    are compared: a typical value is theirs. `scope` says what the column `scope` of an example holds:
    figures are told for each of its values. `audited` are the columns by which fairness is told; protected ones are no
    features. `words` has a sentence for each concept of the features; `rule` is the concept of the one-feature rule.
    `shares` are the cut-offs of a course run at which it looks, or None alone: on any day.

    `examples` are the past ones, with `label`, in cohorts; `of_day` those of the students to be listed on a day;
    `last_day` has one row and the column `last`: the day of the last fact. `behind` are the sources (`source_system`)
    of which nobody is listed on a day because not all before it is known, where the problem asks for that.

    `plan` compares what those listed on a day were asked to do with what others were before
    (`course_result.plan.compared`), where the problem knows. `became` is `listed`, rows of
    gold.student_performance_predictions, with `label`, null while it cannot be known fairly; it reads `judged_by`.
    """

    name: str
    about: About
    reads: tuple[Table, ...]
    features: tuple[Feature, ...]
    peers: tuple[str, ...]
    scope: str
    audited: tuple[str, ...]
    words: Callable[[], Mapping[str, Column]]
    rule: str
    shares: Callable[[EarlyWarning], Sequence[Decimal | None]]
    examples: Callable[[Read, Stage, Settings], DataFrame]
    of_day: Callable[[Read, Stage, Settings, dt.date], DataFrame]
    last_day: Callable[[Read, Settings], DataFrame]
    judged_by: tuple[Table, ...]
    became: Callable[[Read, DataFrame, Settings], DataFrame]
    plan: Callable[[Read, DataFrame, dt.date], DataFrame] | None = None
    behind: Callable[[Read, Settings, dt.date], DataFrame] | None = None

    def looking_at(self, share: Decimal | None) -> str:
        """The problem and, where it has some, the cut-off: what one model after the other is made for."""
        return self.name if share is None else f"{self.name}-{share * 100:.0f}"

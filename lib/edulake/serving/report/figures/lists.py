"""Which lists and models are shown, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.contract.sql import literal
from edulake.ml.problems import PROBLEMS
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS

if TYPE_CHECKING:
    import datetime as dt

    from edulake.ml.problems.problem import About, Problem
    from edulake.serving.questions.question import Row
    from edulake.serving.report.reading import Reading


NEWEST = f"SELECT model_version, problem, share, status FROM {MODELS} ORDER BY processing_timestamp"

LISTED = f"SELECT DISTINCT model_version FROM {PREDICTIONS}"


def newest_models(lake: Reading) -> list[Row]:
    """The model trained last of each problem and cut-off, the earliest cut-off first, schools last.

    One that has made no list, as an experiment has not, only where none has; none of a problem that is no longer there.
    """
    listed = {row["model_version"] for row in lake.rows(LISTED)} if lake.has(PREDICTIONS) else set()
    models = [row for row in lake.rows(NEWEST) if row["problem"] in PROBLEMS] if lake.has(MODELS) else []
    models.sort(key=lambda row: row["model_version"] in listed)
    newest = {(row["problem"], row["share"]): row for row in models}
    return sorted(newest.values(), key=lambda row: (row["problem"], row["share"] or 0))


def at(model: Row) -> str:
    """Whom a model looks at, and where those are course runs, how far they are."""
    return PROBLEMS[model["problem"]].about.title if model["share"] is None else f"{model['share']:.0%} of a run"


LATEST = f"SELECT max(as_of_date) AS day FROM {PREDICTIONS} WHERE model_version IN ({{models}})"

OF_DAY = f"FROM {PREDICTIONS} WHERE as_of_date = DATE '{{day}}' AND model_version IN ({{models}})"


@dataclass(frozen=True)
class Listed:
    """The newest list of a problem: its day, the SQL list of its models, and whether any shows probabilities."""

    problem: Problem
    day: dt.date
    models: str
    ready: bool

    @property
    def about(self) -> About:
        """What people are told of it."""
        return self.problem.about

    @property
    def part(self) -> str:
        """What parts the list: course or grade."""
        return self.problem.scope


def lists_of(lake: Reading) -> list[Listed]:
    found = []
    newest = newest_models(lake) if lake.has(PREDICTIONS) else []
    for problem in PROBLEMS.values():
        its = [model for model in newest if model["problem"] == problem.name]
        versions = ", ".join(literal(model["model_version"]) for model in its)
        day = lake.one(LATEST.format(models=versions))["day"] if its else None
        if day is not None:
            found.append(Listed(problem, day, versions, any(model["status"] == "READY" for model in its)))
    return found

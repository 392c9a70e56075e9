"""The model trained last of each problem and cut-off: what may be told of it, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released import is_small
from edulake.ml.audit.gate import READY
from edulake.serving.questions import asking
from edulake.serving.questions.models import BAD_AND_GOOD, JUDGED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Row

PRECISION = "precision_at_capacity"
FIGURES = ("n", "base_rate", "auc", "auc_error", "rule_auc", "calibration_error")


def newest(lake: Lakehouse) -> list[Row]:
    """The model trained last of each problem and cut-off, in their order; without figures where these tell of few."""
    judged = lake.rows(JUDGED.chosen) if all(map(lake.has, JUDGED.tables)) else []
    precision = {row["model_version"]: row[PRECISION] for row in asking.told(lake.view, JUDGED)}
    rows = [
        {**row, **(dict.fromkeys(FIGURES) if _few(row) else {}), PRECISION: _number(precision[row["model_version"]])}
        for row in judged
    ]
    return sorted(rows, key=lambda row: (row["problem"], row["share"] or 0))


def _few(row: Row) -> bool:
    """Whether either outcome is that of a small group: figures would tell how small."""
    return any(row[name] is not None and is_small(row[name]) for name in BAD_AND_GOOD)


def best(lake: Lakehouse) -> Row | None:
    """The READY model with the highest AUC, else the best there is."""
    judged = [row for row in newest(lake) if row["auc"] is not None]
    return max(judged, key=lambda row: (row["status"] == READY, row["auc"]), default=None)


def of(model: Row, rows: Sequence[Row]) -> list[Row]:
    """Those of the rows that are about the model, by its version: names and shares are told in few digits."""
    return [row for row in rows if row["model_version"] == model["model_version"]]


def _number(told: Decimal | None) -> float | None:
    return None if told is None else float(told)


def name(row: Row) -> str:
    """The problem in words, and where it looks at courses, how far they are."""
    problem = row["problem"].replace("_", " ")
    return problem if row["share"] is None else f"{problem} at {row['share']:.0%}"

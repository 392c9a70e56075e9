"""The right answers, counted from the plan while it is written, never by reading the files back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate import fates, plan, texts, values

FATES = (fates.ACCEPTED, fates.QUARANTINED, fates.DUPLICATE, fates.STALE)
REASONS = ("NULL_STUDENT_ID", "BAD_DATE", "NO_VALID_MEASURE")


@dataclass(frozen=True)
class SystemTruth:
    """What was delivered in one system, and what a correct lakehouse makes of it.

    `reasons` may add up to more than `quarantined`, because a record may have several. `students` have at
    least one accepted record. The sums are exact decimals over the valid values of accepted records.
    `planted` counts delivered records, copies and corrections included.
    """

    files: int
    delivered: int
    accepted: int
    quarantined: int
    duplicate: int
    stale: int
    reasons: dict[str, int]
    students: int
    score_sum: str
    engagement_sum: str
    planted: dict[str, int]


@dataclass(frozen=True)
class Truth:
    """The arguments of a run and the truth of each system."""

    arguments: dict[str, Any]
    systems: dict[str, SystemTruth] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"


def measures(has_comments: bool) -> list[Column]:
    """Aggregates over the records of one system, for `observe`; `system_truth` reads their result."""
    is_accepted = F.col("fate") == fates.ACCEPTED
    conditions = {
        "delivered": F.lit(True),
        **{name: F.col("fate") == name for name in FATES},
        **{name: F.col(name) for name in REASONS},
        **_planted(has_comments),
    }
    return [
        *(_count(condition).alias(name) for name, condition in conditions.items()),
        _sum("cents", is_accepted & F.col("is_valid_score")).alias("score_cents"),
        _sum("engagement", is_accepted & F.col("is_valid_engagement")).alias("engagement_sum"),
    ]


def system_truth(measured: dict[str, int], files: int, students: int) -> SystemTruth:
    cents = measured["score_cents"]
    others = {"delivered", "score_cents", "engagement_sum", *FATES, *REASONS}
    return SystemTruth(
        files=files,
        delivered=measured["delivered"],
        **{name: measured[name] for name in FATES},
        reasons={name: measured[name] for name in REASONS},
        students=students,
        score_sum=f"{cents // 100}.{cents % 100:02d}",
        engagement_sum=str(measured["engagement_sum"]),
        planted={name: measured[name] for name in sorted(measured.keys() - others)},
    )


def _planted(has_comments: bool) -> dict[str, Column]:
    damage, is_repeat = F.col("damage"), F.col("role") == plan.REPEAT
    planted = {
        "score_missing": damage == values.MISSING,
        "score_too_high": damage == values.TOO_HIGH,
        "score_text": damage == values.TEXT,
        "score_low_valid": (damage == values.LOW) & (F.col("cents") >= 0),
        "score_negative": (damage == values.LOW) & (F.col("cents") < 0),
        "completion_missing": F.col("minutes").isNull(),
        "engagement_invalid": F.col("engagement").isNull(),
        "duplicates": is_repeat & (F.col("later") == plan.COPIED),
        "corrections": is_repeat & (F.col("later") == plan.CORRECTED),
        "no_student": F.col("role") == plan.STRAY,
        "bad_date": F.col("is_bad_date"),
        **{f"grade_form_{name}": F.col("grade_form") == name for name in texts.GRADE_FORMS},
    }
    return {**planted, "comment_line_break": F.col("comment").contains("\n")} if has_comments else planted


def _count(condition: Column) -> Column:
    return F.coalesce(F.sum(F.when(condition & (F.col("role") != plan.HEADER), 1)), F.lit(0))


def _sum(value: str, condition: Column) -> Column:
    return F.coalesce(F.sum(F.when(condition & (F.col("role") != plan.HEADER), F.col(value))), F.lit(0))

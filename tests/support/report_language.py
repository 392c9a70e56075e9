"""The learners of languages in the report's warehouse, as gold tells of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.gold.product import ALL
from edulake.ml.tables.review_due import ML_REVIEW_DUE, REVIEW_DUE
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS

Rows = dict[Table, list[dict[str, Any]]]
ACTIVITY = PRODUCTS["language_activity"].table
LEVELS = PRODUCTS["learner_levels"].table
TIMES = PRODUCTS["level_velocity"].table
RETENTION = PRODUCTS["retention"].table
ERRORS = PRODUCTS["error_patterns"].table
TOPICS = PRODUCTS["topic_engagement"].table
LESSONS = PRODUCTS["lesson_effects"].table
EXPERIMENTS = PRODUCTS["experiment_results"].table
SKILLS = PRODUCTS["skill_profile"].table
PROGRESS = PRODUCTS["lesson_progress_summary"].table
FIRST = dt.date(2025, 1, 6)
AS_OF = dt.date(2025, 3, 3)
NOW = dt.datetime(2025, 3, 4, tzinfo=dt.UTC)
APP = {"source_system": "app"}
ES = {**APP, "course_id": "es"}


def of_languages(learners: int) -> Rows:
    """Half of them have A1 in Spanish, a quarter A2; of each week's forty beginners half come back in the first week."""
    half, fourth = max(1, learners // 2), max(1, learners // 4)
    return {
        ACTIVITY: [on(0, learners - fourth, learners), on(1, half, 0)],
        LEVELS: [*at(None, learners - half - fourth), *at("A1", half, half), *at("A2", fourth, learners)],
        TIMES: [
            *took("A1", 60, half, fourth),
            time("A1", "reached_by_180", half, fourth, value="0.5", days_after=180),
        ],
        RETENTION: [back(0, 7, 40, 20), back(0, 14, 40, 16), back(1, 7, 40, 24), back(1, 14, 40, None)],
        ERRORS: [wrong("A1", half, fourth, "12.50")],
        TOPICS: [about("food", half, "6.0", 30, 15), about("travel", half, "9.0", 30, 10)],
        LESSONS: [lesson("L1", "NO_EVIDENCE"), lesson("L2", "NO_EVIDENCE")],
        ML_SEGMENTS: [searched("NO_SEGMENTS", 2)],
        LEARNER_SEGMENTS: [*placed("new", half), *placed(None, learners - half, half)],
        SKILLS: [*skilled("grammar", half, "0.5")],
        PROGRESS: [completed("L1", learners, half), completed("L2", learners, fourth)],
        ML_REVIEW_DUE: [foretold("half_life", half), foretold("constant", half), foretold("leitner", half)],
        REVIEW_DUE: [*due("grammar", half, fourth)],
        EXPERIMENTS: [arm("intro", "control", half), arm("intro", "treatment", half, difference=2.0)],
    }


def on(day: int, learners: int, new: int, language: str = ALL, **more: Any) -> dict[str, Any]:
    """How many learn on a day, and how many of them for the first time."""
    counted = {"learners": learners, "new_learners": new}
    return {**APP, "date": FIRST + dt.timedelta(days=day), "course_id": language, **counted, **more}


def at(level: str | None, learners: int, after: int = 0, **more: Any) -> list[dict[str, Any]]:
    """So many learners with a level."""
    return [{**ES, "student_id": f"L{n}", "level": level, **more} for n in range(after, after + learners)]


def time(level: str, quantity: str, learners: int, reached: int, **more: Any) -> dict[str, Any]:
    of = {"level": level, "entered_by": "progress", "clock": "days", "quantity": quantity, "status": "OK"}
    figures = {name: Decimal(more.pop(name)) for name in ("value", "low", "high") if more.get(name) is not None}
    return {**ES, **of, "n": learners, "learners": learners, "reached": reached, **figures, **more}


def took(level: str, days: int | None, learners: int, reached: int, **more: Any) -> list[dict[str, Any]]:
    """The median in days, ten more or less by its limits, and in hours."""
    limits = {"value": days, "low": days - 10, "high": days + 10} if days is not None else {}
    hours = {"clock": "hours", "value": "8.5", "guided_hours_fewest": 80, "guided_hours_most": 110}
    return [time(level, "median", learners, reached, **{**limits, **more, **own}) for own in ({}, hours)]


def back(week: int, after: int, eligible: int, retained: int | None, **more: Any) -> dict[str, Any]:
    """Of those who began in a week how many came back so many days after; None where it cannot be known yet."""
    of = {"cohort_week": FIRST + dt.timedelta(weeks=week), "kind": "bracket", "days_after": after}
    counted = {"learners": eligible, "eligible": eligible, "retained": retained}
    return {**APP, **of, **counted, "status": "MASKED" if retained is None else "OK", **more}


def wrong(level: str, learners: int, made: int, rate: str, **more: Any) -> dict[str, Any]:
    counted = {"learners": learners, "learners_with_errors": made, "errors_per_100": Decimal(rate)}
    return {**ES, "level": level, "error_type": ALL, "status": "OK", **counted, **more}


def about(topic: str, learners: int, messages: str, eligible: int, returned: int, **more: Any) -> dict[str, Any]:
    counted = {"learners": learners, "eligible": eligible, "returned": returned, "compared": learners}
    return {**ES, "topic_id": topic, "median_messages": Decimal(messages), "status": "NO_EVIDENCE", **counted, **more}


def lesson(name: str, status: str, points: float | None = None, learners: int = 40, **more: Any) -> dict[str, Any]:
    """A lesson with its points, two more or less by its limits, and half of them where what is chance is taken off."""
    none = {"effect": None, "shrunk": None}
    told = none if points is None else {"effect": points, "shrunk": points / 2, "q": 0.01}
    limits = {} if points is None else {"lower": points - 2, "upper": points + 2}
    return {**ES, "lesson_id": name, "status": status, "learners": learners, **told, **limits, **more}


def searched(status: str, k: int, verdict: str = "UNSTABLE", **more: Any) -> dict[str, Any]:
    of = {"model_version": "segments-x", "processing_timestamp": NOW, "as_of_date": AS_OF}
    return {**APP, **of, "status": status, "k": k, "verdict": verdict, **more}


def placed(segment: str | None, learners: int, after: int = 0, **more: Any) -> list[dict[str, Any]]:
    of = {**APP, "as_of_date": AS_OF, "model_version": "segments-x", "processing_timestamp": NOW, "segment": segment}
    return [{**of, "student_id": f"L{n}", **more} for n in range(after, after + learners)]


def arm(experiment: str, variant: str, learners: int, difference: float | None = None, **more: Any) -> dict[str, Any]:
    of = {"experiment_id": experiment, "metric": "score", "variant": variant, "analysis": "unadjusted"}
    judged = {"role": "primary", "sample_ratio_p": 0.5, "status": "OK", "is_shown": difference is not None}
    counted = {"assigned": learners, "exposed": learners, "units": learners, "learners": learners}
    told = {} if difference is None else {"lower": difference - 1, "upper": difference + 1, "p_adjusted": 0.001}
    return {**APP, **of, **judged, **counted, "difference": difference, **told, **more}


def skilled(skill: str, learners: int, share: str | None, after: int = 0, **more: Any) -> list[dict[str, Any]]:
    """So many learners who answered such a share right."""
    of = {**ES, "skill": skill, "level": "A1", "correct_share": None if share is None else Decimal(share)}
    return [{**of, "student_id": f"L{n}", **more} for n in range(after, after + learners)]


def completed(name: str, started: int, done: int, **more: Any) -> dict[str, Any]:
    figures = {"with_mastery": done, "mean_mastery": Decimal("0.8"), "timed": done, "median_days": Decimal("2.5")}
    counted = {"learners": started, "started": started, "completed": done}
    return {**ES, "lesson_id": name, "level": "A1", "status": "OK", **counted, **figures, **more}


def foretold(model: str, learners: int, status: str = "READY", **more: Any) -> dict[str, Any]:
    of = {"model_version": "review_due-x", "processing_timestamp": NOW, "as_of_date": AS_OF}
    return {**APP, **of, "model": model, "status": status, "learners": learners, "mae": 0.125, "auc": 0.75, **more}


def due(skill: str, learners: int, past: int, after: int = 0, **more: Any) -> list[dict[str, Any]]:
    """So many learners, of the first of whom a skill is due."""
    of = {**ES, "as_of_date": AS_OF, "model_version": "review_due-x", "processing_timestamp": NOW, "skill": skill}
    return [
        {**of, "student_id": f"L{n}", "half_life_days": Decimal(8), "is_due": n < after + past, **more}
        for n in range(after, after + learners)
    ]

"""The gold tables computed without Spark, with exact fractions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
SCOPE = ("school_id", "school_year", "term")


def rounded(value: Fraction | None, places: int = 2) -> Decimal | None:
    """Half up (away from zero), once, from the exact value."""
    if value is None:
        return None
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def mean(values: list[Any]) -> Fraction | None:
    return Fraction(sum(map(Fraction, values)), len(values)) if values else None


def deviation(values: list[Any]) -> Decimal | None:
    if len(values) < 2:
        return None
    exact = [Fraction(value) for value in values]
    variance = Fraction(len(exact) * sum(x * x for x in exact) - sum(exact) ** 2, len(exact) * (len(exact) - 1))
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return root.quantize(Decimal("0.01"), ROUND_HALF_UP)


def shared(values: list[Any]) -> Any:
    return values[0] if None not in values and len(set(values)) == 1 else None


def grouped(facts: Iterable[Row], *keys: str) -> dict[tuple[Any, ...], list[Row]]:
    groups = defaultdict(list)
    for fact in facts:
        groups[tuple(fact[key] for key in keys)].append(fact)
    return groups


def given(rows: list[Row], name: str) -> list[Any]:
    return [row[name] for row in rows if row[name] is not None]


def trend(rows: list[Row], name: str, split: dt.date) -> Decimal:
    after = mean(given([row for row in rows if row["assessment_date"] >= split], name))
    before = mean(given([row for row in rows if row["assessment_date"] < split], name))
    return Decimal("0.00") if after is None or before is None else rounded(after - before) or Decimal("0.00")


def risk(score: Fraction | None, engagement: Fraction | None) -> str:
    if score is None:
        return "Unknown"
    if score < 70 and engagement is not None and engagement < 60:
        return "High Risk"
    if score < 75 or (engagement is not None and engagement < 65):
        return "Medium Risk"
    return "Low Risk"


def band(score: Fraction | None) -> str:
    if score is None:
        return "Unknown"
    return f"{'High' if score >= 85 else 'Medium' if score >= 70 else 'Low'} Performer"


def students(facts: Iterable[Row], split_date: dt.date | None = None) -> list[Row]:
    """gold.student_performance_aggregates without processing_timestamp."""
    result = []
    for (student, grade), rows in grouped(facts, "student_id", "grade_level").items():
        days = [row["assessment_date"] for row in rows]
        split = split_date or dt.date(max(days).year, 7, 1)
        score, engagement = mean(given(rows, "score")), mean(given(rows, "engagement_score"))
        result.append(
            {
                "student_id": student,
                "grade_level": grade,
                "overall_performance_category": band(score),
                "risk_level": risk(score, engagement),
                "total_assessments": len(rows),
                "avg_score": rounded(score),
                "score_stddev": deviation(given(rows, "score")),
                "avg_engagement": rounded(engagement),
                "avg_completion_time": rounded(mean(given(rows, "completion_time"))),
                "subjects_attempted": len({row["subject"] for row in rows}),
                "active_months": len({(day.year, day.month) for day in days}),
                "performance_trend": trend(rows, "score", split),
                "engagement_trend": trend(rows, "engagement_score", split),
                "first_assessment_date": min(days),
                "last_assessment_date": max(days),
                **{name: shared([row[name] for row in rows]) for name in ("school_id", "school_year", "term")},
            }
        )
    return result


def subjects(facts: Iterable[Row]) -> list[Row]:
    """gold.subject_performance_analytics without processing_timestamp."""
    result = []
    for (subject, grade), rows in grouped(facts, "subject", "grade_level").items():
        scores = given(rows, "score")
        high, low = sum(x >= 85 for x in scores), sum(x < 70 for x in scores)
        medium = len(scores) - high - low
        score = mean(scores)
        result.append(
            {
                "subject": subject,
                "grade_level": grade,
                "total_assessments": len(rows),
                "avg_score": rounded(score),
                "avg_engagement": rounded(mean(given(rows, "engagement_score"))),
                "avg_completion_time": rounded(mean(given(rows, "completion_time"))),
                "unique_students": len({row["student_id"] for row in rows}),
                "performance_distribution": f"High: {high}, Medium: {medium}, Low: {low}",
                "high_count": high,
                "medium_count": medium,
                "low_count": low,
                "difficulty_rating": rounded((100 - score) / 20) if score is not None else None,
                **{name: shared([row[name] for row in rows]) for name in ("school_id", "school_year", "term")},
            }
        )
    return result


def summaries(assessments: list[Row]) -> list[Row]:
    """gold.student_performance_summary."""
    return [_summary(student, rows) for (student,), rows in sorted(grouped(assessments, "student_id").items())]


def _summary(student: str, rows: list[Row]) -> Row:
    scores = {subject: mean(given(of, "score")) for (subject,), of in grouped(rows, "subject").items()}
    scored = {subject: score for subject, score in scores.items() if score is not None}
    best = min(scored, key=lambda subject: (-scored[subject], subject), default=None)
    worst = min(scored, key=lambda subject: (scored[subject], subject), default=None)
    dates = [row["assessment_date"] for row in rows]
    return {
        "student_id": student,
        "last_assessment_date": max(dates),
        "first_assessment_date": min(dates),
        "total_assessments": len(rows),
        "subjects_attempted": len(scores),
        "avg_score": rounded(mean(given(rows, "score"))),
        "avg_engagement": rounded(mean(given(rows, "engagement_score"))),
        "strongest_subject": best,
        "strongest_score": rounded(scored[best]) if best else None,
        "weakest_subject": worst,
        "weakest_score": rounded(scored[worst]) if worst else None,
        "subjects_below_70": sum(score < 70 for score in scored.values()),
        **{name: shared([row[name] for row in rows]) for name in SCOPE},
    }


def engagements(engagement: list[Row]) -> list[Row]:
    """gold.student_engagement."""
    return [_engagement(key, rows) for key, rows in sorted(grouped(engagement, "student_id", "course_id").items())]


def _engagement(key: tuple[Any, ...], rows: list[Row]) -> Row:
    dates = [row["date"] for row in rows]
    return {
        "student_id": key[0],
        "course_id": key[1],
        "logins": sum(given(rows, "events")),
        "active_days": len({row["date"] for row in rows if row["events"]}),
        "avg_engagement": rounded(mean(given(rows, "engagement_score"))),
        "progress_percentage": latest_progress(rows),
        "first_seen": min(dates),
        "last_seen": max(dates),
        **{name: shared([row[name] for row in rows]) for name in SCOPE},
    }


def latest_progress(rows: list[Row]) -> Any:
    told = [row for row in rows if row["progress_percentage"] is not None]
    days = not all(row["engaged_at"] for row in told)  # of different time zones, and all there is of some
    moment = {n: (days and r["date"], str(r["engaged_at"] or ""), r["progress_percentage"]) for n, r in enumerate(told)}
    return told[max(moment, key=moment.__getitem__)]["progress_percentage"] if told else None

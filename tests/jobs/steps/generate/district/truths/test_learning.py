"""What the tables must say of standards and skills, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]
CENT = Decimal("0.01")


def test_standards(truth: dict[str, Any], told: Any, delivered: Any) -> None:
    parents = {row["standard_id"]: row["parent_id"] for row in told["standards"]}
    weights = {row["from_id"]: Decimal(row["weight"]) for row in told["curriculum_links"]}
    newest: dict[tuple[str, str, str], tuple[str, Decimal]] = {}
    for row in delivered("objective_results"):
        if row["score"] is not None:
            key = row["school_year"], row["student_id"], row["standard_id"]
            newest[key] = max(newest.get(key, ("", Decimal(0))), (row["date"], Decimal(row["score"])))
    sums: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for (year, student, objective), (_, score) in newest.items():
        of: str | None = objective
        while of is not None:
            sums[year, of, student][0] += score * weights[objective]
            sums[year, of, student][1] += weights[objective]
            of = parents[of]
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    scores: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (year, standard, _), (total, weight) in sums.items():
        mean = total / weight
        counts[year][standard]["students"] += 1
        counts[year][standard]["mastered"] += mean >= 85
        counts[year][standard]["partly"] += 70 <= mean < 85
        scores[year, standard] += mean.quantize(CENT, ROUND_HALF_UP)
    found = {year: {code: {**of} for code, of in by.items()} for year, by in truth["standards"].items()}
    assert {(year, code): Decimal(of.pop("scores")) for year, by in found.items() for code, of in by.items()} == scores
    assert found == counts
    assert set(found["2025"]) == parents.keys()


def test_skills(truth: dict[str, Any], delivered: Any) -> None:
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in delivered("skill_ratings"):
        if not row["is_aside"]:
            of = counts[row["school_year"], row["term"], row["rater_kind"], row["category"]]
            of["students"] += row["level"] is not None
            of["not_rated"] += row["level"] is None
            of["levels"] += int(row["level"] or 0)
    assert {
        (year, term, rater, category): of
        for year, terms in truth["skills"].items()
        for term, raters in terms.items()
        for rater, categories in raters.items()
        for category, of in categories.items()
    } == counts
    assert {term for year, term, *_ in counts if year == "2025"} == {"Fall", "Winter"}, "spring is yet to come"

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from statistics import correlation, mean, stdev
from typing import TYPE_CHECKING

import export_reader as reader

if TYPE_CHECKING:
    from pathlib import Path

JULY = dt.datetime(2024, 7, 1)  # noqa: DTZ001 - exports carry no zone


def halves(out: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Undamaged scores before and from July, by student."""
    scores = defaultdict(lambda: ([], []))
    for system, form in reader.FORMS.items():
        for row in reader.rows_of(out, system):
            date = reader.parsed_date(row["date"], form.date)
            score = reader.valid(row["score"], form.decimal_mark)
            if row["student"] and date and score is not None and score >= 50:
                scores[row["student"]][date >= JULY].append(float(score))
    return {student: both for student, both in scores.items() if min(map(len, both)) >= 4}


def engagements(out: Path) -> dict[str, float]:
    found = defaultdict(list)
    for system, form in reader.FORMS.items():
        for row in reader.rows_of(out, system):
            value = reader.valid(row["engagement"], form.decimal_mark)
            if row["student"] and value is not None:
                found[row["student"]].append(float(value))
    return {student: mean(values) for student, values in found.items()}


def test_planted_abilities_show_in_scores_and_engagement(able: Path) -> None:
    with (able / "ability.csv").open(encoding="utf-8", newline="") as text:
        planted = {row["student_id"]: row for row in csv.DictReader(text)}
    assert len(planted) == 300
    assert 8 < stdev(float(row["mean"]) for row in planted.values()) < 12
    assert 4 < stdev(float(row["trend"]) for row in planted.values()) < 6
    scores, engaged = halves(able), engagements(able)
    means = [float(planted[student]["mean"]) for student in scores]
    trends = [float(planted[student]["trend"]) for student in scores]
    assert correlation(means, [mean([*early, *late]) for early, late in scores.values()]) > 0.9
    assert correlation(trends, [mean(late) - mean(early) for early, late in scores.values()]) > 0.6
    assert correlation(means, [engaged[student] for student in scores]) > 0.6


def test_without_abilities_scores_are_pure_chance(chance: Path) -> None:
    scores, engaged = halves(chance), engagements(chance)
    assert not (chance / "ability.csv").exists()
    assert abs(correlation(*map(list, zip(*((mean(a), mean(b)) for a, b in scores.values()), strict=True)))) < 0.2
    overall = [mean([*early, *late]) for early, late in scores.values()]
    assert abs(correlation(overall, [engaged[student] for student in scores])) < 0.2

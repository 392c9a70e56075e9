"""What records say and what is wrong with it; planted abilities show in files, and chance does not."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from statistics import correlation, mean, stdev
from typing import TYPE_CHECKING

import export_reader as reader
import pytest
from pyspark.sql import functions as F

from edulake.jobs.steps.generate import values
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.plan import CORRECTED, ORIGINAL, REPEAT

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

RECORDS = 3_000
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


@pytest.fixture(scope="module")
def said(spark: SparkSession) -> dict[str, list[Any]]:
    """What first versions and their corrections say, each in the order of the students."""
    roles = F.explode(F.array(F.lit(ORIGINAL), F.lit(REPEAT))).alias("role")
    students = spark.range(1, RECORDS + 1).withColumnRenamed("id", "student")
    able = values.with_ability(students, Draws(1, ("student",)))
    records = able.select("*", (F.col("student") % 5).alias("number"), roles, F.lit(CORRECTED).alias("later"))
    found = values.with_values(records, Draws(1, ("student", "number")), ability=False).collect()
    ordered = sorted(found, key=lambda row: row["student"])
    return {role: [row for row in ordered if row["role"] == role] for role in (ORIGINAL, REPEAT)}


def test_what_is_true_of_a_student(said: dict[str, list[Any]]) -> None:
    grades = [row["grade"] for row in said[ORIGINAL]]
    assert set(grades) == set(range(13))
    abilities, trends = ([row[name] for row in said[ORIGINAL]] for name in ("ability", "trend"))
    assert (mean(abilities), stdev(abilities)) == pytest.approx((75_00, 10_00), rel=0.05)
    assert mean(trends) == pytest.approx(0, abs=40)
    assert abs(correlation(abilities, trends)) < 0.1


def test_scores_and_their_damages(said: dict[str, list[Any]]) -> None:
    """A quarter each is missing, too high, a text, or low; decimals are those that are written."""
    spans = {None: (50_00, 100_00), values.TOO_HIGH: (150_00, 200_00), values.LOW: (-10_00, 49_99)}
    counted: dict[str | None, int] = defaultdict(int)
    for row in said[ORIGINAL]:
        counted[row["damage"]] += 1
        if row["damage"] in (values.MISSING, values.TEXT):
            assert row["cents"] is None
            continue
        lowest, highest = spans[row["damage"]]
        assert lowest <= row["cents"] <= highest
        assert row["cents"] % 10 ** (2 - row["decimals"]) == 0
    for damage in (values.MISSING, values.TOO_HIGH, values.TEXT, values.LOW):
        assert counted[damage] / RECORDS == pytest.approx(0.025, abs=0.01)
    assert {row["decimals"] for row in said[ORIGINAL]} == {0, 1, 2}


def test_a_correction_always_differs_and_is_never_damaged(said: dict[str, list[Any]]) -> None:
    """By up to five points, towards the middle, entered at least a day after the test."""
    for first, correction in zip(said[ORIGINAL], said[REPEAT], strict=True):
        moved = correction["cents"] - correction["clean"]
        assert first["clean"] == correction["clean"]
        assert 1 <= abs(moved) <= 5_00
        assert (moved < 0) == (correction["clean"] > 75_00)
        assert (correction["damage"], correction["decimals"]) == (None, 2)
        assert first["day"] == correction["day"]
        assert 0 <= first["changed_day"] - first["day"] <= 3
        assert 1 <= correction["changed_day"] - correction["day"] <= 63


def test_what_else_is_missing(said: dict[str, list[Any]]) -> None:
    rows = said[ORIGINAL]
    for name in ("minutes", "engagement"):
        assert sum(row[name] is None for row in rows) / RECORDS == pytest.approx(0.05, abs=0.015)
    assert {row["minutes"] % 10 for row in rows if row["minutes"] is not None} == {0}
    assert {row["day"] for row in rows} <= set(range(366))
    assert (min(row["day"] for row in rows), max(row["day"] for row in rows)) == (0, 365)
    assert 0 < sum(row["is_bad_date"] for row in rows) < RECORDS / 100

"""What is known of a learner of a language on a day, by hand."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from practised import at, attempt, given, message, progress, talk
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from silver_frames import frames

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Gold, Settings
from edulake.gold.language.activity import READ
from edulake.ml.problems import as_of, feature
from edulake.ml.problems.dropout import cohorts, features
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

pytestmark = pytest.mark.once

# The 28 days before it begin on 15 February, its last 14 on 1 March.
DAY = dt.date(2025, 3, 15)
OLD = {"known_at": at("01-01")}


def on(student: str, *days: str, time: str = "10:00:00") -> list[dict[str, Any]]:
    return [talk(at(day, time), f"{student}{day}{time}", student, **OLD) for day in days]


ROWS = [
    *on("ann", "02-14", "02-15", "02-28", "03-01", "03-08"),
    *on("ann", "03-08", time="22:00:00"),
    progress("l1", "ann", started_at=at("03-08")),
    progress("l2", "ann", started_at=at("02-14")),
    message(at("02-28", "10:00:00"), "m1", "ann", ["grammar", "style"], **OLD),
    message(at("02-28", "10:03:00"), "m2", "ann", [], role="assistant", is_checked=False, correction_count=None, **OLD),
    message(at("03-01", "10:00:00"), "m3", "ann", ["grammar"], **OLD),
    message(at("03-01", "10:01:00"), "m4", "ann", [], **OLD),
    message(at("02-14", "10:00:00"), "m5", "ann", ["grammar"] * 9, **OLD),
    attempt(at("02-14"), "a1", "ann", score="80.00", **OLD),
    attempt(at("02-28"), "a2", "ann", score="60.00", **OLD),
    attempt(at("03-01"), "a3", "ann", score=None, **OLD),
    attempt(at("03-01"), "a4", "ann", score="0.00", level_rank=3, **OLD),
    attempt(at("03-01"), "a5", "ann", score="0.00", is_finished=False, **OLD),
    *on("bob", "03-14"),
    *on("gone", "02-28"),
    attempt(at("02-20"), "g1", "gone", score="40.00", **OLD),
]
QUIET = dict.fromkeys(("minutes", "minutes_change", "errors", "errors_14", "score", "score_trend"), 0.0)
TOLD = {
    "ann": {
        "days_since_active": 7, "active_days_7": 1, "active_days_14": 2, "active_days_28": 4, "active_days_change": 0,
        "minutes": 4, "minutes_change": 1 - 3, "errors": 1, "errors_14": 1 / 2, "lessons_begun": 1,
        # Of 80, 60 and 40 the deviation is 16.33, so 1.224745 and 0; alone at another level nobody is above a mean.
        "score": 0.612373, "score_trend": -0.612373, "weeks": 29 / 7,
    },
    "bob": {
        "days_since_active": 1, "active_days_7": 1, "active_days_14": 1, "active_days_28": 1, "active_days_change": 1,
        "lessons_begun": 0, "weeks": 1 / 7, "regularity": 0, **QUIET,
    },
}  # fmt: skip
# Of a learner of whom a default stands for the feature.
UNKNOWN = {"ann": [], "bob": sorted([*QUIET, "regularity"])}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    silver = frames(spark, given(*ROWS), READ)
    facts = cohorts.silver(lambda table: silver[table], Settings(early_warning=EarlyWarning()))
    calendar = facts[MESSAGES_TABLE].select("source_system").distinct().withColumn("as_of_date", F.lit(DAY))
    known, messages, attempts = (
        as_of.known_before(rows, calendar, ("source_system",), "date")
        for rows in (cohorts.moments(facts), facts[MESSAGES_TABLE], facts[ATTEMPTS_TABLE])
    )
    built = features.build(cohorts.population(known, 14), known, messages, attempts, Gold())
    return {row["student_id"]: row.asDict() for row in built.collect()}


def test_who_was_active_lately_is_there(found: dict[str, dict[str, Any]]) -> None:
    assert set(found) == {"ann", "bob"}


@pytest.mark.parametrize("name", [one.name for one in features.FEATURES if one.name != "regularity"])
@pytest.mark.parametrize("who", TOLD)
def test_features_by_hand(found: dict[str, dict[str, Any]], who: str, name: str) -> None:
    assert found[who][name] == round(TOLD[who][name], 6)


def test_hours_alike_lie_together(found: dict[str, dict[str, Any]]) -> None:
    """Of the last 28 days: talks, one of them at 22 hours, which is opposite to 10, then messages, tests, a lesson."""
    hours = [10, 10, 10, 10, 22, 10, 10, 10 + 1 / 60, 10, 10, 10, 10]
    east, north = (math.fsum(of(2 * math.pi * hour / 24) for hour in hours) / len(hours) for of in (math.cos, math.sin))
    assert found["ann"]["regularity"] == round(math.hypot(east, north), 6)


def test_what_is_not_known_is_named(found: dict[str, dict[str, Any]]) -> None:
    assert {who: sorted(row["unknown"]) for who, row in found.items()} == UNKNOWN


def test_the_rule_is_days_since_anything(found: dict[str, dict[str, Any]]) -> None:
    assert {who: row["rule"] for who, row in found.items()} == {"ann": 7, "bob": 1}


def test_sentences(spark: SparkSession, found: dict[str, dict[str, Any]]) -> None:
    words = features.in_words()
    names = [one.name for one in features.FEATURES]
    values = {
        who: spark.range(1).select(
            *[F.lit(float(row[name])).alias(name) for name in names],
            F.array(*map(F.lit, row["unknown"])).cast("array<string>").alias("unknown"),
        )
        for who, row in found.items()
    }
    said = {
        who: rows.select(*[of.alias(concept) for concept, of in words.items()]).collect()[0]
        for who, rows in values.items()
    }
    assert said["ann"].asDict() == {
        "days since": "last active 7 days ago",
        "days": "active on 4 of 28 days, 1 of them in the last week",
        "change": "+0 active days in two weeks",
        "minutes": "4 minutes of messages in 28 days, -2 in two weeks",
        "lessons": "1 lessons begun in 28 days",
        "scores": "scores +0.6 deviations from the mean of their level",
        "errors": "1.0 errors per message in 28 days, 0.5 in the last 14",
        "weeks": "there since 4 weeks",
        "hours": f"hours of the day alike to {found['ann']['regularity'] * 100:.0f} %",
    }
    unknown = ("minutes", "scores", "errors", "hours")
    assert [said["bob"][concept] for concept in unknown] == [
        "no messages lately",
        "no score so far",
        "no message was checked for errors",
        "too few moments to tell of hours",
    ]


def test_no_protected_attribute_and_no_outcome_is_a_feature() -> None:
    names = feature.columns(features.FEATURES)
    forbidden = ("label", "gender", "age", "disab", "depriv", "warning", "period")
    assert not [name for name in names for word in forbidden if name.startswith(word)]

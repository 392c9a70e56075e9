"""Who drops off, from silver to lists, among made-up learners whose errors tell it more than their days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from lake import Lake
from practised import given, message, talk
from pyspark.sql import SparkSession
from silver_frames import frames

from edulake.config.early_warning import EarlyWarning
from edulake.gold.language.activity import READ
from edulake.jobs import ml_backtest, ml_score, ml_train
from edulake.jobs.steps import segments
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.lists import BACKTEST, PREDICTIONS
from edulake.ml.tables.models import MODELS

pytestmark = [pytest.mark.once, pytest.mark.more]

FIRST, DAYS = dt.datetime(2025, 1, 1, 9, tzinfo=dt.UTC), 127
LEARNERS, FORTNIGHT = 400, 14
CHOICES = EarlyWarning(folds=2, algorithms=["logistic"])
JOBS = (ml_train, ml_score)


def learner(number: int) -> list[dict[str, Any]]:
    """Half make many errors in a fortnight, of whom half never come again; fortnights are those of the cohorts."""
    chance = random.Random(number)
    name, rows = f"w{number:03}", []
    day, language = FORTNIGHT * chance.randrange(7), chance.choice(("es", "de"))
    while day < DAYS:
        struggles = chance.random() < 0.5
        for back in range(FORTNIGHT):
            if chance.random() < 0.3 and day + back < DAYS:
                moment = FIRST + dt.timedelta(days=day + back, minutes=chance.randrange(300))
                id_, of = f"{name}-{day + back}", {"course_id": language, "known_at": moment}
                errors = ["grammar"] * (chance.randint(3, 6) if struggles else chance.randint(0, 1))
                rows.append(talk(moment, id_, name, **of))
                rows.append(message(moment, id_, name, errors, conversation_id=id_, **of))
        if chance.random() < (0.5 if struggles else 0.05):
            break
        day += FORTNIGHT
    return rows


ROWS = [row for number in range(LEARNERS) for row in learner(number)]


def ran(lake: Lake) -> list[Any]:
    lake.said.clear()
    context = lake.context()
    runs = [run for job in JOBS for run in job.run(context)]
    context.journal.close()
    context.store.clear_staging()
    return runs


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = Lake(spark, tmp_path_factory.mktemp("dropout"), early_warning=CHOICES)
    for table, rows in frames(spark, given(*ROWS), READ).items():
        lake.store.append(table, rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "learn", lambda *_, **__: None)
        ran(lake)
        yield lake


def test_who_is_likely_to_drop_off_is_found(lake: Lake) -> None:
    """Better than by the days since anything; the last fortnight of which all is known judges.

    Of some hundred learners each tenth is too small for its calibration to be sure.
    """
    [model] = lake.rows(MODELS)
    figures = {row["value"]: row for row in lake.rows(METRICS)}
    overall = figures["all"]
    assert (model["problem"], model["share"], model["test_cohort"]) == ("dropout", None, "2025-04-23")
    assert len(model["training_cohorts"]) > 2
    assert overall["gain"] > 2 * overall["gain_error"]
    assert model["status"] in ("READY", "NOT_CALIBRATED")
    assert {row["dimension"] for row in figures.values()} == {"overall", "language"}
    assert set(figures) == {"all", "de", "es"}
    assert "learners of a language, active in the last 14 days, by their risk of doing nothing" in model["card"]


def test_the_list_of_the_day_after(lake: Lake) -> None:
    """Each learner who was active lately once; those selected have a reason."""
    rows = lake.rows(PREDICTIONS)
    recent = {
        row["student_id"] for row in ROWS if 0 < (dt.date(2025, 5, 7) - dt.date.fromisoformat(row["date"])).days <= 14
    }
    assert {str(row["as_of_date"]) for row in rows} == {"2025-05-07"}
    assert sorted(row["student_id"] for row in rows) == sorted(recent)
    assert all(row["class_id"] == row["course_id"] and row["grade_level"] is None for row in rows)
    selected = [row for row in rows if row["is_selected"]]
    assert len(selected) == -(-len(rows) // 5)
    assert all(row["first_reason"] for row in selected)


def test_a_run_without_news_does_nothing(lake: Lake) -> None:
    assert not [run for run in ran(lake) if run.wrote]


def test_nothing_is_known_yet_of_those_listed(lake: Lake) -> None:
    """A list is looked back on when its fortnight is over."""
    context = lake.context()
    ml_backtest.run(context)
    context.journal.close()
    assert {row["scope"]: (row["outcomes"], row["positives"]) for row in lake.rows(BACKTEST)} == dict.fromkeys(
        ("all", "de", "es"), (0, None)
    )

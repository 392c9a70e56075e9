"""What is kept of a search: a row for each k, which says again what was found, and what MLflow is told."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from dataclasses import replace
from types import ModuleType

import pytest
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language import activity, minutes
from edulake.ml import split
from edulake.ml.models import mlflow_runs
from edulake.ml.problems import as_of
from edulake.ml.segments import features, record
from edulake.ml.segments.choice import Figures
from edulake.ml.segments.learning import Learned
from edulake.ml.segments.names import Segment
from edulake.ml.segments.record import Known, Plan
from edulake.ml.segments.scaling import Axis
from edulake.ml.segments.search import Search
from edulake.ml.tables.segments import ML_SEGMENTS
from edulake.silver.language.attempts import ATTEMPTS_TABLE

pytestmark = pytest.mark.once

PLAN = Plan(Search(fewest=2, most=3), Gold(), {ATTEMPTS_TABLE: 3})
DAY = dt.date(2025, 3, 1)
EARLY, LATE = (dt.datetime(2025, 3, day, tzinfo=dt.UTC) for day in (1, 2))
AXES = (Axis("minutes", 2.5, 0.5), Axis("score", -0.125, 1.0))
BUSY, IDLE, ABLE = Segment((9_000, 0), 20, "busy"), Segment((-9_000, 5), 15, "idle"), Segment((0, 9_000), 12, "able")
FOUND = Learned(
    "READY",
    47,
    AXES,
    (Figures(2, 47, (0.5, 1.0), 0.5, (0.25, 0.125), 9), Figures(3, 47, (1.0, 1.0), 0.75, (0.25, 0.125), 12)),
    {2: "TOO_SMALL", 3: "CHOSEN"},
    {3: (BUSY, ABLE, IDLE)},
)
NOTHING = Learned("TOO_FEW", 7, (), (Figures(2, 7, (), None, (), 0),), {2: "TOO_FEW"}, {})


def kept(spark: SparkSession, found: Learned = FOUND) -> list[dict[str, object]]:
    rows = record.rows(spark, PLAN, "babblr", DAY, found, names_of="segments-before", moved=0.25)
    assert rows.columns == list(ML_SEGMENTS.column_names)
    return [{**row.asDict(), "processing_timestamp": EARLY} for row in rows.orderBy("k").collect()]


def test_each_number_of_groups_is_a_row(spark: SparkSession) -> None:
    two, three = kept(spark)
    for row in (two, three):
        assert (row["model_version"], row["source_system"], row["as_of_date"]) == (PLAN.version, "babblr", DAY)
        assert (row["status"], row["learners"], row["names_of"]) == ("READY", 47, "segments-before")
        assert (row["recipe"], json.loads(str(row["parameters"]))["restarts"]) == (PLAN.recipe, 10)
        assert json.loads(str(row["data_versions"])) == {"silver.attempts": 3}
    figures = ("k", "verdict", "stability", "silhouette", "null_silhouette", "smallest", "moved")
    assert [two[name] for name in figures] == [2, "TOO_SMALL", 0.75, 0.5, 0.1875, 9, None]
    assert [three[name] for name in figures] == [3, "CHOSEN", 1.0, 0.75, 0.1875, 12, 0.25]
    assert two["null_deviation"] == pytest.approx(0.0883883476)
    assert two["centres"] == [], "a group of nine is not told of"


def test_who_is_not_modelled_makes_another_recipe() -> None:
    assert replace(PLAN, unmodelled=("s",)).recipe != PLAN.recipe
    assert replace(PLAN, unmodelled=("s", "t")).recipe == replace(PLAN, unmodelled=("t", "s")).recipe


def test_what_was_not_tried_has_no_figures(spark: SparkSession) -> None:
    [row] = kept(spark, NOTHING)
    names = ("stability", "silhouette", "null_silhouette", "null_deviation", "smallest", "moved")
    assert [row[name] for name in names] == [None] * 6
    assert (row["status"], row["verdict"], row["learners"], row["scaling"]) == ("TOO_FEW", "TOO_FEW", 7, [])


def test_the_newest_run_is_known_again(spark: SparkSession) -> None:
    """Of each source, whichever order its rows are in; one that found nothing takes the place of one that did."""
    rows = kept(spark)
    known = Known(PLAN.version, "READY", AXES, (BUSY, ABLE, IDLE))
    assert record.known(rows) == record.known(rows[::-1]) == {"babblr": known}
    nothing = [{**row, "processing_timestamp": LATE, "model_version": "later"} for row in kept(spark, NOTHING)]
    for mixed in ([*rows, *nothing], [*nothing, *rows]):
        assert record.known(mixed) == {"babblr": Known("later", "TOO_FEW", (), ())}
    other = [{**row, "source_system": "other"} for row in rows]
    assert record.known([*other, *nothing]).keys() == {"babblr", "other"}
    assert record.known([]) == {}


def test_a_version_is_what_makes_it() -> None:
    others = [
        replace(PLAN, search=replace(PLAN.search, seed=1)),
        replace(PLAN, settings=Gold(language=Language(active_gap_minutes=4))),
        replace(PLAN, data={ATTEMPTS_TABLE: 4}),
    ]
    assert len({plan.version for plan in (PLAN, *others)}) == 4
    assert PLAN.version == replace(PLAN, data={ATTEMPTS_TABLE: 3}).version
    assert [plan.recipe == PLAN.recipe for plan in others] == [False, False, True]


@pytest.mark.parametrize("changed", [activity, minutes, as_of, features, split], ids=lambda of: of.__name__)
def test_code_that_decides_what_is_known_is_in_the_recipe(changed: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    before, source = PLAN.recipe, inspect.getsource
    monkeypatch.setattr(inspect, "getsource", lambda of: source(of) + ("#" if of is changed else ""))
    assert PLAN.recipe != before


def test_mlflow_is_told_of_each_source(spark: SparkSession) -> None:
    rows = kept(spark)
    [(model, figures)] = record.for_mlflow(rows)
    asked = {"model_version", "parameters", "card", *mlflow_runs.TAGS, *mlflow_runs.PARAMETERS}
    assert model.asDict().keys() == asked
    assert (model["model_version"], model["status"], model["trained_on"]) == (f"{PLAN.version}-babblr", "READY", 47)
    assert (figures["k"], figures["moved"], figures["stability_2"], figures["silhouette_3"]) == (3, 0.25, 0.75, 0.75)
    other = [{**row, "source_system": "a"} for row in rows]
    assert [pair[0]["model_version"][-2:] for pair in record.for_mlflow([*rows, *other])] == ["-a", "lr"]
    [(nothing, figures)] = record.for_mlflow(kept(spark, NOTHING))
    assert nothing["status"] == "TOO_FEW"
    assert "k" not in figures

"""Scoring a million students in one pass: probability, rank and reasons, written to Delta, no Python on the way.

Students are made up by expressions, with the features of course runs; the model is learned from a few thousand of
them. Each step is timed from a warm session, ranking and writing as one.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.config.load import load
from edulake.ml import split
from edulake.ml.lists import ranking, reasons
from edulake.ml.models import learner, training
from edulake.ml.problems import feature
from edulake.ml.problems.course_result import features
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    import argparse

    from pyspark.sql import Column, DataFrame, SparkSession

PYTHON_IN_A_PLAN = re.compile(r"PythonUDF|EvalPython|InPandas|InArrow|MapPartitions|MapElements")
FEATURES = features.FEATURES
LEARNED_FROM, PER_RUN, CAPACITY, SEED = 5_000, 1_000, 0.2, 1
LISTED = (
    *("student_id", "class_id", "share", "rank", "is_selected", "prediction_probability", "risk_score", "risk_band"),
    *[f"{place}_{what}" for place in reasons.PLACES for what in ("reason", "contribution")],
    *("predicted_performance_category", "recommended_intervention"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("students", type=int, nargs="?", default=1_000_000, help="students to be scored")
    parser.add_argument("--algorithm", choices=learner.ALGORITHMS, default="logistic", help="model that scores")


def run(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load(), warehouse=folder)
        spark = session.local(settings)
        model = _model(spark, options.algorithm)
        rows = Store(spark, settings).stage(_students(spark, options.students), "examples")
        _list(rows.limit(PER_RUN), model).write.format("delta").save(f"{folder}/warm")
        started = time.monotonic()
        listed = _list(rows, model)
        listed.write.format("delta").save(f"{folder}/list")
        seconds = time.monotonic() - started
        written = spark.read.format("delta").load(f"{folder}/list").count()
        python = bool(PYTHON_IN_A_PLAN.search(listed._jdf.queryExecution().executedPlan().toString()))  # noqa: SLF001
    _show(options, written, seconds, python=python)


def _students(spark: SparkSession, students: int) -> DataFrame:
    """As many examples, a thousand to a course run, each feature a sum of ability and chance."""
    known = {
        "source_system": F.lit("made_up"),
        "student_id": F.concat(F.lit("STU"), F.col("id")),
        "class_id": F.concat(F.lit("RUN"), F.floor(F.col("id") / PER_RUN)),
        "share": F.lit("0.20").cast("decimal(3,2)"),
        "ability": _chance("ability"),
    }
    values = {f.name: F.round(20 + 10 * (F.col("ability") + _chance(f.name)), feature.DIGITS) for f in FEATURES}
    scores = {
        name: F.round((F.col(name.removesuffix("_z")) - 20) / 10, feature.DIGITS)
        for name in feature.columns(FEATURES)[len(FEATURES) :]
    }
    rows = spark.range(students).withColumns(known).select("*", *[v.alias(n) for n, v in values.items()])
    rows = rows.select("*", *[value.alias(name) for name, value in scores.items()])
    vectors = feature.vectors(F.array(*feature.columns(FEATURES)), FEATURES)
    return rows.withColumns({**vectors, "tie": split.tie(SEED)}).drop("id")


def _chance(purpose: str) -> Column:
    """A number from -1 to 1 that depends on the student and the purpose alone."""
    return F.pmod(F.xxhash64("id", F.lit(purpose)), F.lit(2001)) / 1000 - 1


def _model(spark: SparkSession, algorithm: str) -> training.Model:
    luck = F.pmod(F.xxhash64("student_id", F.lit("luck")), F.lit(2001)) / 1000 - 1
    rows = _students(spark, LEARNED_FROM).withColumn("label", (F.col("ability") + luck < -0.3).cast("int")).coalesce(1)
    parts = tuple((part, learner.fit(part, rows, SEED)) for part in learner.ALGORITHMS[algorithm])
    return training.Model(algorithm, parts, learner.Calibration(1.0, 0.0), {}, [], LEARNED_FROM)


def _list(rows: DataFrame, model: training.Model) -> DataFrame:
    """What ml_score makes of its examples."""
    peers = ("source_system", "class_id")
    explained = reasons.with_reasons(model.scored(rows), model, FEATURES, features.in_words(), peers)
    return ranking.by_model(explained, CAPACITY).select(*LISTED)


def _show(options: argparse.Namespace, written: int, seconds: float, *, python: bool) -> None:
    from edulake.serving import terminal

    columns = ("students", "model", "seconds", "students per second", "Python in the plan")
    row = (written, options.algorithm, f"{seconds:.1f}", f"{written / seconds:,.0f}", "yes" if python else "none")
    terminal.show("Scored, ranked, with three reasons each, written to Delta", columns, [row])
    figures = {"students": written, "algorithm": options.algorithm, "seconds": round(seconds, 1), "python": python}
    print(json.dumps({"benchmark": "scoring", **figures, "load_average": round(os.getloadavg()[0], 1)}))

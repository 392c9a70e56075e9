"""Past lists beside what became of their students: tables written as the jobs leave them, and looked back on."""

from __future__ import annotations

import random
from typing import Any

import pytest
from lake import MONDAY, Lake
from pyspark.sql import SparkSession
from sklearn.metrics import average_precision_score, roc_auc_score

from edulake.contract.table import Table
from edulake.jobs import ml_backtest
from edulake.ml.audit import drift
from edulake.ml.tables import models
from edulake.ml.tables.lists import BACKTEST, DRIFT, PREDICTIONS
from edulake.ops.runs import Run
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.store.small_frame import as_frame

pytestmark = [pytest.mark.once, pytest.mark.more]

MODEL, RULE = "course_result-40-abc", "course_result-20-def"
LISTED = 60
EMPTY: dict[str, Any] = {"TIMESTAMP": MONDAY, "DATE": "2014-02-01", "BOOLEAN": True, "STRING": "", "ARRAY<STRING>": []}


def deliver(lake: Lake, table: Table, *rows: dict[str, Any]) -> None:
    """Append rows; what they do not name is null, or empty where it may not be null."""
    required = {c.name: EMPTY.get(c.type, 0) for c in table.columns if not c.nullable}
    complete = [tuple({**required, **row}.get(name) for name in table.column_names) for row in rows]
    lake.store.append(table, as_frame(lake.spark, complete, table.struct()))


def students() -> list[dict[str, Any]]:
    """Forty in AAA:1, which is over, twenty in BBB:1, which goes on; what the model said of them, and how it ended.

    AAA: one result is still open, the second student left and came back. BBB: three have left, nobody can have
    completed it.
    """
    draw = random.Random(5)
    found = []
    for number in range(LISTED):
        course = "AAA" if number < 40 else "BBB"
        risk = round(draw.random(), 4)
        status = draw.choices(["Completed", "Failed", "Withdrawn"], [1 - risk, risk / 2, risk / 2])[0]
        if course == "BBB":
            status = "Withdrawn" if number < 43 else "Active"
        found.append(
            {
                "student_id": f"s{number}",
                "class_id": f"{course}:1",
                "course_id": course,
                "risk": risk,
                "status": ["Active", "Completed"][number] if number < 2 else status,
            }
        )
    for rank, one in enumerate(sorted(found, key=lambda one: -one["risk"]), start=1):
        one |= {"rank": rank, "is_selected": rank <= 12}
    return found


def listed(one: dict[str, Any], model: str, day: str) -> dict[str, Any]:
    shown = f"{one['risk']:.4f}"
    return {
        **{name: one[name] for name in ("student_id", "class_id", "course_id", "rank", "is_selected")},
        "model_version": model,
        "as_of_date": day,
        "source_system": "s",
        "risk_score": shown,
        "prediction_probability": shown if model == MODEL else None,
        "prediction_timestamp": MONDAY,
    }


def enrolled(one: dict[str, Any], **changes: Any) -> dict[str, Any]:
    left = "2014-06-10" if one["status"] == "Withdrawn" else None
    names = {name: one[name] for name in ("student_id", "class_id", "course_id", "status")}
    return {**names, "source_system": "s", "enrollment_id": one["student_id"], "end_date": left, **changes}


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two lists of the model, of which the later one holds AAA alone, and one of a rule; looked back on once."""
    lake = Lake(spark, tmp_path_factory.mktemp("backtest"))
    everybody = students()
    deliver(lake, CLASSES_TABLE, *[
        {"class_id": f"{c}:1", "course_id": c, "source_system": "s", "start_date": "2014-02-01", "end_date": end}
        for c, end in (("AAA", "2014-10-01"), ("BBB", "2014-12-01"))
    ])  # fmt: skip
    again = {**everybody[1], "status": "Withdrawn"}
    deliver(lake, ENROLLMENTS_TABLE, *map(enrolled, everybody), enrolled(again, enrollment_id="first"))
    deliver(lake, models.MODELS, *[
        {"model_version": model, "problem": "course_result", "share": "0.4", "status": "READY"} for model in (MODEL, RULE)
    ])  # fmt: skip
    of_aaa = [one for one in everybody if one["course_id"] == "AAA"]
    deliver(lake, PREDICTIONS, *[
        listed(one, model, day)
        for model, day, who in ((MODEL, "2014-06-01", everybody), (MODEL, "2014-07-01", of_aaa), (RULE, "2014-04-01", of_aaa))
        for one in who
    ])  # fmt: skip
    look_back(lake)
    return lake


def look_back(lake: Lake) -> Run:
    context = lake.context()
    [run] = ml_backtest.run(context)
    context.journal.close()
    return run


def figures(lake: Lake) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = lake.rows(BACKTEST)
    return {(row["model_version"], str(row["as_of_date"]), row["scope"]): row for row in rows}


def test_figures_are_those_of_the_students_whose_outcome_is_known(lake: Lake) -> None:
    """AAA but for the open result, the returned student by the last enrollment; of BBB nobody, as only losses show."""
    known = [one for one in students() if one["course_id"] == "AAA" and one["status"] != "Active"]
    bad = [int(one["status"] != "Completed") for one in known]
    risk = [one["risk"] for one in known]
    taken = [one["is_selected"] for one in known]
    right = sum(b for b, t in zip(bad, taken, strict=True) if t)
    found = figures(lake)
    assert {key: (row["n"], row["outcomes"]) for key, row in found.items()} == {
        (MODEL, "2014-06-01", "all"): (60, 39),
        (MODEL, "2014-06-01", "AAA"): (40, 39),
        (MODEL, "2014-06-01", "BBB"): (20, 0),
        **{(MODEL, "2014-07-01", scope): (40, 39) for scope in ("all", "AAA")},
        **{(RULE, "2014-04-01", scope): (40, 39) for scope in ("all", "AAA")},
    }
    expected = {
        "positives": sum(bad),
        "base_rate": sum(bad) / 39,
        "auc": roc_auc_score(bad, risk),
        "average_precision": average_precision_score(bad, risk),
        "flagged": sum(taken),
        "precision_at_capacity": right / sum(taken),
        "recall_at_capacity": right / sum(bad),
        "calibration_gap": (sum(risk) - sum(bad)) / 39,
    }
    for key, row in found.items():
        for name, value in expected.items():
            unknown = key[2] == "BBB" or (key[0] == RULE and name == "calibration_gap")
            assert row[name] == (None if unknown else pytest.approx(value, abs=1e-9)), (key, name)
    assert all(0 < row["auc_error"] < 0.2 for key, row in found.items() if key[2] != "BBB")


def test_the_gap_is_drift_of_the_lists_with_probabilities(lake: Lake) -> None:
    rows = lake.rows(DRIFT)
    assert {(row["model_version"], row["measure"], str(row["as_of_date"]), row["scope"]) for row in rows} == {
        (MODEL, drift.GAP, day, scope) for day in ("2014-06-01", "2014-07-01") for scope in ("all", "AAA")
    }
    assert {row["value"] for row in rows} == {figures(lake)[MODEL, "2014-07-01", "all"]["calibration_gap"]}
    assert {row["n"] for row in rows} == {39}


def test_again_changes_nothing(lake: Lake) -> None:
    """Neither a run that knows of the last one, nor one that does not."""
    before = lake.versions()
    assert look_back(lake).entries == []
    assert lake.versions() == before
    lake.store.delete(JOB_RUNS, "job = 'ml_backtest'")
    assert look_back(lake).entries
    assert lake.versions() == before


def test_corrections_and_lists_taken_back_are_followed(lake: Lake) -> None:
    """A corrected result changes all lists of its student; of a list that is gone nothing is left but others' drift."""
    other = {"model_version": MODEL, "as_of_date": "2014-07-01", "scope": "all", "measure": "plan", "name": "work_due"}
    deliver(lake, DRIFT, {**other, "is_alert": False})
    before = figures(lake)
    lake.spark.sql(f"UPDATE {lake.store.name(ENROLLMENTS_TABLE)} SET status = 'Failed' WHERE student_id = 's1'")
    lake.store.delete(PREDICTIONS, "as_of_date = '2014-06-01'")
    look_back(lake)
    after = figures(lake)
    assert before.keys() - after.keys() == {(MODEL, "2014-06-01", scope) for scope in ("all", "AAA", "BBB")}
    assert {after[key]["positives"] - before[key]["positives"] for key in after} == {1}
    left = lake.rows(DRIFT, "as_of_date", "measure", "scope")
    assert {(str(row["as_of_date"]), row["measure"], row["scope"]) for row in left} == {
        ("2014-07-01", "plan", "all"),
        ("2014-07-01", drift.GAP, "all"),
        ("2014-07-01", drift.GAP, "AAA"),
    }


def test_nothing_to_look_back_on(spark: SparkSession, tmp_path: Any) -> None:
    lake = Lake(spark, tmp_path)
    assert look_back(lake).entries == []
    assert "nothing to look back on" in lake.said[0]
    assert not lake.store.exists(BACKTEST)

"""ml_train and ml_score on two presentations of a module with a planted signal, and without one."""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.config.early_warning import EarlyWarning
from edulake.errors import UnreadableError
from edulake.jobs import ml_score, ml_train
from edulake.ml.tables import models
from edulake.ml.tables.audit import CALIBRATION, FAIRNESS, IMPORTANCE, METRICS
from edulake.ml.tables.lists import PREDICTIONS

pytestmark = [pytest.mark.slow, pytest.mark.once]

STUDENTS = 400
# All algorithms together take minutes to be fitted; what they have in common is tested on the fastest one.
FAST = EarlyWarning(shares=[Decimal("0.4")], folds=2, algorithms=["logistic"])
DAY = "2014-06-01"


def deliver(lake: Lake, *, signal: bool) -> None:
    """Students whose diligence decides scores, clicks and, with a signal, how the course ends."""
    draw = random.Random(7)
    info, registered, results, clicks = [], [], [], []
    for term in ("2013B", "2014B"):
        for number in range(STUDENTS):
            student, diligence = f"{term}{number}", draw.gauss(0, 1)
            luck = diligence if signal else draw.gauss(0, 1)
            outcome = "Pass" if luck + draw.gauss(0, 0.6) > -0.3 else draw.choice(["Fail", "Withdrawn"])
            gone = 150 if outcome == "Withdrawn" else ""
            info.append(f"AAA,{term},{student},{'MF'[number % 2]},0-35,N,{outcome}")
            registered.append(f"AAA,{term},{student},-30,{gone}")
            for item, day in ((1, 30), (2, 60), (3, 90)):
                if draw.gauss(diligence, 1) > -1:
                    results.append(
                        f"{term}{item},{student},{day - 1},0,{min(99, max(5, int(60 + 12 * draw.gauss(diligence, 1.2))))}"
                    )
            clicks += [
                f"AAA,{term},{student},1,{day},{3 + day % 5}"
                for day in range(1, 100, 9)
                if draw.gauss(diligence, 1) > 0
            ]
    files = {
        "courses": ("code_module,code_presentation,module_presentation_length", ["AAA,2013B,240", "AAA,2014B,240"]),
        "assessments": (
            "code_module,code_presentation,id_assessment,assessment_type,date,weight",
            [f"AAA,{t},{t}{i},TMA,{d},30" for t in ("2013B", "2014B") for i, d in ((1, 30), (2, 60), (3, 90))],
        ),
        "studentInfo": ("code_module,code_presentation,id_student,gender,age_band,disability,final_result", info),
        "studentRegistration": (
            "code_module,code_presentation,id_student,date_registration,date_unregistration",
            registered,
        ),
        "studentAssessment": ("id_assessment,id_student,date_submitted,is_banked,score", results),
        "studentVle": ("code_module,code_presentation,id_student,id_site,date,sum_click", clicks),
        "vle": ("id_site,code_module,code_presentation,activity_type", ["1,AAA,2013B,quiz"]),
    }
    for name, (header, rows) in files.items():
        lake.deliver(f"oulad/{name}.csv", "\n".join([header, *rows]) + "\n")


def warned(lake: Lake) -> Any:
    """Train and score once; what the second job's run says."""
    context = lake.context()
    context.options = argparse.Namespace(train=None, test=None, as_of=DAY)
    ml_train.run(context)
    return ml_score.run(context)[0]


def prepared(spark: SparkSession, folder: Path, *, signal: bool, choices: EarlyWarning = FAST) -> Lake:
    lake = Lake(spark, folder, early_warning=choices)
    deliver(lake, signal=signal)
    lake.ingest()
    lake.cleanse()
    return lake


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = prepared(spark, tmp_path_factory.mktemp("signal"), signal=True)
    warned(lake)
    return lake


def test_a_signal_is_found_and_its_truth_written(lake: Lake) -> None:
    """A model of 2013B, judged on 2014B: the figures hang together, and every table is there to be read."""
    (model,) = lake.rows(models.MODELS)
    assert (model["status"], model["training_cohorts"], model["test_cohort"]) == ("READY", ["2013B"], "2014B")
    assert model["card"].startswith(f"# {model['model_version']}")
    course, overall = sorted(lake.rows(METRICS), key=lambda row: row["dimension"])
    assert (overall["dimension"], course["value"], overall["n"]) == ("overall", "AAA", STUDENTS)
    assert 0.8 < overall["auc"] < 0.97
    assert overall["gain"] == pytest.approx(overall["auc"] - overall["rule_auc"])
    assert overall["flagged"] == STUDENTS // 5
    assert overall["precision_at_capacity"] * overall["flagged"] == pytest.approx(
        overall["recall_at_capacity"] * overall["positives"]
    )
    groups = lake.rows(FAIRNESS, "attribute", "group", "n", "is_too_small")
    assert {(g["attribute"], g["group"]): g["n"] for g in groups if g["attribute"] == "gender"} == {
        ("gender", "F"): STUDENTS // 2,
        ("gender", "M"): STUDENTS // 2,
    }
    assert {g["group"] for g in groups if g["attribute"] == "deprivation_band"} == {"not stated"}
    worth = {row["feature"]: row["auc_lost"] for row in lake.rows(IMPORTANCE, "feature", "auc_lost")}
    assert max(worth.values()) > 0.005
    assert len(lake.rows(CALIBRATION)) == 10


def test_the_list(lake: Lake) -> None:
    """Everybody still enrolled on the day, ranked without gaps; capacity selected, with reasons that add to the risk."""
    rows = sorted(lake.rows(PREDICTIONS), key=lambda row: row["rank"])
    assert [row["rank"] for row in rows] == list(range(1, STUDENTS + 1))
    assert [row["is_selected"] for row in rows] == [rank < STUDENTS // 5 for rank in range(STUDENTS)]
    scores = [row["risk_score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    offers = {row["recommended_intervention"] for row in rows if row["is_selected"]}
    assert offers == {"Academic Support Program"}
    assert {row["student_id"][:5] for row in rows} == {"2014B"}
    for row in rows:
        risk = row["prediction_probability"]
        assert row["predicted_performance_category"] == ("At Risk" if risk >= Decimal("0.5") else "On Track")
        given = [row[f"{place}_contribution"] for place in ("first", "second", "third")]
        said = [value for value in given if value is not None]
        assert said == sorted(said, reverse=True)
        assert all(value > 0 for value in said)
    assert all(row["first_reason"] for row in rows if row["is_selected"])


def test_again_changes_nothing(lake: Lake) -> None:
    before = lake.versions()
    warned(lake)
    assert lake.versions() == before


def test_a_changed_model_is_not_used(lake: Lake) -> None:
    part = next(path for path in (lake.landing.parent / "warehouse" / "_models").rglob("part-*") if path.is_file())
    held = part.read_bytes()
    part.write_bytes(held + b" ")
    with pytest.raises(UnreadableError, match="not those that ml_train wrote"):
        warned(lake)
    part.write_bytes(held)


def test_of_all_algorithms_one_is_chosen(spark: SparkSession, tmp_path: Path) -> None:
    """The simplest one within an error of the best; the forest's own importances are told beside it."""
    lake = prepared(spark, tmp_path, signal=True, choices=replace(FAST, algorithms=EarlyWarning().algorithms))
    warned(lake)
    (model,) = lake.rows(models.MODELS)
    aucs = json.loads(model["parameters"])["validation"]
    assert list(aucs) == ["average", "boosted", "forest", "logistic"]
    assert aucs[model["algorithm"]] > max(aucs.values()) - 0.05
    shares = lake.rows(IMPORTANCE, "forest_importance")
    assert sum(row["forest_importance"] for row in shares) == pytest.approx(1)


def test_without_a_signal_the_gate_is_closed(spark: SparkSession, tmp_path: Path) -> None:
    """How the course ends has nothing to do with the student: an honest AUC is one half, and no probability shows."""
    lake = prepared(spark, tmp_path, signal=False)
    warned(lake)
    (model,) = lake.rows(models.MODELS)
    overall = next(row for row in lake.rows(METRICS) if row["dimension"] == "overall")
    assert model["status"] == "NO_SIGNAL"
    assert abs(overall["auc"] - 0.5) < 3 * overall["auc_error"]
    rows = lake.rows(PREDICTIONS)
    assert {row["prediction_probability"] for row in rows} == {None}
    assert sum(row["is_selected"] for row in rows) == STUDENTS // 5

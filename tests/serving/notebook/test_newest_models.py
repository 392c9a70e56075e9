"""The newest models as notebooks show them: by their version, and with no figure of few."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report_lake import MODEL, Rows, district, written

pytest.importorskip("matplotlib", reason="the extra [notebooks] is not installed")
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
from edulake.config.load import load
from edulake.ml.tables.audit import CALIBRATION, FAIRNESS, METRICS
from edulake.ml.tables.models import MODELS
from edulake.serving.notebook import Lakehouse, early_warning, newest_models
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.questions import models as questions

pytestmark = pytest.mark.once


def opened(folder: Path, rows: Rows) -> Lakehouse:
    return Lakehouse(load(None, str(written(folder / "warehouse", rows))), {})


def models_of() -> Rows:
    """The models of a district, with what was found out about them."""
    return {table: rows for table, rows in district(10).items() if any("model_version" in row for row in rows)}


def changed(rows: Rows, table: Any, **values: Any) -> Rows:
    return {**rows, table: [{**row, **values} for row in rows[table]]}


def exhibit(lake: Lakehouse, question: Any) -> Exhibit:
    return dict(early_warning.models(lake).parts)[question.asks]


def test_precision_is_told(tmp_path: Path) -> None:
    lake = opened(tmp_path, models_of())
    assert [row["precision_at_capacity"] for row in newest_models.newest(lake)] == [0.8]
    assert exhibit(lake, questions.JUDGED).rows[0][-1] == 0.8
    assert early_warning.interventions(lake).rows[0][1] == 0.8


@pytest.mark.parametrize("precision", [0.95, 0.05], ids=["few of the listed are good", "few of them are bad"])
def test_precision_of_few_is_not_told(tmp_path: Path, precision: float) -> None:
    """Not beside what else is known of the model, nor as what help is worth."""
    lake = opened(tmp_path, changed(models_of(), METRICS, precision_at_capacity=precision))
    shown = exhibit(lake, questions.JUDGED)
    assert shown.rows[0][-1] is None
    assert shown.rows[0][shown.columns.index("n")] == 400
    assert early_warning.interventions(lake).rows == []


def test_figures_of_few_outcomes_are_not_told(tmp_path: Path) -> None:
    [row] = newest_models.newest(opened(tmp_path, changed(models_of(), METRICS, positives=9)))
    assert {row[name] for name in newest_models.FIGURES} == {None}


def test_rows_are_those_of_a_model_by_its_version(tmp_path: Path) -> None:
    """Of two that are called alike in few digits, each has its own."""
    rows = models_of()
    older = {"model_version": "course_result-41-x"}
    both = {table: [*of, *[{**row, **older} for row in of]] for table, of in rows.items()}
    both[MODELS] = [rows[MODELS][0], {**rows[MODELS][0], **older, "share": Decimal("0.41")}]
    lake = opened(tmp_path, both)
    told = questions.FAIRNESS.told
    for model in newest_models.newest(lake):
        assert {row["model_version"] for row in newest_models.of(model, lake.rows(told))} == {model["model_version"]}
    best = newest_models.best(lake)
    assert best
    assert exhibit(lake, questions.FAIRNESS).says.startswith(newest_models.name(best))
    assert len(exhibit(lake, questions.FAIRNESS).rows) == 2
    assert exhibit(lake, questions.CALIBRATION).figure is not None


@pytest.mark.parametrize("shares", [("0.40", "course result at 40%"), (None, "course result")])
def test_a_model_is_called_by_its_problem(shares: tuple[str | None, str]) -> None:
    share, name = shares
    assert newest_models.name({"problem": "course_result", "share": Decimal(share) if share else None}) == name


def test_a_group_as_often_overlooked_as_the_largest_is_in_the_picture(tmp_path: Path) -> None:
    """Its ratio is one in the digits that are shown; the largest group is no group beside itself."""
    rows = models_of()
    rows[FAIRNESS] = [{**row, "fnr_ratio": 1.0004} if row["group"] == "M" else row for row in rows[FAIRNESS]]
    assert "of 1 groups" in exhibit(opened(tmp_path, rows), questions.FAIRNESS).says


def test_models_without_calibration_say_so(tmp_path: Path) -> None:
    rows = {table: of for table, of in models_of().items() if table != CALIBRATION}
    lake = opened(tmp_path, {**rows, CALIBRATION: [{**MODEL, "bin": 1, "n": 9, "predicted": 0.5, "observed": 0.5}]})
    assert exhibit(lake, questions.CALIBRATION).says == "No model has been calibrated yet."

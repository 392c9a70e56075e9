"""What the notebooks show: nothing at all of an empty lakehouse, the same by Spark and delta-rs, and all in six files."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lake import MONDAY, Lake, record
from pyspark.sql import SparkSession
from small_warehouse import runs
from written import write

from edulake.config.load import load
from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.ml.tables import audit
from edulake.ml.tables import models as tables
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ops.tables import JOB_RUNS
from edulake.serving import query
from edulake.serving.notebook import Exhibit, Lakehouse
from edulake.serving.notebook import __main__ as command
from edulake.serving.notebook.exhibit import Exhibits
from edulake.serving.notebook.source import cells
from edulake.serving.query.spark import SparkView
from edulake.serving.questions.models import CALIBRATION, FAIRNESS, IMPORTANCE, JUDGED
from edulake.serving.questions.operations import BALANCE
from edulake.store.small_frame import as_frame

pytest.importorskip("matplotlib", reason="the extra [notebooks] is not installed")

TOLD = {"student": "", "question": "SELECT count(*) AS n FROM silver.student_assessments_clean", "identified": "no"}
CANARY = "STU7-canary"
FITTED = ((Decimal("0.2"), "NO_SIGNAL", 0.61), (Decimal("0.4"), "READY", 0.86))


def questions() -> list[tuple[str, str]]:
    """Module and function of every cell that shows something."""
    asked = [cell for path in command.chosen(None) for cell in cells(path.read_text()) if cell.endswith("(lake)")]
    return [(parts[0], parts[1]) for cell in asked if (parts := cell.removesuffix("(lake)").split("."))]


def ask(lake: Lakehouse, module: str, question: str) -> Any:
    return getattr(import_module(f"edulake.serving.notebook.{module}"), question)(lake)


def exhibits(it: Exhibit | Exhibits) -> list[Exhibit]:
    return [it] if isinstance(it, Exhibit) else [exhibit for _, exhibit in it.parts]


@pytest.fixture(scope="module")
def filled(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Results of two systems, days of attendance, a model without signal, one that is READY, and a list of each."""
    lake = Lake(spark, tmp_path_factory.mktemp("notebook"))
    results = [
        record(assessment_id=f"A{n}", student_id=CANARY, score=f"{40 + n}", engagement_score=str(30 + n), subject="Art")
        for n in range(40)
    ]
    lake.deliver_json("lms_system_a/1.jsonl", *results, record(student_id=None), record(assessment_id="B", score="x"))
    days = "".join(f"{CANARY},2024-09-{day:02d},{'Absent' if day % 3 else 'Present'}\n" for day in range(2, 28))
    lake.deliver("school_files/2024-10-01/attendance.csv", f"student_id,date,status\n{days}")
    lake.run()
    for model in FITTED:
        for table, of_table in modelled(*model).items():
            plain = [
                {
                    name: str(value) if isinstance(value, Decimal | dt.date) and value is not MONDAY else value
                    for name, value in values.items()
                }
                for values in of_table
            ]
            rows = [complete(table, values) for values in plain]
            lake.store.append(table, as_frame(lake.spark, rows, table.struct()))
    return lake


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Models, lists and the ledger alone, written without Spark."""
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    folder = tmp_path_factory.mktemp("small") / "warehouse"
    write(folder, JOB_RUNS, *runs())
    for model in FITTED:
        for table, of_table in modelled(*model).items():
            write(folder, table, *of_table)
    return load(None, str(folder))


def modelled(share: Decimal, status: str, auc: float) -> dict[Table, list[dict[str, Any]]]:
    """A model, its figures, and a list with one selected student: rows of each table."""
    version = {"model_version": f"course_result-{share}-abc"}
    figures = {"n": 500, "positives": 200, "base_rate": 0.4, "auc": auc, "auc_error": 0.01, "rule_auc": 0.6}
    group = {"attribute": "gender", "flag_rate": 0.3}
    ends = ("fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")
    largest = {
        "group": "M",
        "n": 300,
        "positives": 120,
        "fnr": 46 / 120,
        **dict(zip(ends, (1.0, 0.8, 1.2), strict=True)),
    }
    other = {"group": "F", "n": 200, "positives": 80, "fnr": 0.5, **dict(zip(ends, (1.3, 1.1, 1.5), strict=True))}
    risk: dict[str, Any] = {"risk_band": "High", "rank": 1, "is_selected": True, "first_reason": "work is missing"}
    judged = {"dimension": "overall", "value": "all", "precision_at_capacity": 0.8, "flagged": 150}
    rows: dict[Table, list[dict[str, Any]]] = {
        tables.MODELS: [{"problem": "course_result", "share": share, "status": status, "algorithm": "forest"}],
        audit.METRICS: [{**judged, **figures}],
        audit.CALIBRATION: [{"bin": 1, "n": 50, "predicted": 0.2, "observed": 0.3}],
        audit.IMPORTANCE: [{"feature": "mean_score", "concept": "scores", "auc_lost": 0.05}],
        audit.FAIRNESS: [{**group, **largest}, {**group, **other}],
        PREDICTIONS: [{"student_id": CANARY, "as_of_date": MONDAY.date(), "class_id": "AAA", **risk}],
    }
    of_model = {**version, "processing_timestamp": MONDAY}
    return {table: [{**of_model, **values} for values in of_table] for table, of_table in rows.items()}


def complete(table: Table, values: dict[str, Any]) -> tuple[Any, ...]:
    """A row of the table; required columns without a value are empty."""
    empty = {"STRING": "", "ARRAY<STRING>": [], "TIMESTAMP": MONDAY, "DATE": "2025-01-06", "BOOLEAN": False}
    required = {c.name: empty.get(c.type, 0) for c in table.columns if not c.nullable}
    return tuple({**required, **values}.get(name) for name in table.column_names)


@pytest.fixture
def by_spark(filled: Lake, monkeypatch: pytest.MonkeyPatch) -> Lakehouse:
    monkeypatch.setattr(query, "without_spark", lambda _: False)
    lake = Lakehouse(filled.settings, TOLD)
    assert isinstance(lake.view, SparkView)
    return lake


@pytest.mark.slow
def test_every_question_has_an_answer_in_spark(by_spark: Lakehouse, filled: Lake) -> None:
    """On Spark 3.5 as well, which is what AIDP runs; and where delta-rs is installed, it says the same."""
    shown = {(module, question): ask(by_spark, module, question) for module, question in questions()}
    unanswered = [
        question
        for (_, question), it in shown.items()
        for one in exhibits(it)
        if one.says.startswith("Nothing to show yet")
    ]
    of_a_district = ["people", "learning", "curriculum", "wellbeing", "voices", "operations", "money"]
    of_languages = ["learners", "coming_back", "lessons_and_topics", "segments", "experiments"]
    assert unanswered == [*of_a_district, "drift", *of_languages], "each once: no source is a district or teaches any"
    assert all(CANARY not in repr(it) for it in shown.values()), "a student is named unasked"
    if find_spec("deltalake") is None:  # it is installed beside Spark 4.2 only
        return
    from edulake.serving.query.delta_rs import DeltaRsView

    by_spark.view = DeltaRsView(filled.settings)
    for (module, question), it in shown.items():
        assert repr(ask(by_spark, module, question)) == repr(it), question


@pytest.mark.once
def test_figures_are_honest(small: Settings) -> None:
    lake = Lakehouse(small, TOLD)
    balance = dict(ask(lake, "silver", "operations").parts)[BALANCE.asks]
    assert balance.says == "Off balance: sis off by 1."
    assert [(row[0], row[-1]) for row in balance.rows] == [("lms", "exact"), ("sis", "off by 1")]
    of_models = dict(ask(lake, "early_warning", "models").parts)
    models = of_models[JUDGED.asks].says
    assert models == "1 of 2 models may show probabilities. course result at 20% is NO_SIGNAL: its list is the rule's."
    assert of_models[IMPORTANCE.asks].says.startswith("course result at 40% leans on mean score")
    assert "1 of 1 groups are overlooked" in of_models[FAIRNESS.asks].says
    assert of_models[CALIBRATION.asks].figure is not None
    worth = ask(lake, "early_warning", "interventions")
    assert worth.says.startswith("ASSUMPTIONS: ")
    assert worth.rows[0][2] == pytest.approx(500 / (0.8 * 10_000))


@pytest.mark.once
def test_a_student_is_named_where_asked_for_only(small: Settings) -> None:
    def list_(identified: str) -> str:
        return repr(ask(Lakehouse(small, {**TOLD, "identified": identified}), "early_warning", "top_of_the_list"))

    assert (CANARY in list_("yes"), CANARY in list_("no")) == (True, False)


@pytest.mark.once
@pytest.mark.parametrize(("module", "question"), questions())
def test_an_empty_lakehouse_shows_words(tmp_path: Path, module: str, question: str) -> None:
    if question == "answer":
        pytest.skip("a question of one's own names its tables")
    it = ask(Lakehouse(load(None, str(tmp_path / "none")), TOLD), module, question)
    assert all(one.figure is None and one.says for one in exhibits(it))
    assert exhibits(it)


@pytest.mark.once
def test_what_is_shown_is_html_with_a_picture_and_no_markup_of_others(small: Settings) -> None:
    html = ask(Lakehouse(small, TOLD), "early_warning", "models")._repr_html_()
    assert "<h3>May the early warning be believed?</h3>" in html
    assert 'alt="1 of 2 models' in html
    assert 'src="data:image/png;base64,iVBOR' in html
    hostile = Exhibit("<b>", None, ("<i>", "n"), [("<script>", 1)])._repr_html_()
    assert "&lt;b&gt;" in hostile
    assert "<script>" not in hostile


@pytest.mark.once
@pytest.mark.slow
def test_all_six_run_from_end_to_end(filled: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By papermill, as `./spark-submit.sh notebooks --run` does; one that fails sets the exit code."""
    pytest.importorskip("papermill", reason="the extra [notebooks] is not installed")
    given = [f"warehouse={filled.settings.warehouse}", f"student={CANARY}"]
    assert command.main(["--out", str(tmp_path), "--run", "--set", *given]) == 0, capsys.readouterr().err
    pictures = 0
    for path in sorted(tmp_path.glob("*.ipynb")):
        outputs = [o for cell in json.loads(path.read_text())["cells"] for o in cell.get("outputs", [])]
        assert {o["output_type"] for o in outputs} == {"execute_result"}, path.name
        pictures += sum("".join(o["data"].get("text/html", [])).count("data:image/png") for o in outputs)
    assert pictures == 17, "a cell that asks several questions has a picture of each"
    broken = ["--out", str(tmp_path), "--run", "--only", "05_explore", "--set", given[0], "question=SELECT nothing"]
    assert command.main(broken) == 1
    assert "05_explore.ipynb: failed" in capsys.readouterr().err

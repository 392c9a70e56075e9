"""The command line: exit codes, the last line, selections and dry runs."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from alert_servers import Hook, webhook
from lake import WITHOUT_WARNING, Lake, record
from pyspark.sql import SparkSession

import edulake
from edulake.errors import BalanceError
from edulake.jobs import bronze_ingest, gold_aggregate, pipeline, silver_cleanse, validate
from edulake.jobs.runner import main
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.job import Job
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Run
from edulake.ops.tables import JOB_RUNS
from edulake.store.store import Store

pytestmark = pytest.mark.once


@pytest.fixture
def delivered(lake: Lake) -> Lake:
    return deliver(lake)


def deliver(lake: Lake) -> Lake:
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(student_id="STU-secret", assessment_date="soon"))
    return lake


@pytest.fixture(scope="module")
def piped(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, dict[str, Any]]:
    """A lake that the pipeline was called for, and its last line."""
    lake = deliver(Lake(spark, tmp_path_factory.mktemp("piped")))
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert call(pipeline, lake, "--product", "student_performance_aggregates") == 0
    return lake, json.loads(out.getvalue().splitlines()[-1])


def call(job: Any, lake: Lake, *arguments: str) -> int:
    return job.main([*where(lake), *arguments])


def where(lake: Lake) -> list[str]:
    return ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing, "--conf", str(WITHOUT_WARNING)]


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_last_line_is_json(piped: tuple[Lake, dict[str, Any]]) -> None:
    _, line = piped
    assert line["status"] == "SUCCESS"
    assert line["run_id"]
    assert line["rows"] == {
        "files_new": 1,
        "delivered": 2,
        "accepted": 1,
        "quarantined": 1,
        "duplicate": 0,
        "stale": 0,
        "out_of_scope": 0,
    }
    assert line["tables"]["silver.student_assessments_clean"] == 1


def test_dry_run_writes_nothing(delivered: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(pipeline, delivered, "--dry-run") == 0
    assert "files 1 new (dry run)" in capsys.readouterr().err
    assert not list(Path(delivered.settings.warehouse).glob("*/*/_delta_log"))


@pytest.mark.parametrize(
    ("job", "arguments", "code", "says"),
    [
        (bronze_ingest, ["--source", "nobody"], 2, "no source is called nobody"),
        (bronze_ingest, ["--source", "oulad"], 5, "source oulad delivers nothing here"),
        (bronze_ingest, ["--landing", "/nowhere/at/all"], 5, "the landing folder does not exist"),
        (silver_cleanse, ["--subject", "astrology"], 2, "no subject is called astrology"),
        (gold_aggregate, ["--product", "gossip"], 2, "no product is called gossip"),
        (pipeline, ["--conf", "missing.toml"], 2, "cannot read missing.toml"),
    ],
)
def test_failures_have_a_code_and_a_reason(
    job: Any, arguments: list[str], code: int, says: str, delivered: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(job, delivered, *arguments) == code
    captured = capsys.readouterr()
    assert says in captured.err
    assert "Traceback" not in captured.err
    assert json.loads(captured.out.splitlines()[-1])["status"] == "FAILED"


@pytest.mark.parametrize(
    ("job", "wrong", "says"),
    [
        (pipeline, ["--nonsense"], "unrecognized arguments: --nonsense"),
        (pipeline, ["--warehouse"], "--warehouse: expected one argument"),
        (validate, ["--days", "soon"], "--days: invalid int value: 'soon'"),
    ],
)
def test_usage_errors_are_2(job: Any, wrong: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No session is started for them, and schedulers read the last line as they always do."""
    assert job.main(wrong) == 2
    captured = capsys.readouterr()
    assert says in captured.err.splitlines()[0]
    assert "--help" in captured.err
    line = json.loads(captured.out)
    assert (line["job"], line["status"], line["error"]) == (job.JOB.name, "FAILED", "CONFIG")


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        pipeline.main(["--help"])
    assert stopped.value.code == 0
    assert "--landing" in capsys.readouterr().out


def test_an_unwritable_warehouse_is_5(delivered: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    Path(delivered.settings.warehouse).write_text("a file is in the way")
    assert call(bronze_ingest, delivered) == 5
    assert "the warehouse cannot be written" in capsys.readouterr().err


def test_a_file_with_a_lost_record_is_taken_back_and_tried_again(
    delivered: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    """The balance compares two independent counts; here the write loses a row."""
    append = Store.append
    with pytest.MonkeyPatch.context() as patch:
        lossy = lambda self, table, rows, *rest, **how: append(self, table, rows.limit(1), *rest, **how)  # noqa: E731
        patch.setattr(Store, "append", lossy)
        assert call(bronze_ingest, delivered) == 0
    captured = capsys.readouterr()
    assert "2 records were delivered, 1 were written" in captured.err + captured.out
    assert json.loads(captured.out.splitlines()[-1])["status"] == "PARTIAL"
    assert call(bronze_ingest, delivered) == 0
    assert last_line(capsys)["rows"]["delivered"] == 2


def unbalanced(context: Context) -> list[Run]:
    """A job body that does its work, then finds a record of a student missing."""
    bronze_ingest.run(context)
    raise BalanceError("STU-secret is missing", "1 record came in, 0 were accounted for", "run it again")


def test_a_failed_run_is_recorded_once_and_without_values(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.deliver_json("lms_system_a/a.jsonl", record())
    job = Job("unbalanced", "Fails.", unbalanced)
    assert main.run_job(job, where(lake)) == 4
    run_id = last_line(capsys)["run_id"]
    [row] = [row for row in lake.rows(JOB_RUNS) if row["status"] != "SUCCESS"]
    assert (row["job"], row["run_id"], row["status"], row["error_code"]) == (
        "unbalanced",
        run_id,
        "FAILED",
        "UNBALANCED",
    )
    assert "STU-secret" not in str(row)
    assert main.run_job(job, [*where(lake), "--dry-run"]) == 4
    assert call(bronze_ingest, lake, "--source", "nobody") == 2
    assert len([row for row in lake.rows(JOB_RUNS) if row["status"] == "FAILED"]) == 1


def test_a_failure_that_cannot_be_recorded_hides_nothing(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger's folder holds something else; where there is no warehouse at all, none is made."""

    def fail(_: Context) -> list[Run]:
        raise BalanceError("does not balance")

    job = Job("unbalanced", "Fails.", fail)
    assert main.run_job(job, where(lake)) == 4
    assert not Path(lake.settings.warehouse).exists()
    ledger = Path(lake.settings.warehouse, "ops", "job_runs")
    ledger.parent.mkdir(parents=True)
    ledger.write_text("a file is in the way")
    assert main.run_job(job, where(lake)) == 4
    said = capsys.readouterr().err
    assert "could not be recorded" in said
    assert said.endswith("error: does not balance\n")


def test_errors_of_spark_keep_values_to_themselves(delivered: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: Any) -> None:
        delivered.spark.sql("SELECT raise_error('value STU-secret')").collect()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "merge", fail)
        assert call(pipeline, delivered) == 1
    captured = capsys.readouterr()
    assert "STU-secret" not in captured.err + captured.out
    assert "run again with --debug" in captured.err


def told_by(lake: Lake, job: Job, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a job whose alerts go to `hook`."""
    monkeypatch.setenv("HOOK", hook.url)
    conf = lake.landing.parent / "alerts.toml"
    conf.write_text('[alerts]\nattempts = 1\nwebhook = { url = "env:HOOK" }\n')
    return main.run_job(job, [*where(lake), "--conf", str(conf)])


def drifting(context: Context) -> list[Run]:
    context.alert(Alert("drift", "the assessment plan changed"))
    return [Run("drifting", run_id="run-of-the-body")]


def test_somebody_is_told(lake: Lake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what a job found, and of a failure, under the run's id; of a dry run nobody."""
    with webhook() as hook:
        assert told_by(lake, Job("drifting", "Finds drift.", drifting), hook, monkeypatch) == 0
        assert told_by(lake, Job("unbalanced", "Fails.", unbalanced), hook, monkeypatch) == 4
        run_id = last_line(capsys)["run_id"]
        job = Job("unbalanced", "Fails.", unbalanced)
        assert main.run_job(job, [*where(lake), "--conf", str(lake.landing.parent / "alerts.toml"), "--dry-run"]) == 4
    found, failed = hook.got
    assert (found["run_id"], found["alerts"][0]["what"]) == ("run-of-the-body", "the assessment plan changed")
    assert (failed["run_id"], failed["alerts"][0]["kind"]) == (run_id, "unbalanced")


def test_an_alert_never_changes_how_a_job_ends(
    lake: Lake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook(500) as hook:
        assert told_by(lake, Job("drifting", "Finds drift.", drifting), hook, monkeypatch) == 0
        captured = capsys.readouterr()
        assert "alert   not sent by webhook: HTTP 500" in captured.err
        assert json.loads(captured.out)["status"] == "SUCCESS"
        assert told_by(lake, Job("unbalanced", "Fails.", unbalanced), hook, monkeypatch) == 4


def test_start_registers_the_tables(piped: tuple[Lake, dict[str, Any]], spark: SparkSession) -> None:
    session = edulake.start(piped[0].settings.warehouse)
    assert session.sql("SELECT count(*) FROM silver.student_assessments_clean").first()[0] == 1
    assert session.sql("SELECT count(*) FROM ops.quarantine").first()[0] == 1
    masked = session.table("masked.silver_student_assessments_clean")
    assert masked.count() == 1
    assert "score_raw" not in masked.columns
    assert session is spark

"""Lines for people and for programs: the same events, every field in each line, and no word that may name a student."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from lake import WITHOUT_WARNING, Lake, record

from edulake.errors import BalanceError, EdulakeError
from edulake.jobs import bronze_ingest, pipeline
from edulake.jobs.runner.log import FIELDS, Log
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once

CANARIES = ("Zebulon", "STU-secret-7744", "77.77")
ERROR = BalanceError("lms does not balance", "3 came in, 2 were accounted for", "report this")
ALERT = Alert("refused", "2 files of lms were refused", "FILE_CORRUPT 2", "see the command quarantine")


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_people_read_words(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log("pipeline", "p1")
    log.say("bronze  lms: no delivery")
    log.complain("alert   not sent by webhook: HTTP 500")
    log.failed(ERROR)
    log.event("started", "pipeline starts")
    log.entered(Run("silver_cleanse", entries=[Entry("silver.a", records_in=1)]))
    log.alerted(ALERT)
    lines = ["bronze  lms: no delivery", "alert   not sent by webhook: HTTP 500", *ERROR.lines()]
    assert capsys.readouterr().err.splitlines() == lines


def test_programs_read_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log("pipeline", "p1", as_json=True)
    log.say("bronze  lms, Zebulon.csv: FILE_CORRUPT")
    log.event("started", "pipeline starts")
    run = Run("silver_cleanse", "r1")
    run.entries = [
        Entry("silver.a", source_system="lms", records_in=3, accepted=2, quarantined=1, note="Zebulon", milliseconds=9),
        Entry("silver.b", source_system="lms", records_in=0, accepted=0),
    ]
    run.is_done_in_part("SNAPSHOT_SHRUNK")
    log.entered(run)
    log.alerted(ALERT)
    log.complain("alert   not sent by webhook: HTTP 500")
    log.failed(ERROR)
    log.failed(EdulakeError("held", ""), event="waits", level="WARNING")
    lines = said(capsys)
    assert all(tuple(line) == FIELDS for line in lines)
    assert {(line["pipeline"], line["pipeline_run_id"]) for line in lines} == {("pipeline", "p1")}
    assert all(dt.datetime.fromisoformat(line["timestamp"]).tzinfo == dt.UTC for line in lines)
    told = [(line["level"], line["event"], line["error_code"]) for line in lines]
    assert told == [
        ("INFO", "started", None),
        ("WARNING", "table", "SNAPSHOT_SHRUNK"),
        ("WARNING", "done", "SNAPSHOT_SHRUNK"),
        ("WARNING", "alert", "REFUSED"),
        ("WARNING", "warning", None),
        ("ERROR", "failed", "UNBALANCED"),
        ("WARNING", "waits", "UNEXPECTED"),
    ]
    table = lines[1]
    assert (table["activity"], table["run_id"], table["table"], table["source"]) == (
        "silver_cleanse",
        "r1",
        "silver.a",
        "lms",
    )
    assert table["counts"] == {"records_in": 3, "accepted": 2, "quarantined": 1, "milliseconds": 9}
    assert lines[5]["message"] == "lms does not balance: 3 came in, 2 were accounted for"
    assert "Zebulon" not in str(lines)


def test_a_pipeline_says_what_it_did_and_names_nobody(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """Canaries are in rows, in a file's name, in a file that is refused and in its folder."""
    lake.deliver_json("lms_system_a/Zebulon.jsonl", record(student_id="STU-secret-7744", score="77.77"))
    lake.deliver_json("lms_system_a/b.jsonl", record(assessment_id="STU-secret-7744", assessment_date="Zebulon"))
    lake.deliver("lms_system_a/Zebulon/Zebulon.jsonl.gz", b"STU-secret-7744, no archive")
    lake.deliver("Zebulon/a.csv", "STU-secret-7744")
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    where += ["--conf", str(WITHOUT_WARNING), "--product", "student_performance_summary"]
    assert pipeline.main([*where, "--log-json"]) == 0
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert [line["event"] for line in lines].count("done") == 3
    assert {line["activity"] for line in lines if line["event"] == "table"} == {
        "bronze_ingest",
        "silver_cleanse",
        "gold_aggregate",
    }
    [alert] = [line for line in lines if line["event"] == "alert"]
    assert (alert["error_code"], alert["message"]) == (
        "REFUSED",
        "1 files of lms_system_a were refused: FILE_CORRUPT 1",
    )
    [facts] = [line for line in lines if line["table"] == "silver.student_assessments_clean"]
    assert (facts["counts"]["accepted"], facts["counts"]["quarantined"], facts["source"]) == (1, 1, "lms_system_a")
    assert [word for word in CANARIES if word in captured.err + captured.out] == []


def test_settings_ask_for_json_and_failures_are_said_so(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    conf = Path(lake.landing.parent, "logs.toml")
    conf.write_text("[logs]\nformat = 'json'\n")
    assert (
        bronze_ingest.main(["--conf", str(conf), "--landing", "/nowhere", "--warehouse", lake.settings.warehouse]) == 5
    )
    started, alert, failed = said(capsys)
    assert (started["event"], alert["event"], failed["level"], failed["error_code"]) == (
        "started",
        "alert",
        "ERROR",
        "UNREADABLE",
    )
    assert "Traceback" not in failed["message"]

"""Files that a run does without: said once for equal ones, told without their names, written down by their rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, Desk, ReadingStore, landed

from edulake.errors import ShrunkError
from edulake.jobs.steps.ingest import refusing
from edulake.jobs.steps.ingest.refusing import CHANGED, file_refusal, refusal_alert, unread_files
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal
from edulake.ops.runs import Run
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once

ODD = Refusal("FILE_ENCODING", "export as UTF-8")


def test_equal_files_are_refused_as_one(tmp_path: Path) -> None:
    first, second, third = landed(tmp_path, **{"a.csv": "x", "b.csv": "x", "c\x1b.csv": "y"})
    desk = Desk(ReadingStore(tmp_path))
    rules = dict.fromkeys((first, second, third), "rules")
    assert desk.quarantine.refuse("school", PLAIN, [(first, ODD), (second, ODD), (third, CHANGED)], rules) == 2
    assert desk.said[0] == "bronze  school, school/a.csv: FILE_ENCODING, export as UTF-8"
    assert "\x1b" not in desk.said[1]
    [alert] = desk.alerts
    assert (alert.kind, alert.what) == ("refused", "2 files of school were refused")
    assert desk.quarantine.refuse("school", PLAIN, [(first, ODD), (second, ODD)], {first: "1", second: "2"}) == 2
    assert desk.run.status == "SUCCESS", "the others are loaded"


def test_nothing_refused_is_nothing_said(tmp_path: Path) -> None:
    desk = Desk(ReadingStore(tmp_path))
    assert desk.quarantine.refuse("school", PLAIN, [], {}) == 0
    assert (desk.said, desk.alerts) == ([], [])


def test_a_snapshot_that_is_done_without_makes_the_run_a_part(tmp_path: Path) -> None:
    desk = Desk(ReadingStore(tmp_path))
    desk.quarantine.do_without(ShrunkError("x.csv was refused", "it lacks 80%", "deliver it again"))
    assert (desk.run.status, desk.run.error_code) == ("PARTIAL", "SNAPSHOT_SHRUNK")
    assert "x.csv was refused" in desk.said[0]
    [alert] = desk.alerts
    assert (alert.kind, alert.what) == ("partial", "bronze_ingest did without a snapshot: x.csv was refused")
    assert (alert.why, alert.fix) == ("it lacks 80%", "deliver it again")


def test_what_is_told_names_reasons_and_no_file() -> None:
    alert = refusal_alert("sis", ["FILE_CORRUPT", "FILE_CHANGED", "FILE_CORRUPT", "SNAPSHOT_SHRUNK"])
    assert alert
    assert (alert.what, alert.why) == ("3 files of sis were refused", "FILE_CHANGED 1, FILE_CORRUPT 2")
    assert refusal_alert("sis", ["SNAPSHOT_SHRUNK"]) is None, "it has an alert of its own"
    assert refusal_alert("sis", []) is None


def test_a_refusal_is_known_by_source_table_content_and_rules(tmp_path: Path) -> None:
    [file] = landed(tmp_path, **{"a.csv": "x"})
    run = Run("bronze_ingest")

    def row(source: str = "school", table: str = "bronze.x_raw", rules: str = "1") -> dict[str, Any]:
        values = file_refusal(file, ODD, source, table, rules, run)
        return dict(zip(QUARANTINE.column_names, values, strict=True))

    first = row()
    assert (first["source_file"], first["source_file_bytes"], first["payload_form"]) == ("school/a.csv", 1, "file")
    assert (first["status"], first["reason_codes"], first["raw_payload"]) == ("OPEN", ["FILE_ENCODING"], None)
    assert (first["quarantined_at"], first["rule_version"], first["subject"]) == (run.started_at, "1", "bronze.x_raw")
    others = [row("other"), row(table="bronze.y_raw"), row(rules="2")]
    assert len({other["quarantine_id"] for other in (first, *others)}) == 4
    assert row()["quarantine_id"] == first["quarantine_id"], "it is written once, however often it is met"


def test_files_that_spark_fails_to_read_are_found_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = landed(tmp_path, **{"bad.csv": "x", "empty.csv": "", "good.csv": "y", "moving.csv": "z"})
    asked = []

    def read(_: object, readable: list[ReadableFile], *others: object) -> Any:
        asked.append(readable[0].file.name)
        raise RuntimeError("of STU7")

    monkeypatch.setattr(refusing, "read_records", read)
    monkeypatch.setattr(refusing, "has_changed", lambda file: "moving" in file.name)
    store: Any = type("Store", (), {"spark": None})()
    readable = [ReadableFile(file, Profile("lines", int("empty" not in file.name)), file.path) for file in files]
    found = {file.name: why.code for file, why in unread_files(store, PLAIN, readable)}
    assert "school/empty.csv" not in asked
    assert found == {
        "school/bad.csv": "FILE_UNREADABLE",
        "school/good.csv": "FILE_UNREADABLE",
        "school/moving.csv": "FILE_CHANGED",
    }

"""ops.deliveries stays true after any history of bronze, and nothing is loaded twice or lost for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from lake import MONDAY, Lake, record
from pyspark.sql import DataFrame

from edulake.errors import BalanceError, ContractError
from edulake.jobs import bronze_ingest
from edulake.jobs.steps.ingest import load as loading
from edulake.jobs.steps.ingest.sifted import Load
from edulake.landing.files import listing as landing_files
from edulake.ops.loads import Said
from edulake.ops.runs import Run
from edulake.ops.tables import DELIVERIES, JOB_RUNS
from edulake.silver.learning.assessments import ASSESSMENTS
from edulake.silver.wellbeing.attendance import ATTENDANCE

pytestmark = pytest.mark.once

RAW = ASSESSMENTS.form.table
PRESENCE = """
[sources.presence]
subject = "attendance"
files = "**/*.csv"
format = "csv"
[sources.presence.columns]
student_id = "student"
date = "day"
status = "status"
"""


def deliver(lake: Lake, *numbers: int) -> None:
    for number in numbers:
        lake.deliver_json(f"lms_system_a/{number}.jsonl", record(assessment_id=str(number), score=str(60 + number)))


def new(lake: Lake) -> int | None:
    return lake.ingest(source=["lms_system_a"]).entries[0].files_new


def batches(lake: Lake) -> dict[str, int]:
    rows = lake.rows(RAW, "raw_assessment_id", "batch_number")
    assert len({row["raw_assessment_id"] for row in rows}) == len(rows), "a file was loaded twice"
    return {row["raw_assessment_id"]: row["batch_number"] for row in rows}


def statuses(lake: Lake) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in lake.rows(DELIVERIES, "source_file", "status"):
        found.setdefault(Path(row["source_file"]).stem, set()).add(row["status"])
    return found


def sql(lake: Lake, statement: str) -> None:
    lake.spark.sql(statement.format(raw=lake.store.name(RAW), deliveries=lake.store.name(DELIVERIES)))


def test_bronze_with_a_history(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """One table, and one thing after the other that happens to it: making it costs most of the time."""
    for number in (1, 2, 3, 4, 5):
        deliver(lake, number)
        assert new(lake) == 1
    assert batches(lake) == {str(number): number for number in (1, 2, 3, 4, 5)}
    [row] = [row for row in lake.rows(DELIVERIES) if row["source_file"] == "lms_system_a/3.jsonl"]
    assert (row["batch_number"], row["records"], row["status"], row["bronze_version"]) == (3, 1, "HELD", 3)
    assert row["source_file_modified_at"] == row["delivered_at"]

    def never(*_: object) -> None:
        raise AssertionError("a file was hashed again, or bronze was read")

    with monkeypatch.context() as patched:
        patched.setattr(landing_files, "digest", never)
        patched.setattr("edulake.jobs.steps.ingest.ledger.in_bronze", never)
        versions = lake.versions()
        assert new(lake) == 0
        assert lake.versions() == versions, "a run without news writes nothing"

    sql(lake, "DELETE FROM {raw} WHERE raw_assessment_id = '2'")
    assert new(lake) == 0, "what was deleted does not come back"

    sql(lake, "RESTORE TABLE {raw} TO VERSION AS OF 1")
    assert new(lake) == 4, "all that the RESTORE took away; what it brought back is there"
    assert batches(lake) == {"1": 1, "2": 6, "3": 6, "4": 6, "5": 6}, "no number is used again: silver counts by them"
    assert statuses(lake)["3"] == {"LOST", "HELD"}
    assert new(lake) == 0

    sql(lake, "DELETE FROM {raw} WHERE raw_assessment_id = '1'")
    before = lake.store.version(RAW)
    deliver(lake, 6)
    assert new(lake) == 1
    sql(lake, f"RESTORE TABLE {{raw}} TO VERSION AS OF {before}")
    assert new(lake) == 1, "the load after it; what was deleted before it stays away"
    assert set(batches(lake)) == {"2", "3", "4", "5", "6"}

    shutil.rmtree(lake.store.location(DELIVERIES))
    sql(lake, "RESTORE TABLE {raw} TO VERSION AS OF 2")
    assert new(lake) == 4, "without a ledger, from the history and bronze"
    assert set(batches(lake)) == {"1", "2", "3", "4", "5", "6"}
    assert new(lake) == 0

    shutil.rmtree(lake.store.location(RAW))
    assert new(lake) == 6, "the table is gone, and its files are loaded again"
    assert new(lake) == 0
    assert set(batches(lake)) == {"1", "2", "3", "4", "5", "6"}


@pytest.mark.slow
def test_bronze_of_before_there_were_deliveries(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commits of older versions say nothing: bronze is asked once."""
    with monkeypatch.context() as patched:
        patched.setattr(Said, "text", lambda _: None)
        for number in (1, 2, 3):
            deliver(lake, number)
            assert new(lake) == 1, "a platform that keeps no text with a commit"
    shutil.rmtree(lake.store.location(DELIVERIES))
    sql(lake, "RESTORE TABLE {raw} TO VERSION AS OF 1")
    assert new(lake) == 2
    assert batches(lake) == {"1": 1, "2": 13, "3": 13}, "Delta alone knows of the numbers 2 and 3"
    assert {row["batch_number"] for row in lake.rows(DELIVERIES, "batch_number")} == {1, 13}
    assert new(lake) == 0


@pytest.mark.more
def test_a_folder_that_is_no_table(lake: Lake) -> None:
    """A run that was killed before the first commit is repaired; other people's data is left alone, and named."""
    folder = Path(lake.store.location(RAW))
    (folder / "_delta_log").mkdir(parents=True)
    deliver(lake, 1)
    assert not lake.store.exists(RAW)
    assert new(lake) == 1
    shutil.rmtree(folder / "_delta_log")
    with pytest.raises(ContractError, match="cannot be made"):
        new(lake)
    shutil.rmtree(folder)
    lake.spark.sql(f"CREATE TABLE {lake.store.name(RAW)} (raw_student_id STRING) USING delta")
    with pytest.raises(ContractError, match="not a table of its contract"):
        new(lake)


@pytest.mark.more
def test_a_source_that_does_not_balance_takes_back_itself_alone(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(lake, 1)
    header = "ResultId,StudentRef,SubjectName,TestDate,Points,Grade,DurationMin,Engagement,LastChanged\n"
    lake.deliver("assessment_platform_b/b.csv", header + "b1,STU1,Art,01/05/2024,50,4,30,70,2024-01-06 00:00:00\n")
    read = Load.rows

    def losing(load: Load, store: Any) -> DataFrame:
        rows = read(load, store)
        return rows.where("false") if load.source == "assessment_platform_b" else rows

    arguments = ["--warehouse", lake.settings.warehouse, "--landing", str(lake.landing)]
    with monkeypatch.context() as patched:
        patched.setattr(Load, "rows", losing)
        # Of many files a commit does not name them all: then only the source is known.
        patched.setattr(loading, "_files", lambda _: None)
        assert bronze_ingest.main(arguments) == 4
    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[-1])["error"] == BalanceError.code
    assert "assessment_platform_b into bronze.student_assessments_raw does not balance" in said.err
    assert set(batches(lake)) == {"1"}
    entries = {row["source_system"]: row for row in lake.rows(JOB_RUNS) if row["table_name"] == str(RAW)}
    assert (entries["lms_system_a"]["status"], entries["lms_system_a"]["batch_to"]) == ("PARTIAL", 1)
    assert (entries["assessment_platform_b"]["records_in"], entries["assessment_platform_b"]["batch_to"]) == (0, None)
    assert {row["status"] for row in lake.rows(JOB_RUNS)} == {"PARTIAL", "FAILED"}
    assert bronze_ingest.main(arguments) == 0
    assert set(batches(lake)) == {"1", "b1"}


@pytest.mark.more
def test_the_day_of_a_delivery_is_part_of_what_it_says(lake: Lake) -> None:
    """Absent, Present, and on the third day the bytes of the first: in any order, the last word is Absent."""
    lake = lake.configured(PRESENCE)
    words = {"1": "Absent", "2": "Present", "3": "Absent"}
    said = {day: f"student,day,status\nA,2025-01-01,{word}\n" for day, word in words.items()}
    for day in "312":
        lake.deliver(f"presence/2025-01-0{day}/p.csv", said[day])
        if day != "1":
            lake.ingest(source=["presence"])
            lake.cleanse(subject=["attendance"])
    assert [row["status"] for row in lake.rows(ATTENDANCE.table, "status")] == ["Absent"]
    lake.deliver("presence/2025-01-03/again.csv", said["3"])
    [entry] = lake.ingest(source=["presence"]).entries
    assert (entry.files_new, entry.files_redelivered) == (0, 4)
    assert lake.frame(ATTENDANCE.form.table).count() == 3


ROSTER = """
[sources.roster]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
snapshot = true
[sources.roster.columns]
student_id = "student"
course_id = "course"
"""


def test_a_snapshot_that_shrank_is_a_part_refused_until_a_person_accepts_it(
    lake: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two courses of one student are two records: that all students are still there says little."""
    lake = lake.configured(ROSTER)
    lake.deliver("roster/2025-01-01/r.csv", "student,course\n" + "".join(f"S{n % 2},K{n}\n" for n in range(10)))
    lake.ingest(source=["roster"])
    lake.deliver("roster/2025-01-02/r.csv", "student,course\nS0,K0\nS1,K1\n")
    lake.deliver("roster/2025-01-02/broken.csv", b"\xff\xfe\x00")
    lake.deliver("roster/2025-01-02/broken too.csv", b"\xff\xfe\x00")
    deliver(lake, 1)
    arguments = ["--conf", str(lake.conf), "--warehouse", lake.settings.warehouse, "--landing", str(lake.landing)]
    assert bronze_ingest.main(arguments) == 0
    said = capsys.readouterr()
    last = json.loads(said.out.splitlines()[-1])
    assert (last["status"], last["error"], last["rows"]["delivered"]) == ("PARTIAL", "SNAPSHOT_SHRUNK", 1)
    assert "--accept-shrink roster" in said.err
    partial = [row for row in lake.rows(JOB_RUNS) if row["status"] == "PARTIAL"]
    assert {row["source_system"]: row["files_refused"] for row in partial if row["files_refused"]} == {"roster": 2}
    assert [row["reason_codes"] for row in lake.refused("reason_codes")] == [["FILE_ENCODING"], ["SNAPSHOT_SHRUNK"]]
    assert len({row["quarantine_id"] for row in lake.refused()}) == len(lake.refused()) == 2

    assert bronze_ingest.main([*arguments, "--accept-shrink", "nobody"]) == 2
    assert bronze_ingest.main([*arguments, "--accept-shrink", "roster"]) == 0
    [note] = [row["note"] for row in lake.rows(DELIVERIES, "note") if row["note"]]
    assert note == "accepted although it lacks 80% of the records of the snapshot before it"
    assert note in {row["note"] for row in lake.rows(JOB_RUNS)}


def test_an_alert_of_what_a_run_did_without(lake: Lake) -> None:
    lake = lake.configured(ROSTER)
    for day, students in (("01", "ABCD"), ("02", "A")):
        lake.deliver(f"roster/2025-01-{day}/r.csv", "student,course\n" + "".join(f"{s},K\n" for s in students), MONDAY)
    context = lake.context(source=["roster"])
    [run] = bronze_ingest.run(context)
    assert (run.status, run.error_code, context.failures) == ("PARTIAL", "SNAPSHOT_SHRUNK", [])
    [alert] = context.alerts
    assert (alert.kind, "lacks 75%" in alert.why) == ("partial", True)
    assert Run("x").status == "SUCCESS"

"""SIGKILL of the whole process group, at named points and at random times: the next run repairs everything."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lake import WITHOUT_WARNING, Lake, record
from pyspark.sql import SparkSession

from edulake.jobs import bronze_ingest
from edulake.ops.tables import QUARANTINE
from edulake.silver.learning.assessments import ASSESSMENTS

pytestmark = pytest.mark.kill
POINT = "after:merge:ops.quarantine"
# Of many answers; the others are made in the same way.
PRODUCTS = ["student_performance_aggregates", "class_daily_performance"]
CHOSEN = ["--product", *PRODUCTS]
MORE_POINTS = (
    "before:append:ops.deliveries",
    "after:append:ops.deliveries",
    "after:append:bronze.student_assessments_raw",
    "after:merge:silver.student_assessments_clean",
    "before:append:bronze.student_assessments_raw",
    "after:stage:facts",
    "after:merge:gold.student_performance_aggregates",
    "before:append:ops.job_runs",
    "after:stage:told",
    "after:merge:silver.students",
)


def deliver(lake: Lake, day: int) -> None:
    """Three systems a day: new facts, repeats, a correction of the day before, and what must be refused."""
    numbers = range(day * 10, day * 10 + 8)
    records = [record(assessment_id=str(n), score=str(60 + n % 40), student_id=f"STU{n % 5}") for n in numbers]
    newer = record(assessment_id=str(day * 10 - 3), score="99", updated_at="2024-05-01T00:00:00Z")
    lake.deliver_json(f"lms_system_a/2025-01-{day:02d}/a.jsonl", *records, records[0], newer, record(student_id=None))
    header = "ResultId,StudentRef,SubjectName,TestDate,Points,Grade,DurationMin,Engagement,LastChanged\n"
    lines = "".join(f"b{n},STU{n % 5},Art,01/05/2024,{50 + n % 50},4,30,70,2024-01-06 00:00:00\n" for n in numbers)
    lake.deliver(f"assessment_platform_b/2025-01-{day:02d}/b.csv", header + lines + "garbage\n")
    # A school's snapshot: each day one student moves to another class, and another one is missing.
    students = "".join(f"STU{n},Doe {n},C{n == day},4,,2024-09-01,Active\n" for n in range(10) if n != day + 4)
    header = "student_id,name,class_id,grade,email,enrollment_date,status\n"
    lake.deliver(f"school_files/2025-01-{day:02d}/students.csv", header + students)


@pytest.fixture(scope="module")
def first_day(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("first"))
    deliver(lake, 1)
    lake.run(product=PRODUCTS)
    deliver(lake, 2)
    return lake


@pytest.fixture(scope="module")
def undisturbed(first_day: Lake, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    lake = copied(first_day, tmp_path_factory.mktemp("undisturbed"))
    lake.run(product=PRODUCTS)
    return lake.state()


def copied(lake: Lake, folder: Path) -> Lake:
    shutil.copytree(lake.landing.parent, folder, dirs_exist_ok=True)
    return Lake(lake.spark, folder)


def check_repaired(lake: Lake, undisturbed: dict[str, Any]) -> None:
    lake.run(product=PRODUCTS)
    assert lake.state() == undisturbed
    bronze = lake.frame(ASSESSMENTS.form.table)
    assert bronze.count() == 2 * (8 + 3 + 8 + 1), "records were lost or doubled"
    assert bronze.select("source_system", "batch_number", "run_id").distinct().count() == 4
    for table in (ASSESSMENTS.form.table, QUARANTINE):
        lake.store.check(table)
    before = lake.versions()
    lake.run(product=PRODUCTS)
    assert lake.versions() == before


@pytest.mark.parametrize("point", [POINT, *[pytest.param(point, marks=pytest.mark.slow) for point in MORE_POINTS]])
def test_killed_at(point: str, first_day: Lake, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    lake = copied(first_day, tmp_path)
    assert lake.killed(point, "pipeline", *CHOSEN) == -signal.SIGKILL
    check_repaired(lake, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_killed_at_a_random_time(seed: int, first_day: Lake, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    lake = copied(first_day, tmp_path)
    lake.killed(f"seconds:{random.Random(seed).uniform(6, 40)}", "pipeline", *CHOSEN)
    check_repaired(lake, undisturbed)


@pytest.mark.slow
def test_two_at_once(first_day: Lake, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    """One works, the other waits or gives up with 3; nothing doubles."""
    lake = copied(first_day, tmp_path)
    command = [sys.executable, "-m", "edulake.jobs.pipeline", "--warehouse", lake.settings.warehouse]
    command += ["--landing", lake.settings.landing, "--conf", str(WITHOUT_WARNING), *CHOSEN]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    codes = sorted(process.wait() for process in running)
    assert codes in ([0, 0], [0, 3])
    check_repaired(lake, undisturbed)


def test_a_held_table_ends_with_3(first_day: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lake = copied(first_day, tmp_path)
    conf = tmp_path / "short.toml"
    conf.write_text("lock_timeout_seconds = 1\n")
    arguments = ["--conf", str(conf), "--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    with lake.store.locks.holding(str(ASSESSMENTS.form.table)):
        assert bronze_ingest.main(arguments) == 3
    said = capsys.readouterr()
    assert "is held by another run" in said.err
    assert '"error": "LOCKED"' in said.out.splitlines()[-1]

"""SIGKILL while somebody is erased: run again for them, no byte of them is left, and nobody comes back."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from erased import KEY, SECRET, run_erase
from every_byte import holding
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.governance import catalog
from edulake.ops.tables import ERASURES

pytestmark = [pytest.mark.once, pytest.mark.kill]
CONF = f'[erasure]\nkey = "env:{KEY}"\n'
GONE, NAME = "MMM5CANARY", "Mona Canaryson"
SUBJECTS, PRODUCTS = ["assessments"], ["student_performance_summary"]
RAW, CLEAN = "bronze.student_assessments_raw", "silver.student_assessments_clean"
SUMMARY = "gold.student_performance_summary"


def deliver(lake: Lake, day: int) -> None:
    of = [record(assessment_id=f"{day}-{who}", student_id=who, score=str(60 + day)) for who in ("A1", GONE, "Z9")]
    again = record(assessment_id=f"1-{GONE}", student_id=GONE, score="99", updated_at=f"2024-04-0{day}T00:00:00Z")
    torn = record(assessment_id="torn", student_id=GONE, assessment_date=f"soon, says {NAME}")
    lake.deliver_json(f"lms_system_a/2025-01-0{day}/a.jsonl", *of, again, torn)


@pytest.fixture(scope="module")
def before(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Two days of three students, with older images of rows in files and change feeds."""
    patch = pytest.MonkeyPatch()
    patch.setenv(KEY, SECRET)
    lake = Lake(spark, tmp_path_factory.mktemp("before")).configured(CONF)
    for day in (1, 2):
        deliver(lake, day)
        lake.run(subject=SUBJECTS, product=PRODUCTS)
    assert all(holding(Path(lake.settings.warehouse), [GONE, NAME], lake.spark).values())
    yield lake
    patch.undo()


def copied(lake: Lake, folder: Path) -> Lake:
    shutil.copytree(lake.landing.parent, folder, dirs_exist_ok=True)
    return Lake(lake.spark, folder).configured(CONF)


def check_erased(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Path(lake.settings.warehouse)
    run_erase(lake, monkeypatch, student=[GONE])
    assert not any(holding(warehouse, [GONE, NAME], lake.spark).values())
    assert [row["status"] for row in lake.rows(ERASURES, "status")] == ["DONE"]
    versions = lake.versions()
    lake.run(subject=SUBJECTS, product=PRODUCTS)
    assert lake.versions() == versions, "the versions that it left are recorded"
    for table in lake.store.existing(catalog.TABLES):
        lake.store.check(table)

    deliver(lake, 3)
    ingested, *_ = lake.run(subject=SUBJECTS, product=PRODUCTS)
    assert sum(entry.erased or 0 for entry in ingested.entries) == 3
    assert not any(holding(warehouse, [GONE, NAME], lake.spark).values())
    assert {row["student_id"] for row in lake.facts("student_id")} == {"A1", "Z9"}


POINT = f"after:remove:{RAW}"
MORE_POINTS = [
    "before:merge:ops.erasures",
    "after:merge:ops.erasures",
    "after:remove:ops.quarantine",
    f"before:remove:{CLEAN}",
    f"after:merge:{SUMMARY}",
    f"before:_rewrite:{CLEAN}",
    f"before:cluster_again:{CLEAN}",
    f"after:_vacuum:{RAW}",
    f"after:_vacuum:{SUMMARY}",
    f"after:_checkpoint:{CLEAN}",
    f"before:_is_cut_off:{CLEAN}",
    f"after:_is_cut_off:{SUMMARY}",
]


@pytest.mark.parametrize("point", [POINT, *[pytest.param(point, marks=pytest.mark.slow) for point in MORE_POINTS]])
def test_killed_at(point: str, before: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = copied(before, tmp_path)
    assert lake.killed(point, "erase", "--student", GONE, "--yes") == -signal.SIGKILL
    check_erased(lake, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_a_random_time(seed: int, before: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = copied(before, tmp_path)
    lake.killed(f"seconds:{random.Random(seed).uniform(10, 60)}", "erase", "--student", GONE, "--yes")
    check_erased(lake, monkeypatch)

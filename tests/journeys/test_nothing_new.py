"""Nothing new: the pipeline ends without Java, in a machine's own words, and the next run with news knows of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lake import WITHOUT_WARNING, Lake, record
from pyspark.sql import SparkSession

from edulake.jobs import pipeline
from edulake.ops import pending_runs
from edulake.ops.tables import JOB_RUNS

pytestmark = pytest.mark.once
# Of many answers; nothing new is told of the others in the same way.
PRODUCTS = ["student_performance_summary"]


def piped(lake: Lake) -> subprocess.CompletedProcess[str]:
    """The pipeline in a process of its own, on a machine without Java."""
    command = [sys.executable, "-m", "edulake.jobs.pipeline", "--warehouse", lake.settings.warehouse]
    command += ["--landing", lake.settings.landing, "--conf", str(WITHOUT_WARNING), "--product", *PRODUCTS]
    environment = {"PATH": "/nowhere", "JAVA_HOME": "/nowhere", "HOME": os.environ.get("HOME", "/")}
    environment |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_a_run_without_news_needs_no_java(spark: SparkSession, tmp_path: Path) -> None:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    lake = Lake(spark, tmp_path)
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(assessment_id="A-2", assessment_date="soon"))
    lake.deliver("lms_system_a/broken.jsonl.gz", b"no archive")
    arguments = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    assert pipeline.main([*arguments, "--conf", str(WITHOUT_WARNING), "--product", *PRODUCTS]) == 0
    versions, recorded = lake.versions(), lake.frame(JOB_RUNS).count()

    quiet = piped(lake)
    assert quiet.returncode == 0, quiet.stderr
    line = json.loads(quiet.stdout)
    assert (line["status"], line["rows"]["files_new"], line["rows"]["delivered"]) == ("SUCCESS", 0, 0)
    assert line["tables"]["silver.student_assessments_clean"] == versions["silver.student_assessments_clean"]
    assert "up to date" in quiet.stderr
    assert lake.versions() == versions
    assert lake.frame(JOB_RUNS).count() == recorded
    waiting = pending_runs.waiting(lake.settings.folder)
    assert {row["run_id"] for row in waiting} >= {line["run_id"]}

    lake.deliver_json("lms_system_a/b.jsonl", record(assessment_id="A-3"))
    assert piped(lake).returncode != 0, "with news it needs Java"
    lake.run(product=PRODUCTS)
    assert pending_runs.waiting(lake.settings.folder) == []
    of_quiet = lake.frame(JOB_RUNS).where(f"run_id = '{line['run_id']}'").count()
    assert of_quiet == sum(row["run_id"] == line["run_id"] for row in waiting)
    assert len(lake.facts()) == 2

"""follow as a process of its own: SIGTERM ends it with 0, and what SIGKILL leaves the next run goes on from."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from lake import QUICK_START, WITHOUT_WARNING, Lake, record

from edulake.ops import pending_runs
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.once]

PRODUCT = ("--product", "student_performance_summary")


def started(lake: Lake, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "edulake.jobs.follow", "--warehouse", lake.settings.warehouse, *PRODUCT, *words]
    command += ["--landing", lake.settings.landing, "--conf", str(WITHOUT_WARNING)]
    environment = {**os.environ, **QUICK_START, "EDULAKE_CONNECT": ""}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_it_follows_until_it_is_told_to_end(lake: Lake) -> None:
    """One process, two deliveries, and a last line that counts: what it did, and that it ended well."""
    lake.deliver_json("lms_system_a/a.jsonl", record())
    with started(lake, "--every", "1") as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        lake.deliver_json("lms_system_a/b.jsonl", record(assessment_id="A-2"))
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        last = json.loads(process.stdout.read().splitlines()[-1])
    assert process.returncode == 0
    assert [line["rows"]["delivered"] for line in (first, second)] == [1, 1]
    assert (last["job"], last["status"], last["ticks"]["news"]) == ("follow", "SUCCESS", 2)
    assert len(lake.facts()) == 2
    [row] = [row for row in pending_runs.waiting(lake.settings.folder) if row["job"] == "follow"]
    assert row["note"].endswith(" 2 news")


@pytest.mark.parametrize("point", ["after:append:bronze.student_assessments_raw", "before:append:ops.job_runs"])
def test_a_tick_that_was_killed_is_gone_on_from(lake: Lake, point: str) -> None:
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(assessment_id="A-2"))
    assert lake.killed(point, "follow", "--ticks", "1", *PRODUCT) == -signal.SIGKILL
    lake.run(product=[PRODUCT[1]])
    versions = lake.store.version(STUDENT_ASSESSMENTS_CLEAN)
    assert sorted(row["assessment_id"] for row in lake.facts("assessment_id")) == ["A-1", "A-2"]
    lake.run(product=[PRODUCT[1]])
    assert lake.store.version(STUDENT_ASSESSMENTS_CLEAN) == versions

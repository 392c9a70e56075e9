"""Where the driver's Python has pyspark and nothing else: numpy and pandas are for early warning alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lake import Lake, record

from edulake.gold import PRODUCTS
from edulake.jobs import pipeline

# What a gateway of a cluster does not have: sys.modules[name] = None makes an import of it fail.
BARE = """
import sys
for name in ("numpy", "pandas", "pyarrow", "pyspark.ml"):
    sys.modules[name] = None
"""
IMPORTS = """
import importlib
from edulake.governance import catalog
from edulake.jobs.runner import main, plan, task
from edulake.ops.alerts import delivery
for job in task.jobs():
    importlib.import_module(f"edulake.jobs.{job}")
assert not [name for name, module in sys.modules.items() if module and name.split(".")[0] in ("numpy", "pandas")]
"""
PIPELINE = """
from edulake.jobs import pipeline
sys.exit(pipeline.main(sys.argv[1:]))
"""


def bare(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EDULAKE_CONNECT": ""}
    command = [sys.executable, "-c", BARE + program, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_every_job_starts_without_numpy() -> None:
    done = bare(IMPORTS)
    assert (done.returncode, done.stderr) == (0, "")


def delivered(lake: Lake) -> list[str]:
    lake.deliver_json("lms_system_a/a.jsonl", record())
    return ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]


def must_be_all_but_early_warning(lake: Lake, code: int, out: str, err: str) -> None:
    assert code == 2
    assert json.loads(out.splitlines()[-1])["error"] == "NOT_INSTALLED"
    assert [line.split(":")[0] for line in err.splitlines()[-3:]] == ["error", "why", "do"]
    assert "early warning cannot be made here" in err
    assert "pip install numpy pandas" in err
    assert "Traceback" not in err
    assert len(lake.rows(PRODUCTS["student_performance_aggregates"].table)) == 1


@pytest.mark.once
def test_the_pipeline_does_all_but_early_warning(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = delivered(lake)
    for name in ("pyspark.ml.functions", "pyspark.ml.classification"):
        monkeypatch.setitem(sys.modules, name, None)
    code = pipeline.main(words)
    must_be_all_but_early_warning(lake, code, *capsys.readouterr())


@pytest.mark.slow
def test_a_whole_day_on_a_bare_gateway(lake: Lake) -> None:
    done = bare(PIPELINE, *delivered(lake))
    must_be_all_but_early_warning(lake, done.returncode, done.stdout, done.stderr)
    assert Path(lake.settings.warehouse, "silver").is_dir()

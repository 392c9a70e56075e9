"""Moments are moments, wherever the machine stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_snapshots_across_both_changes_of_the_clock_in_berlin(tmp_path: Path) -> None:
    script = ROOT / "tests" / "support" / "in_time_zone.py"
    paths = [str(script.parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment = {**os.environ, "TZ": "Europe/Berlin", "EDULAKE_CONNECT": "", "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    spring, missed, back, autumn = (f"2025-{day} 00:00:00" for day in ("03-29", "03-30", "03-31", "10-26"))
    first, second, third = (f"2025-10-{moment}:00" for moment in ("25 23:30", "26 00:30", "26 01:30"))
    assert said["people"] == [
        ["dated_people", "A", spring, None, True],
        ["dated_people", "B", spring, autumn, True],
        ["dated_people", "B", autumn, None, False],
        ["dated_people", "C", spring, missed, True],
        ["dated_people", "C", missed, back, False],
        ["dated_people", "C", back, None, True],
        ["timed_people", "A", first, None, True],
        ["timed_people", "B", first, third, True],
        ["timed_people", "B", third, None, False],
        ["timed_people", "C", first, second, True],
        ["timed_people", "C", second, third, False],
        ["timed_people", "C", third, None, True],
    ]
    assert said["register"] == [
        ["dated_register", "A", spring],
        ["dated_register", "C", back],
        ["timed_register", "A", first],
        ["timed_register", "C", third],
    ]

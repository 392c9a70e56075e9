"""From a set-up in place to the open report: what `./spark-submit.sh demo` spends its seconds on.

The demo runs in an empty folder as a stranger would run it. Its steps are what it says and what it records in
ops.job_runs; then the page is opened in the machine's own Chromium, without a window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    import argparse

DOOR = Path(__file__).parents[1] / "spark-submit.sh"
# The first words of lines with which a step begins, and the step.
SAID = {
    "demo    real": "generate",
    "Every record accounted for": "answers on the terminal, first page",
    "report  first": "on to early warning",
    "Try next": "report with the lists",
    "report  open": "end of the session",
}
Moments = dict[str, datetime]


def demo(landing: Path, warehouse: Path) -> Moments:
    """When each step began, by what the demo said; the steps that it recorded are missing."""
    began = {"door, JVM and session": datetime.now(UTC)}
    command = [DOOR, "demo", "--landing", landing, "--warehouse", warehouse]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    out = []
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            out.append(line)
            began.update({step: datetime.now(UTC) for words, step in SAID.items() if line.startswith(words)})
    if process.returncode:
        sys.exit(f"the demo ended with {process.returncode}:\n{''.join(out)[-2000:]}")
    return began


def recorded(warehouse: Path) -> Moments:
    """When each job of the run began."""
    runs = pl.read_delta(str(warehouse / "ops" / "job_runs")).group_by("job").agg(pl.col("started_at").min())
    return {job: moment.astimezone(UTC) for job, moment in runs.select("job", "started_at").iter_rows()}


def open_page(path: Path) -> None:
    """Returns when the page is loaded and its last chart is drawn."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(path.as_uri())
        page.locator("svg").last.wait_for(state="attached")
        chromium.close()


def arguments(_: argparse.ArgumentParser) -> None:
    """None: a stranger gives none."""


def run(_: argparse.Namespace) -> None:
    subprocess.run([DOOR, "setup"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder, "warehouse")
        began = demo(Path(folder, "landing"), warehouse)
        began["page opened in Chromium"] = datetime.now(UTC)
        open_page(warehouse.with_name("report.html"))
        began |= {**recorded(warehouse), "": datetime.now(UTC)}
    steps = sorted(began.items(), key=lambda step: step[1])
    print("seconds from a set-up in place to the open report")
    for (name, start), (_, end) in pairwise(steps):
        print(f"  {name:38}{(end - start).total_seconds():8.1f}")
    print(f"  {'all of it':38}{(steps[-1][1] - steps[0][1]).total_seconds():8.1f}")

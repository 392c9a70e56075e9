"""OpenLineage as docs/platforms.md says to switch it on: an event for every table, and no student in any."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT
from lake import Lake, record

from edulake.governance import catalog

pytestmark = [pytest.mark.slow, pytest.mark.once]


def documented(events: Path) -> str:
    """The lines of the documentation, with a file in place of a server."""
    [lines] = re.findall(r"```properties\n(spark\.jars\.packages io\.openlineage.+?)```", guide(), re.DOTALL)
    kept = [line for line in lines.splitlines() if ".transport." not in line]
    to_file = ["spark.openlineage.transport.type file", f"spark.openlineage.transport.location {events}"]
    return "\n".join([*kept, *to_file, ""])


def guide() -> str:
    return (ROOT / "docs" / "platforms.md").read_text("utf-8")


def written(event: dict[str, Any]) -> set[str]:
    return {output["name"] for output in event["outputs"]}


def test_events_name_every_table_and_no_student(lake: Lake, tmp_path: Path) -> None:
    """Of a first day, and of a second one that corrects it."""
    events, properties = tmp_path / "events", tmp_path / "openlineage.conf"
    machine = Path(os.environ["EDULAKE_SPARK_CONF"])
    properties.write_text(machine.read_text("utf-8") + documented(events), "utf-8")
    submit = [Path(os.environ["SPARK_HOME"], "bin", "spark-submit"), "--properties-file", properties]
    job = [ROOT / "jobs" / "pipeline.py", "--landing", lake.settings.landing, "--warehouse", lake.settings.warehouse]
    for day, score in (("2024-03-06", "77.77"), ("2024-03-07", "66.66")):
        people = [record(**secret(n), score=score, updated_at=f"{day}T10:00:00Z") for n in range(3)]
        refused = record(student_id="STU-secret-9", assessment_date=f"secret {day}")
        lake.deliver_json(f"lms_system_a/{day}/a.jsonl", *people, refused)
        subprocess.run([*submit, *job], env={**os.environ, "EDULAKE_SPARK_CONF": str(properties)}, check=True)
    text = events.read_text("utf-8")
    assert not re.findall("secret|77[.]77|66[.]66", text)
    told = set().union(*[written(json.loads(line)) for line in text.splitlines()])
    held = {str(lake.store.location(table)) for table in lake.store.existing(catalog.TABLES)}
    assert len(held) >= 8
    assert held <= told


def secret(number: int) -> dict[str, str]:
    return {"assessment_id": f"secret-{number}", "student_id": f"STU-secret-{number}", "grade_level": str(number + 1)}

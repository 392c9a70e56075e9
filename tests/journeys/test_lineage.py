"""OpenLineage as docs/watching.md says to switch it on: an event for every table, and no student in any."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT
from lake import WITHOUT_WARNING, Lake, record
from lineage_receiver import receiving

from edulake.governance import catalog

pytestmark = [pytest.mark.slow, pytest.mark.once]


# What a statement compares with, and what a plan does.
HOLD_LITERALS = {"sql", "spark.logicalPlan", "spark_unknown", "debug"}


def settings() -> str:
    """The lines of the documentation."""
    [lines] = re.findall(r"```properties\n(spark\.jars\.packages io\.openlineage.+?)```", guide(), re.DOTALL)
    return lines


def documented(events: Path) -> str:
    """The same, with a file in place of a server."""
    kept = [line for line in settings().splitlines() if ".transport." not in line]
    to_file = ["spark.openlineage.transport.type file", f"spark.openlineage.transport.location {events}"]
    return "\n".join([*kept, *to_file, ""])


def guide() -> str:
    return (ROOT / "docs" / "watching.md").read_text("utf-8")


def facets(event: str) -> set[str]:
    """What an event says of its job and its run."""
    said = json.loads(event)
    return {name for part in ("job", "run") for name in said[part].get("facets", {})}


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
    assert not [event for event in text.splitlines() if facets(event) & HOLD_LITERALS]
    told = set().union(*[written(json.loads(line)) for line in text.splitlines()])
    held = {str(lake.store.location(table)) for table in lake.store.existing(catalog.TABLES)}
    assert len(held) >= 8
    assert held <= told


# Each job that writes tables by SQL of its own, after a pipeline: what the statement says is in the events as well.
OTHERS = (
    ("replay",),
    ("rebuild", "--subject", "assessments", "--product", "student_performance_aggregates"),
    ("maintain",),
    ("retain",),
    ("validate",),
)


def test_no_job_tells_a_receiver_of_a_student(lake: Lake, tmp_path: Path) -> None:
    """The events of every job, as they arrive at an address: tables, their versions and how many rows, and no value."""
    conf = tmp_path / "lineage.toml"
    shorter = '[retention.days]\n"bronze.student_assessments_raw" = 30\n"silver.student_assessments_clean" = 300\n'
    eager = "[maintenance]\nsmallest_table_bytes = 0\nmany_files = 1\n"
    conf.write_text(WITHOUT_WARNING.read_text("utf-8") + shorter + eager, "utf-8")
    refused = record(student_id="STU-secret-9", assessment_date="secret")
    people = [record(**secret(n), score="77.77") for n in range(3)]
    lake.deliver_json("lms_system_a/2024-03-06/a.jsonl", *people, refused)
    with receiving() as received:
        properties = tmp_path / "openlineage.conf"
        sent = re.sub(r"(transport\.url) \S+", rf"\1 {received.url}", settings())
        properties.write_text(Path(os.environ["EDULAKE_SPARK_CONF"]).read_text("utf-8") + sent, "utf-8")
        submit = [Path(os.environ["SPARK_HOME"], "bin", "spark-submit"), "--properties-file", properties]
        places = ["--landing", lake.settings.landing, "--warehouse", lake.settings.warehouse, "--conf", conf]
        environment = {**os.environ, "EDULAKE_SPARK_CONF": str(properties)}
        for job, *options in (("pipeline",), *OTHERS):
            before = len(received.events)
            subprocess.run([*submit, ROOT / "jobs" / f"{job}.py", *places, *options], env=environment, check=True)
            assert len(received.events) > before, f"{job} sent nothing"
    told = [event for event in received.events if re.search("secret|77[.]77", event)]
    assert told == []
    assert not [event for event in received.events if facets(event) & HOLD_LITERALS]
    outputs = [output for event in received.events for output in json.loads(event)["outputs"]]
    assert any(output.get("outputFacets", {}).get("outputStatistics", {}).get("rowCount") for output in outputs)
    assert any("version" in output.get("facets", {}) for output in outputs)


def secret(number: int) -> dict[str, str]:
    return {"assessment_id": f"secret-{number}", "student_id": f"STU-secret-{number}", "grade_level": str(number + 1)}

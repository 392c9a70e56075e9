"""A crosswalk for a system that delivers by a standard: every subject about students knows whom its ids stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import oneroster_sets as sets
import pytest
from lake import Lake
from oneroster_school import user
from pyspark.sql import SparkSession

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.slow]

CONF = """
[sources.people]
subject = "crosswalk"
files = "**/*.csv"
format = "csv"
snapshot = true
[sources.people.columns]
source = "system"
id = "id"
student_id = "student"
[sources.lms]
standard = "oneroster"
crosswalk = "people"
id_namespace = "shared"
"""
ABOUT = ("students", "guardian_links", "student_groups", "enrollments", "assessments")


def roster() -> dict[str, bytes]:
    """A bulk with a guardian whose one record names three students."""
    content = sets.tables("1.2")
    content["users"].append({**user("gua1", "guardian", "1.2"), "agentSourcedIds": "stu1,stu2,stu3"})
    of_guardian = {"sourcedId": "rol-gua1", "userSourcedId": "gua1", "role": "guardian"}
    content["roles"].append({**content["roles"][0], **of_guardian})
    return {f"lms/2025-02-01/{name}": data for name, data in sets.files("1.2", content, "bulk").items()}


OF_ROSTER = roster()
FIRST = {"people/2025-02-02/1.csv": b"system,id,student\nlms,stu1,S1\nlms,stu2,S1\n"}
MENDED = {"people/2025-02-03/1.csv": b"system,id,student\nlms,stu1,S1\nlms,stu2,S2\nsis,stu3,S3\n"}
CHANGED = {f"lms/2025-02-04/{name}": data for name, data in sets.delta("1.2").items()}
MAPPED = {"shared:stu1": "S1", "shared:stu2": "S2"}


def lake_of(spark: SparkSession, folder: Path, conf: str, *groups: dict[str, bytes]) -> Lake:
    lake = Lake(spark, folder).configured(conf)
    for group in groups:
        for name, data in group.items():
            lake.deliver(name, data)
        lake.ingest()
        for entry in lake.cleanse(subject=list(ABOUT)).entries:
            entry.must_balance()
    return lake


def contents(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    return {name: lake.content(SUBJECTS[name].table) for name in ABOUT}


def test_every_subject_knows_whom_ids_stand_for(spark: SparkSession, tmp_path: Path) -> None:
    """In whichever order the files come; else rows are what they are without a crosswalk, under the same keys."""
    lake = lake_of(spark, tmp_path / "late", CONF, OF_ROSTER, FIRST, {**MENDED, **CHANGED})
    found = contents(lake)
    assert found == contents(lake_of(spark, tmp_path / "once", CONF, {**CHANGED, **MENDED, **FIRST, **OF_ROSTER}))
    without = lake_of(spark, tmp_path / "without", CONF.replace('crosswalk = "people"', ""), {**OF_ROSTER, **CHANGED})
    for name, rows in contents(without).items():
        key = [column for column in SUBJECTS[name].table.key if column != "student_id"]
        own = {(*[row[k] for k in key], row["student_id"]) for row in rows}
        due = {(*rest, MAPPED.get(student, f"lms:{student.partition(':')[2]}")) for *rest, student in own}
        assert {(*[row[k] for k in key], row["student_id"]) for row in found[name]} == due, name
        marked = {row["student_id"] for row in found[name] if "UNMAPPED_PERSON" in row["issue_codes"]}
        assert marked == {row["student_id"] for row in found[name]} - set(MAPPED.values()), name
        assert {row["student_id"] for row in found[name]} & set(MAPPED.values()), name

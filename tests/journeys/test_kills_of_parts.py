"""SIGKILL where a record is taken back, and where one record is several rows: the next run repairs it."""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from edfi import EXAMPLES, Json, code
from lake import Lake
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables import ATTENDANCE, DISCIPLINE_ACTIONS
from edulake.silver import SUBJECTS
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE

pytestmark = [pytest.mark.kill, pytest.mark.slow]
REGISTER = """
[sources.register]
files = "**/*.csv"
format = "csv"
subject = "attendance"
[sources.register.columns]
student_id = "pupil"
[sources.register.spread]
columns = '2025-.*'
cell = "status"
header = { date = "whole" }
"""
# The second day's run passes these in order: a delete is known to bronze alone; days of both sources are merged, and
# neither what was refused nor the run is on record.
POINTS = (f"after:append:{ATTENDANCE.deletes.table}", f"after:merge:{ATTENDANCE_TABLE}")
RECORDS = {
    ATTENDANCE.feed.table: 3,
    ATTENDANCE.deletes.table: 1,
    DISCIPLINE_ACTIONS.feed.table: 2,
    SUBJECTS["attendance"].form.table: 6,
}
ABSENT, LATE = EXAMPLES["6"]["studentSchoolAttendanceEvents"]
[ACTION] = EXAMPLES["6"]["disciplineActions"]


def told(said: Json, day: int, **more: Any) -> Json:
    return {**said, **more, "_lastModifiedDate": f"2025-02-0{day}T08:00:00Z"}


def action(day: int, *words: str) -> Json:
    return told(ACTION, day, disciplines=[{"disciplineDescriptor": code("Discipline", word)} for word in words])


def deliver(lake: Lake, day: int, register: str, **resources: list[Json]) -> None:
    for name, objects in resources.items():
        lines = "".join(json.dumps(said) + "\n" for said in objects)
        lake.deliver(f"edfi/2025-02-0{day}/{name.replace('deletes_', 'deletes/')}/1.jsonl", lines)
    lake.deliver(f"register/2025-02-0{day}/r.csv", f"pupil,2025-01-20,2025-01-21\n{register}")


@pytest.fixture(scope="module")
def second_day(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake that knows the first day; on the second an absence is deleted, an action has a part less, days change."""
    lake = Lake(spark, tmp_path_factory.mktemp("second")).configured(REGISTER)
    first = {"studentSchoolAttendanceEvents": [told(ABSENT, 1), told(LATE, 1)]}
    deliver(lake, 1, "S1,P,A\nS2,A,P\n,P,P\n", **first, disciplineActions=[action(1, "Detention", "Other")])
    lake.run()
    changed = told(LATE, 2, attendanceEventCategoryDescriptor=code("A", "Excused Absence"))
    deliver(
        lake,
        2,
        "S1,P,P\nS2,A,\n,A,A\n",
        studentSchoolAttendanceEvents=[changed],
        deletes_studentSchoolAttendanceEvents=[{"id": ABSENT["id"], "changeVersion": 7, "keyValues": {}}],
        disciplineActions=[action(2, "Detention")],
    )
    return lake


@pytest.fixture(scope="module")
def undisturbed(second_day: Lake, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    lake = copied(second_day, tmp_path_factory.mktemp("undisturbed"))
    lake.run()
    days = Counter((row["source_system"], row["status"]) for row in lake.rows(ATTENDANCE_TABLE))
    assert days == {("edfi", "Excused"): 1, ("register", "Present"): 3, ("register", "Absent"): 1}
    assert [row["action"] for row in lake.rows(DISCIPLINE_ACTIONS_TABLE)] == ["Detention"]
    assert len(lake.refused()) == 2
    return lake.state()


def copied(lake: Lake, folder: Path) -> Lake:
    shutil.copytree(lake.landing.parent, folder, dirs_exist_ok=True)
    return Lake(lake.spark, folder, str(folder / "conf.toml"))


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(point: str, second_day: Lake, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    lake = copied(second_day, tmp_path)
    assert lake.killed(point) == -signal.SIGKILL
    lake.run()
    assert lake.state() == undisturbed
    for table, records in RECORDS.items():
        assert lake.frame(table).count() == records, "records were lost or doubled"
    before = lake.versions()
    lake.run()
    assert lake.versions() == before

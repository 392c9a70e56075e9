"""SIGKILL in the middle of OneRoster, of OULAD's sums and of a replay: the next run repairs everything."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import oneroster_sets as sets
import pytest
from lake import MONDAY, Lake
from pyspark.sql import SparkSession

from edulake.bronze.oneroster.tables import ENROLLMENTS, USERS
from edulake.bronze.oulad.tables import STUDENT_VLE_RAW
from edulake.jobs import replay
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.kill, pytest.mark.slow]
# The second day's run passes these in order; a table's name is hit by its first write of that kind.
POINTS = (
    f"before:append:{USERS.table}",
    f"after:append:{ENROLLMENTS.table}",
    f"after:append:{STUDENT_VLE_RAW}",
    "after:stage:records",
    "after:merge:silver.students",
    "after:merge:silver.enrollments",
    "before:merge:silver.student_assessments_clean",
    "before:merge:silver.engagement",
    "after:merge:silver.engagement",
    "before:merge:gold.student_engagement",
)
PRESENTATION = '"code_module","code_presentation","module_presentation_length"\n"AAA","2013J","268"\n'
SITES = (
    '"id_site","code_module","code_presentation","activity_type","week_from","week_to"\n"1","AAA","2013J","quiz",,\n'
)
CLICKS = "code_module,code_presentation,id_student,id_site,date,sum_click\n"
RECORDS = {ENROLLMENTS.table: (6, 2), USERS.table: (6, 3), STUDENT_VLE_RAW: (5, 4)}


def clicks(*rows: str) -> str:
    return CLICKS + "".join(f"AAA,2013J,{row}\n" for row in rows)


def deliver(lake: Lake, day: int) -> None:
    """A zip of everything, then one of changes; a file of clicks, then the one that replaces it."""
    content = sets.bulk("1.2") if day == 1 else sets.delta("1.2")
    lake.deliver(f"oneroster/2025-02-0{day}/export.zip", sets.zipped(content))
    lake.deliver("oulad/courses.csv", PRESENTATION)
    lake.deliver("oulad/vle.csv", SITES)
    rows = ("11,1,5,4", "11,1,5,4", "12,1,5,1", "12,1,x,1", ",1,5,1")
    rows = rows if day == 1 else ("11,1,5,4", "12,1,6,2", "12,1,6,3", "13,1,x,1")
    lake.deliver("oulad/studentVle.csv", clicks(*rows), MONDAY.replace(day=5 + day))


@pytest.fixture(scope="module")
def second_day(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("second")).letting_shrink()
    deliver(lake, 1)
    lake.run()
    deliver(lake, 2)
    return lake


@pytest.fixture(scope="module")
def undisturbed(second_day: Lake, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    lake = copied(second_day, tmp_path_factory.mktemp("undisturbed"))
    lake.run()
    return lake.state()


def copied(lake: Lake, folder: Path) -> Lake:
    shutil.copytree(lake.landing.parent, folder, dirs_exist_ok=True)
    return Lake(lake.spark, folder, str(folder / "conf.toml") if lake.conf else None)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(point: str, second_day: Lake, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    lake = copied(second_day, tmp_path)
    assert lake.killed(point) == -signal.SIGKILL
    lake.run()
    assert lake.state() == undisturbed
    for table, records in RECORDS.items():
        assert lake.frame(table).count() == sum(records), "records were lost or doubled"
        lake.store.check(table)
    before = lake.versions()
    lake.run()
    assert lake.versions() == before


EXAMS = """
[sources.exams]
files = "**/*.jsonl"
format = "jsonl"
[sources.exams.columns]
student_id = "{student}"
assessment_date = "day"
subject = "subject"
score = "score"
"""
FACTS = SUBJECTS["assessments"].table


@pytest.fixture(scope="module")
def refused(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake that refused all records of a source, whose mapping is mended now."""
    lake = Lake(spark, tmp_path_factory.mktemp("refused")).configured(EXAMS.format(student="student"))
    exams = [{"pupil": f"S{n}", "day": "2024-03-05", "subject": "Art", "score": 80} for n in range(5)]
    lake.deliver("exams/x.jsonl", "".join(json.dumps(exam) + "\n" for exam in exams))
    lake.run()
    assert [row["status"] for row in lake.refused()] == ["OPEN"] * 5
    return lake.configured(EXAMS.format(student="pupil"))


@pytest.mark.parametrize(
    "point", ["after:stage:facts", f"after:merge:{FACTS}", "after:merge:ops.quarantine", "before:append:ops.job_runs"]
)
def test_a_replay_killed_at(point: str, refused: Lake, tmp_path: Path) -> None:
    """Every record is a fact in the end, and no refusal stays open or is resolved without its fact."""
    lake = copied(refused, tmp_path)
    assert lake.killed(point, "replay") == -signal.SIGKILL
    held = len(lake.rows(FACTS, "student_id"))
    assert [row["status"] for row in lake.refused()].count("RESOLVED") in (0, held)
    for _ in range(2):
        replay.run(lake.context())
        assert {row["student_id"] for row in lake.facts()} == {f"S{n}" for n in range(5)}
        assert len(lake.facts()) == 5
        assert [row["status"] for row in lake.refused()] == ["RESOLVED"] * 5

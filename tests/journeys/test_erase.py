"""People are erased: every byte of the warehouse is read before and after, and a later delivery brings nobody back."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from erased import KEY, SECRET, run_erase
from every_byte import holding
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.ops.tables import ERASURES
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = [pytest.mark.once, pytest.mark.kill, pytest.mark.more]
# The lowest, one in the middle and the highest of all students, by id and by name.
GONE = ["AAA0CANARY", "MMM5CANARY", "ZZZ9CANARY"]
NAMES = ["Aaron Canaryson", "Mona Canaryson", "Zoe Canaryson"]
STAYING = [f"{letter}OTHER{number}" for letter in "BMY" for number in range(3)]
CONF = f"""
[erasure]
key = "env:{KEY}"
[sources.clubs]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
id_namespace = "north"
[sources.clubs.columns]
student_id = "student"
course_id = "course"
"""
SUBJECTS = ["students", "enrollments", "assessments"]
PRODUCTS = ["student_performance_summary", "subject_performance_analytics"]
HEAD = "student_id,name,class_id,grade,email,enrollment_date,status,school_id\n"


def deliver(lake: Lake) -> None:
    ids = sorted([*GONE, *STAYING])
    records = [
        record(assessment_id=f"R-{id_}-{n}", student_id=id_, score=str(60 + n), subject=subject)
        for n, id_ in enumerate(ids)
        for subject in ("Math",)
    ]
    refused = [record(assessment_id="R-bad", student_id=GONE[1], assessment_date=f"soon, says {NAMES[1]}")]
    lake.deliver_json("lms_system_a/2025-01-06/a.jsonl", *records, *refused)
    names = dict(zip(GONE, NAMES, strict=True))
    lines = "".join(f"{id_},{names.get(id_, f'Doe {id_}')},C1,3,{id_}@x.example,2024-09-01,Active,S1\n" for id_ in ids)
    lake.deliver("school_files/2025-01-06/students.csv", HEAD + lines)
    torn = f"{GONE[2]},CHESS,{NAMES[2]},9\n"
    lake.deliver("clubs/1.csv", "student,course\n" + "".join(f"{id_},CHESS\n" for id_ in ids) + torn)


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    patch = pytest.MonkeyPatch()
    patch.setenv(KEY, SECRET)
    lake = Lake(spark, tmp_path_factory.mktemp("erase")).configured(CONF)
    deliver(lake)
    lake.run(subject=SUBJECTS, product=PRODUCTS)
    # Once more under new versions: old images, deletion vectors, a change feed.
    newer = [record(assessment_id=f"R-{id_}-x", student_id=id_, subject="Math", score="99") for id_ in GONE]
    moved = "".join(f"{id_},{name},C2,3,,2024-09-01,Active,S1\n" for id_, name in zip(GONE, NAMES, strict=True))
    stay = "".join(f"{id_},Doe {id_},C1,3,{id_}@x.example,2024-09-01,Active,S1\n" for id_ in STAYING)
    lake.deliver_json("lms_system_a/2025-01-07/b.jsonl", *newer)
    lake.deliver("school_files/2025-01-07/students.csv", HEAD + moved + stay)
    lake.run(subject=SUBJECTS, product=PRODUCTS)
    yield lake
    patch.undo()


def test_no_byte_is_left_and_nobody_comes_back(lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    warehouse = Path(lake.settings.warehouse)
    before = holding(warehouse, [*GONE, *NAMES], lake.spark)
    for id_ in GONE:
        places = {name.rsplit("/", 1)[0] for name in before[id_]}
        wanted = ("bronze/students_raw", "silver/students", "bronze/student_assessments_raw")
        assert {*wanted, "silver/student_assessments_clean", "gold/student_performance_summary"} <= places, id_
        assert any("_delta_log" in name and name.endswith(".json") for name in before[id_]) or id_ == GONE[1]
    assert any("_change_data" in name for name in before[GONE[0]])
    assert any(name.startswith("ops/quarantine") for name in before[NAMES[1]])
    assert any(name.endswith(".crc") for name in before[GONE[2]])
    others = {str(row) for row in lake.content(STUDENTS_TABLE) if row["student_id"] in STAYING}

    people = tmp_path / "people.txt"
    people.write_text("# who left\n" + "".join(f"student {id_}\n" for id_ in [*GONE, *[f"north:{i}" for i in GONE]]))
    # Gold says of them what no record tells any more, and no file is written anew.
    point = "after:remove:silver.student_assessments_clean"
    assert lake.killed(point, "erase", "--people", str(people), "--yes") == -signal.SIGKILL
    assert {row["status"] for row in lake.rows(ERASURES, "status")} == {"STARTED"}
    assert any(holding(warehouse, GONE, lake.spark).values())
    run_erase(lake, monkeypatch, people=str(people))
    assert not any(holding(warehouse, [*GONE, *NAMES], lake.spark).values())
    assert not any(id_ in line for line in lake.said for id_ in [*GONE, *NAMES])
    assert {str(row) for row in lake.content(STUDENTS_TABLE)} == others
    receipts = lake.rows(ERASURES, "kind", "status", "is_counterpart")
    assert receipts == [{"kind": "student", "status": "DONE", "is_counterpart": False}] * 6

    versions = lake.versions()
    lake.said.clear()
    lake.run(subject=SUBJECTS, product=PRODUCTS)
    assert lake.versions() == versions, "the next run sees nothing to do"
    assert not [line for line in lake.said if " all " in line], "nor does it look at everything anew"
    run_erase(lake, monkeypatch, people=str(people))
    assert "erase   they are erased already: nothing holds them" in lake.said
    assert lake.versions() == versions

    deliver(lake)
    lake.deliver_json(
        "lms_system_a/2025-01-08/c.jsonl", *[record(assessment_id=f"new {i}", student_id=i) for i in GONE]
    )
    lake.deliver_json(
        "lms_system_a/2025-01-08/d.jsonl",
        record(assessment_id="d1", student_id=GONE[0]),
        record(assessment_id="d2", student_id="NEW1"),
    )
    lake.deliver("clubs/2.csv", f"student,course\n{GONE[0]},GO\nNEW1,GO\n{GONE[2]},GO,{NAMES[2]}\n")
    ingested, _, _ = lake.run(subject=SUBJECTS, product=PRODUCTS)
    told = {entry.source_system: entry.erased for entry in ingested.entries if entry.erased}
    assert told == {"lms_system_a": 4, "clubs": 2}
    assert not any(holding(warehouse, [*GONE, *NAMES], lake.spark).values())
    assert {row["student_id"] for row in lake.facts("student_id")} >= {"NEW1", *STAYING}
    versions = lake.versions()
    lake.run(subject=SUBJECTS, product=PRODUCTS)
    assert lake.versions() == versions, "refused files are known"

"""Every product equals an oracle in plain Python, and a rebuild, through deliveries, corrections and deletions."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import oracle
import oracle_classes
import oracle_years
import pytest
from lake import Lake
from made_up_results import in_order
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.silver import SUBJECTS

SCHOOL = """
[sources.school_files_enrollments]
system = "school_files"
subject = "enrollments"
files = "**/enrollments*.csv"
format = "csv"
snapshot = true
[sources.school_files_enrollments.columns]
student_id = "student_id"
course_id = "course_id"
class_id = "class_id"
start_date = "first_day"
status = "status"
end_date = "last_day"

[sources.logins]
subject = "engagement"
files = "**/logins*.csv"
format = "csv"
[sources.logins.columns]
engagement_id = "id"
student_id = "student_id"
course_id = "course_id"
engaged_at = "login_time"
progress_percentage = "progress"
engagement_score = "engagement"
updated_at = "modified"

[limits]
snapshot_shrink = 1.0
"""
DAYS = ("2025-01-01", "2025-01-02", "2025-01-03")
ORACLES: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "class_daily_performance": oracle_classes.class_days,
    "student_performance_summary": oracle.summaries,
    "student_engagement": oracle.engagements,
    "course_completion": oracle_classes.completions,
    "proficiency_distribution": oracle_years.proficiency,
    "score_trends": oracle_years.trends,
    "student_longitudinal": oracle_years.longitudinal,
    "cohort_longitudinal": oracle_years.cohorts,
}


def deliveries(rng: random.Random) -> dict[str, str]:
    """Three days of a small school and its platform: news, corrections, and what a snapshot leaves out."""
    files = {}
    for number, day in enumerate(DAYS):
        stamp = f"{day}T08:00:00Z"
        attendance = "attendance_id,student_id,date,status,class_id,school_id,updated_at\n"
        for _ in range(14):
            key, status = rng.randrange(20), rng.choice(["Present", "Present", "Absent", "Half Day", "Q?"])
            where = f"C{key % 2}" if key % 4 else ""  # else where the student is enrolled
            attendance += f"t{key},S{key % 5},2024-10-0{1 + key % 3},{status},{where},N1,{stamp}\n"
        results = [
            {
                "assessment_id": f"r{key}",
                "student": {"id": f"S{key % 5}"},
                "class": {"id": f"C{key % 2}"},
                "subject": rng.choice(["Math", "Art"]),
                "score": rng.choice([7, 17.5, 19, 25, None]),
                "max_score": 20,
                "assessed_at": f"2024-10-0{1 + key % 3}",
                "updated_at": stamp,
            }
            for key in rng.sample(range(16), 10)
        ]
        enrollments = "student_id,course_id,class_id,first_day,status,last_day\n"
        for key in rng.sample(range(12), 9):
            said = rng.choice(["active", "passed", "failed", "dropped", "inactive"])
            where, last = f"K{key % 2}{key // 6},C{key % 2}", rng.choice(["", "2024-12-20", "2025-06-20"])
            enrollments += f"S{key % 6},{where},2024-09-0{1 + number},{said},{last}\n"
        logins = "id,student_id,course_id,login_time,progress,engagement,modified\n"
        for _ in range(10):
            key = rng.randrange(15)
            progress, engagement = rng.choice(["", "12.5", "40%", "100"]), rng.choice(["", "80", "33.33", "x"])
            logins += (
                f"l{key},S{key % 4},K{key % 2},2024-10-0{1 + key % 4} 1{number}:00:00,{progress},{engagement},{stamp}\n"
            )
        files[f"school_files/{day}/attendance.csv"] = attendance
        files[f"school_files/{day}/assessments.json"] = json.dumps(results, indent=1)
        files[f"school_files/{day}/enrollments.csv"] = enrollments
        files[f"logins/{day}/logins.csv"] = logins
    return files


def school(spark: SparkSession, folder: Path) -> Lake:
    return Lake(spark, folder).configured(SCHOOL)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_products_equal_the_oracle_and_a_rebuild(seed: int, spark: SparkSession, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = deliveries(rng)
    names = rng.sample(sorted(files), len(files))
    day_by_day, at_once = school(spark, tmp_path / "days"), school(spark, tmp_path / "once")
    for part in (names[:5], names[5:]):
        for name in part:
            day_by_day.deliver(name, files[name])
        for entry in day_by_day.run()[1].entries:
            entry.must_balance()
    for name, content in files.items():
        at_once.deliver(name, content)
    at_once.run()
    for table in (*[subject.table for subject in SUBJECTS.values()], *[p.table for p in PRODUCTS.values()]):
        assert day_by_day.content(table) == at_once.content(table), str(table)
    for name, computed in ORACLES.items():
        silver = [at_once.rows(read.table) for read in PRODUCTS[name].inputs]
        expected = in_order(PRODUCTS[name], computed(*silver))
        assert expected, name
        assert in_order(PRODUCTS[name], at_once.rows(PRODUCTS[name].table)) == expected, name
    for table in at_once.store.existing(catalog.TABLES):
        at_once.store.check(table)


@pytest.mark.once
def test_scores_are_shares_of_each_highest_score(lake: Lake) -> None:
    """Of 17.5 out of 20, the text of a highest score, none, zero, and more than there is."""
    given = [(17.5, 20), ("1", "3"), (50, None), (5, 0), (21, 20), (0, 20)]
    results = [
        {"assessment_id": str(n), "student": {"id": "S"}, "score": s, "max_score": m, "assessed_at": "2024-10-01"}
        for n, (s, m) in enumerate(given)
    ]
    lake.deliver("school_files/2025-01-01/assessments.json", json.dumps(results))
    lake.ingest()
    lake.cleanse(subject=["assessments"])
    found = {row["assessment_id"]: (str(row["score"]), row["score_scale"]) for row in lake.facts()}
    assert found == {"0": ("87.50", "0-20"), "1": ("33.33", "0-3"), "2": ("50.00", "0-100"), "5": ("0.00", "0-20")}
    assert {tuple(row["reason_codes"]) for row in lake.refused()} == {("NO_VALID_MEASURE",)}


def test_a_late_row_touches_its_own_rows_only(lake: Lake) -> None:
    header = "attendance_id,student_id,date,status,class_id\n"
    rows = [f"{s}{d},{s},2024-10-0{d},Present,C{s}\n" for s in "12" for d in (1, 2)]
    lake.deliver("school_files/2025-01-01/attendance.csv", header + "".join(rows))
    lake.run(subject=["attendance"], product=["class_daily_performance"])
    before = {(r["class_id"], r["date"]): r["processing_timestamp"] for r in lake.rows(DAILY)}
    lake.deliver("school_files/2025-01-02/attendance.csv", header + "x,9,2024-10-02,Absent,C1\n")
    lake.run(subject=["attendance"], product=["class_daily_performance"])
    after = {(r["class_id"], r["date"]): r["processing_timestamp"] for r in lake.rows(DAILY)}
    assert {key for key in after if after[key] != before[key]} == {("C1", dt.date(2024, 10, 2))}


DAILY = PRODUCTS["class_daily_performance"].table

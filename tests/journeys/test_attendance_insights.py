"""Attendance from files to insight: an oracle in fractions, bad input, corrections, reruns."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from fractions import Fraction
from itertools import groupby
from typing import Any

import pytest
from lake import Lake
from oracle import rounded

from edulake.gold import PRODUCTS
from edulake.ops.tables import JOB_RUNS
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.slow, pytest.mark.once]

SILVER = SUBJECTS["attendance"].table
GOLD = PRODUCTS["attendance_insights"].table
HEADER = "attendance_id,student_id,date,status,absent_fraction,minutes_late,class_id,school_id,updated_at\n"
MISSED = {"Present": "0", "Late": "0", "Absent": "1", "Excused": "1", "Half Day Absent": "0.5", "Unknown": None}
FIRST = dt.date(2024, 9, 2)


def line(key: object, student: str, day: dt.date | str, status: str, school: str = "S1", updated: str = "") -> str:
    return f"{key},{student},{day},{status},,,C1,{school},{updated}\n"


def deliver(lake: Lake, day: str, *lines: str) -> None:
    lake.deliver(f"school_files/{day}/attendance.csv", HEADER + "".join(lines))


def of_all(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """gold.attendance_insights from silver rows, in plain Python."""
    of_student: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for fact in facts:
        of_student[fact["student_id"], fact["school_year"]].append(fact)
    return [insight(student, year, rows) for (student, year), rows in sorted(of_student.items())]


def insight(student: str, year: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    shares: dict[dt.date, list[Fraction]] = defaultdict(list)
    for row in rows:
        if MISSED[row["status"]] is not None:
            shares[row["date"]].append(Fraction(MISSED[row["status"]]))
    days = {day: sum(of_day, Fraction(0)) / len(of_day) for day, of_day in sorted(shares.items())}
    missed = sum(days.values(), Fraction(0))
    runs = [(whole, len(list(run))) for whole, run in groupby(share == 1 for share in days.values())]
    enough = len(days) >= 10
    bounds = ((20, "Severe Chronic"), (10, "Moderate Chronic"), (5, "At Risk"), (0, "Satisfactory"))
    band = next(name for bound, name in bounds if missed * 100 >= bound * len(days)) if enough else "Too Few Days"
    schools = {row["school_id"] for row in rows if MISSED[row["status"]] is not None}
    return {
        "student_id": student,
        "school_year": year,
        "absence_band": band,
        "is_chronically_absent": missed * 10 >= len(days) if enough else None,
        "days_recorded": len(days),
        "days_outside_membership": None,
        "days_absent": rounded(missed, 4),
        "absence_rate": rounded(missed / len(days), 4) if days else None,
        "days_late": len({row["date"] for row in rows if row["status"] == "Late"}),
        "unmapped_rows": sum(row["status"] == "Unknown" for row in rows),
        "longest_absence": max((length for whole, length in runs if whole), default=0),
        "current_absence": runs[-1][1] if runs and runs[-1][0] else 0,
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
        "schools": len(schools - {None}),
        "school_id": schools.pop() if len(schools) == 1 else None,
        "term": None,
    }


def insights(lake: Lake) -> list[dict[str, Any]]:
    rows = lake.rows(GOLD, *[name for name in GOLD.column_names if name != "processing_timestamp"])
    return sorted(rows, key=lambda row: (row["student_id"], row["school_year"]))


def test_insights_equal_the_oracle_through_corrections(lake: Lake) -> None:
    """Random days of students who move between schools; then late rows and corrections; then nothing."""
    rng = random.Random(11)
    statuses = ["Present"] * 12 + ["Late", "Absent", "Absent", "Excused", "half-day absent", "Q7"]
    lines = [
        line(f"{student}-{n}", f"STU{student}", FIRST + dt.timedelta(n), rng.choice(statuses), rng.choice(["S1", "S2"]))
        for student in range(12)
        for n in range(rng.choice([8, 10, 20, 30]))
    ]
    deliver(lake, "2024-10-01", *lines)
    lake.run()
    assert insights(lake) == of_all(lake.rows(SILVER))
    before = {row["student_id"]: row["processing_timestamp"] for row in lake.rows(GOLD)}
    late = line("late", "STU3", FIRST - dt.timedelta(1), "Absent")
    corrected = line("3-0", "STU3", FIRST, "Excused", updated="2024-10-02T08:00:00Z")
    deliver(lake, "2024-10-02", late, corrected)
    lake.run()
    assert insights(lake) == of_all(lake.rows(SILVER))
    after = {row["student_id"]: row["processing_timestamp"] for row in lake.rows(GOLD)}
    assert {student for student in after if after[student] != before[student]} == {"STU3"}
    versions = lake.versions()
    lake.run()
    assert lake.versions() == versions


def test_bounds_transfers_and_bad_rows(lake: Lake) -> None:
    days = [FIRST + dt.timedelta(n) for n in range(20)]
    exactly = [line(f"x{n}", "EXACT", day, "A" if n < 2 else "P", f"S{n % 2}") for n, day in enumerate(days)]
    just_under = [line(f"u{n}", "UNDER", day, "A" if n < 1 else "P") for n, day in enumerate(days)]
    half = line("uh", "UNDER", days[0] - dt.timedelta(1), "Half Day")
    few = [line(f"f{n}", "FEW", day, "A") for n, day in enumerate(days[:9])]
    bad = [
        line("b1", "", days[0], "Present"),
        line("b2", "STU", "2024-02-30", "Present"),
        line("b3", "STU", days[0], ""),
        line("x0", "EXACT", days[0], "A", "S0"),
    ]
    deliver(lake, "2024-10-01", *exactly, *just_under, half, *few, *bad)
    silver = lake.run()[1].entries
    [entry] = [entry for entry in silver if entry.table_name == str(SILVER)]
    assert (entry.records_in, entry.accepted, entry.quarantined, entry.duplicate) == (54, 50, 3, 1)
    codes = {code for row in lake.refused("reason_codes") for code in row["reason_codes"]}
    assert codes == {"NULL_STUDENT_ID", "BAD_DATE", "NULL_STATUS"}
    found = {row["student_id"]: row for row in insights(lake)}
    assert found["EXACT"]["is_chronically_absent"] is True, "exactly 10 % is chronic, across two schools"
    assert (found["EXACT"]["schools"], found["EXACT"]["school_id"]) == (2, None)
    assert (found["UNDER"]["is_chronically_absent"], str(found["UNDER"]["days_absent"])) == (False, "1.5000")
    assert (found["FEW"]["absence_band"], found["FEW"]["is_chronically_absent"]) == ("Too Few Days", None)
    assert found["FEW"]["current_absence"] == found["FEW"]["longest_absence"] == 9
    assert {row["status"] for row in lake.rows(JOB_RUNS)} == {"SUCCESS"}
    for table in (SILVER, GOLD):
        lake.store.check(table)

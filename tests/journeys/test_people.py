"""Who is where, from files to answers: CSV and JSON by configuration, a night later, and a night without news."""

from __future__ import annotations

import json

import pytest
from lake import Lake

from edulake.gold.people.enrollment_metrics import TABLE as ENROLLMENT
from edulake.gold.people.staff_profile import TABLE as STAFF
from edulake.jobs import gold_aggregate
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.staff import STAFF_TABLE

pytestmark = [pytest.mark.slow, pytest.mark.once]

SOURCES = """
[sources.stays]
system = "district"
subject = "memberships"
files = "**/stays*.csv"
format = "csv"
snapshot = true
[sources.stays.columns]
student_id = "student"
school_id = "school"
grade_level = "grade"
entry_date = "first"
exit_date = "last"
exit_type = "how"
[sources.stays.codes.exit_type]
W1 = "Transferred"

[sources.calendar]
system = "district"
subject = "school_days"
files = "**/calendar*.jsonl"
format = "jsonl"
snapshot = true
[sources.calendar.columns]
school_id = "school.id"
date = "date"
kind = "event"

[sources.people]
system = "district"
subject = "staff"
files = "**/people*.csv"
format = "csv"
snapshot = true
[sources.people.columns]
staff_id = "id"
family_name = "name"

[sources.jobs]
system = "district"
subject = "staff_roles"
files = "**/jobs*.csv"
format = "csv"
snapshot = true
[sources.jobs.columns]
staff_id = "id"
school_id = "school"
role = "role"
begin_date = "since"
fte = "fte"

[limits]
snapshot_shrink = 1.0
"""
DAYS = ("2024-09-30", "2024-10-01", "2024-10-02")


def deliver(lake: Lake, day: str, stays: str, jobs: str, people: str = "T1,Byron\nT2,Gray\n") -> None:
    lake.deliver(f"district/{day}/stays.csv", "student,school,grade,first,last,how\n" + stays)
    lake.deliver(f"district/{day}/people.csv", "id,name\n" + people)
    lake.deliver(f"district/{day}/jobs.csv", "id,school,role,since,fte\n" + jobs)
    days = [{"school": {"id": "N"}, "date": d, "event": "Holiday" if d == DAYS[2] else "Instruction"} for d in DAYS]
    lake.deliver(f"district/{day}/calendar.jsonl", "".join(json.dumps(d) + "\n" for d in days))


def test_a_district_and_the_night_after(lake: Lake) -> None:
    lake = lake.configured(SOURCES)
    both = "S1,N,3,2024-08-20,,\nS2,N,3,2024-08-20,,\n"
    deliver(lake, "2024-10-02", both, "T1,N,Teacher,2024-08-01,1\nT2,N,Cook,2024-08-01,1\n")
    lake.run()
    assert lake.refused() == []
    rows = {row["school_id"]: row for row in lake.rows(ENROLLMENT)}
    assert {name: (row["members"], row["adm"] and str(row["adm"])) for name, row in rows.items()} == {
        "All": (2, "2.00"),
        "N": (2, "2.00"),
    }
    profile = {(row["school_id"], row["role"]): row for row in lake.rows(STAFF)}
    assert set(profile) == {(place, role) for place in ("All", "N") for role in ("Teacher", "Unknown")}
    assert str(profile["N", "Teacher"]["students_per_teacher"]) == "2.00"

    held = lake.versions()
    lake.run()
    assert lake.versions() == held, "a run without news writes nothing"

    left = "S1,N,3,2024-08-20,2024-10-03,W1\n"
    deliver(lake, "2024-10-04", left, "T1,N,Teacher,2024-08-01,1\n", "T1,Byron\n")
    lake.run()
    stays = {row["student_id"]: row for row in lake.rows(MEMBERSHIPS_TABLE)}
    assert (stays["S1"]["exit_type"], stays["S2"]["is_gone"], stays["S2"]["exit_date"]) == ("Transferred", True, None)
    active = {row["staff_id"]: row["is_active"] for row in lake.rows(STAFF_TABLE) if row["is_current"]}
    assert active == {"T1": True, "T2": False}
    by_place = {row["school_id"]: row for row in lake.rows(ENROLLMENT)}
    assert {(row["members"], row["exits_transferred"], row["left_later"]) for row in by_place.values()} == {(2, 1, 1)}

    held = lake.versions()
    context = lake.context()
    gold_aggregate.run(context, anew="to see whether a rebuild says the same")
    context.journal.close()
    assert lake.versions() == held, "what is rebuilt is what the nights made"

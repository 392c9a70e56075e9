"""Rosters and memberships that arrive after the facts, and are corrected: gold is what it would be computed anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import oracle_classes
import pytest
from lake import Lake

from edulake.gold import PRODUCTS
from edulake.jobs.steps.refresh.compute import built

pytestmark = [pytest.mark.slow, pytest.mark.once]

DAILY, INSIGHTS = PRODUCTS["class_daily_performance"], PRODUCTS["attendance_insights"]
CONFIGURATION = """
[sources.school_files_enrollments]
system = "school_files"
subject = "enrollments"
files = "**/enrollments*.csv"
format = "csv"
[sources.school_files_enrollments.columns]
enrollment_id = "id"
student_id = "student_id"
course_id = "course_id"
class_id = "class_id"
start_date = "since"
updated_at = "updated_at"

[sources.school_files_memberships]
system = "school_files"
subject = "memberships"
files = "**/memberships*.csv"
format = "csv"
[sources.school_files_memberships.columns]
membership_id = "id"
student_id = "student_id"
school_id = "school_id"
entry_date = "entry"
exit_date = "exit"
updated_at = "updated_at"

[limits]
snapshot_shrink = 1.0
"""
MEMBER = "id,student_id,school_id,entry,exit,updated_at\n"
ROLL = "student_id,name,class_id,grade,email,enrollment_date,status\n"
DAYS = [f"2024-10-0{n}" for n in (1, 2, 3)]


def attendance(*classes: str) -> str:
    """Three days of A and B: A is away on the second. Of which class is said of each student."""
    header = "attendance_id,student_id,date,status,class_id\n"
    told = {("A", DAYS[1]): "Absent"}
    lines = [
        f"{student}{day},{student},{day},{told.get((student, day), 'Present')},{class_id}\n"
        for student, class_id in zip("AB", classes, strict=True)
        for day in DAYS
    ]
    return header + "".join(lines)


def rows(lake: Lake, product: Any, *columns: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By key some columns, after a look at whether all rows are those of a rebuild."""
    versions = {read.table: lake.store.version(read.table) for read in product.inputs if lake.store.exists(read.table)}
    names = [name for name in product.table.column_names if name != "processing_timestamp"]
    anew = [row.asDict() for row in built(lake.store, product, versions, None).select(*names).collect()]
    held = lake.rows(product.table, *names)
    assert sorted(held, key=str) == sorted(anew, key=str)
    return {tuple(str(row[name]) for name in product.table.key): tuple(row[name] for name in columns) for row in held}


def daily(lake: Lake) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Roll, students with facts and facts by roster of each class and day: those of the oracle as well."""
    silver = [lake.rows(read.table) if lake.store.exists(read.table) else [] for read in DAILY.inputs]
    names = [name for name in DAILY.table.column_names if name != "processing_timestamp"]
    expected = [{name: row[name] for name in names} for row in oracle_classes.class_days(*silver)]
    assert sorted(lake.rows(DAILY.table, *names), key=str) == sorted(expected, key=str)
    return rows(lake, DAILY, "total_students", "students_with_facts", "facts_by_roster")


def test_a_roster_that_arrives_later_moves_facts_to_its_classes(lake: Lake) -> None:
    lake = lake.configured(CONFIGURATION)
    lake.deliver("school_files/2024-10-04/attendance.csv", attendance("", "C1"))
    lake.run()
    named = {("C1", day): (None, 1, 0) for day in DAYS}
    assert daily(lake) == named, "nobody knows where A was"

    lake.deliver("school_files/2024-10-01/students.csv", ROLL + "A,A Doe,C1,3,,2024-09-01,Active\n")
    lake.run()
    assert daily(lake) == {("C1", day): (1, 2, 1) for day in DAYS}

    lake.deliver("school_files/2024-10-03/students.csv", ROLL + "A,A Doe,C2,3,,2024-09-01,Active\n")
    lake.run()
    moved = {("C1", DAYS[0]): (1, 2, 1), ("C1", DAYS[1]): (1, 2, 1), ("C1", DAYS[2]): (None, 1, 0)}
    assert daily(lake) == {**moved, ("C2", DAYS[2]): (1, 1, 1)}

    header = "id,student_id,course_id,class_id,since,updated_at\n"
    lake.deliver("school_files/2024-10-05/enrollments.csv", header + "e1,B,K,C1,2024-10-02,2024-10-05T08:00:00Z\n")
    lake.run()
    enrolled = {("C1", DAYS[1]): (2, 2, 1), ("C1", DAYS[2]): (1, 1, 0), ("C2", DAYS[2]): (1, 1, 1)}
    assert daily(lake) == {**moved, **enrolled}

    lake.deliver("school_files/2024-10-06/enrollments.csv", header + "e1,B,K,C2,2024-10-02,2024-10-06T08:00:00Z\n")
    lake.said.clear()
    lake.run()
    assert not [line for line in lake.said if "all rows" in line]
    corrected = {("C1", DAYS[1]): (1, 2, 1), ("C1", DAYS[2]): (None, 1, 0), ("C2", DAYS[2]): (2, 1, 1)}
    assert daily(lake) == {**moved, **corrected}, "its own class is that of the fact, whatever the roster says"

    before = {(r["class_id"], r["date"]): r["processing_timestamp"] for r in lake.rows(DAILY.table)}
    late = "attendance_id,student_id,date,status,class_id\nlate,A,2024-10-03,Present,\n"
    lake.deliver("school_files/2024-10-07/attendance.csv", late)
    lake.run()
    assert daily(lake)["C2", DAYS[2]] == (2, 1, 2)
    after = {(r["class_id"], r["date"]): r["processing_timestamp"] for r in lake.rows(DAILY.table)}
    assert {key for key in after if after[key] != before[key]} == {("C2", dt.date(2024, 10, 3))}


def test_a_membership_that_arrives_later_says_which_days_count(lake: Lake) -> None:
    lake = lake.configured(CONFIGURATION)
    lake.deliver("school_files/2024-10-04/attendance.csv", attendance("C1", "C1"))
    lake.run()
    counted = ("days_recorded", "days_absent", "days_outside_membership")

    def said() -> dict[str, tuple[int, str, int | None]]:
        found = rows(lake, INSIGHTS, *counted)
        return {student: (days, f"{absent:.1f}", outside) for (student, _), (days, absent, outside) in found.items()}

    def written() -> dict[str, dt.datetime]:
        return {row["student_id"]: row["processing_timestamp"] for row in lake.rows(INSIGHTS.table)}

    assert said() == {"A": (3, "1.0", None), "B": (3, "0.0", None)}
    versions = {
        "2024-10-05": ("m1,A,N1,2024-09-02,,2024-10-05T08:00:00Z\n", {"A": (3, "1.0", 0), "B": (3, "0.0", None)}),
        "2024-10-06": ("m2,B,N1,2024-10-02,,2024-10-06T08:00:00Z\n", {"A": (3, "1.0", 0), "B": (2, "0.0", 1)}),
        "2024-10-07": (
            "m1,A,N1,2024-09-02,2024-10-01,2024-10-07T08:00:00Z\n",
            {"A": (1, "0.0", 2), "B": (2, "0.0", 1)},
        ),
    }
    for day, (line, expected) in versions.items():
        before, due = written(), said()
        lake.deliver(f"school_files/{day}/memberships.csv", MEMBER + line)
        lake.run()
        assert said() == expected, day
        changed = {who for who in due if due[who] != expected[who]}
        assert {who for who, at in written().items() if at != before[who]} == changed
    held = lake.versions()
    lake.run()
    assert lake.versions() == held

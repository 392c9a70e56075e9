"""Programs and who is in them: while a student is in a school, some not until the end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest

from edulake.expr.categories.people import KINDS, PROGRAM_TYPES
from edulake.jobs.steps.generate.district import programs, truth
from edulake.jobs.steps.generate.district.calendar import OPENING, school_years

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)
EARLY = dt.timedelta(days=programs.DAYS_UNTIL_EARLY_END)


def test_each_program_is_of_a_kind_that_is_known_and_has_members(district: Any) -> None:
    known = {row["program_id"]: row for row in district.plan.lasts["programs"].collect()}
    spellings = {word for words in PROGRAM_TYPES.values() for word in words}
    assert all(row["program_type"].lower() in spellings for row in known.values())
    members = district.plan.lasts["program_memberships"].select("program_id").distinct().collect()
    assert {row["program_id"] for row in members} == known.keys() == programs.PROGRAMS.keys()


def test_a_stay_in_a_program_is_one_in_a_school(district: Any) -> None:
    """From its first day to its last, or some weeks; an end to come is not told."""
    stays = {
        (f"D{row['student']:07d}", row["entry_date"].isoformat()): (row["school"], row["exit_date"])
        for row in district.stays.select("student", "school", "entry_date", "exit_date").collect()
    }
    ways = set()
    for row in district.plan.lasts["program_memberships"].collect():
        school, until = stays[row["student_id"], row["begin_date"]]
        assert (row["school_id"], row["told_on"]) == (school, row["begin_date"])
        early = dt.date.fromisoformat(row["begin_date"]) + EARLY
        if row["end_date"] is None:
            assert max(early, until) > OPENING
            assert row["exit_reason"] is None
            ways.add("open")
        elif row["exit_reason"] is None:
            assert row["end_date"] == until.isoformat() <= OPENING.isoformat()
            ways.add("whole")
        else:
            assert row["end_date"] == early.isoformat() < until.isoformat()
            ways.add("early")
    assert ways == {"open", "whole", "early"}


def test_who_is_in_a_program_for_a_group_is_in_that_group(district: Any) -> None:
    groups = defaultdict(set)
    for row in district.plan.lasts["student_groups"].where("value = 'Yes'").collect():
        groups[row["kind"]].add(row["student_id"])
    members = defaultdict(set)
    for row in district.plan.lasts["program_memberships"].collect():
        members[row["program_id"]].add(row["student_id"])
    assert {"Special Education", "English Learner"} <= {*KINDS}
    assert members[programs.SPECIAL] == groups["Special Education"]
    assert members[programs.LANGUAGE] == groups["English Learner"]


def test_the_truth_counts_students_on_the_opening_day(district: Any) -> None:
    there = defaultdict(set)
    day = OPENING.isoformat()
    for row in district.plan.lasts["program_memberships"].collect():
        if row["begin_date"] <= day <= (row["end_date"] or day):
            there[row["program_id"]].add(row["student_id"])
    told = truth.of(district.stays, district.plan, YEARS)["in_programs"]
    assert told == {program: len(students) for program, students in there.items()}
    assert min(told.values()) > 0

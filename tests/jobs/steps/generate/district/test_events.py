"""What happens on a day: of students who are there, and told on the day or the one after."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import registered, school_years

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_attendance_is_of_those_who_are_there(district: Any) -> None:
    spells = defaultdict(list)
    for row in district.stays.select("student", "entry_date", "exit_date").collect():
        spells[f"D{row['student']:07d}"].append((row["entry_date"], row["exit_date"]))
    rows = district.plan.happens["attendance"].select("student_id", "date", "status", "told_on").collect()
    told = defaultdict(list)
    for row in rows:
        day = dt.date.fromisoformat(str(row["date"]))
        assert day in registered(YEARS[1])
        assert any(first <= day <= last for first, last in spells[row["student_id"]])
        told[row["student_id"], day].append((str(row["told_on"]), row["status"]))
    for (_, day), of_day in told.items():
        first, *later = sorted(of_day)
        assert first[0] == day.isoformat()
        assert later in ([], [((day + dt.timedelta(days=1)).isoformat(), "E")])
        assert not later or first[1] == "A", "what is excused later was an absence"


def test_who_acted_took_part(district: Any) -> None:
    """Each incident has one perpetrator, who alone is disciplined, and never is the victim."""
    plan = district.plan.happens
    parts = plan["incident_students"].select("incident_id", "student_id", "role").collect()
    causes = {row["incident_id"]: row["student_id"] for row in parts if row["role"] == "Perpetrator"}
    assert causes.keys() == {row["incident_id"] for row in plan["incidents"].select("incident_id").collect()}
    assert all(causes[row["incident_id"]] != row["student_id"] for row in parts if row["role"] == "Victim")
    actions = plan["discipline_actions"].select("incident_id", "student_id", "action", "days_assigned").collect()
    assert all(causes[row["incident_id"]] == row["student_id"] for row in actions)
    assert all((row["days_assigned"] is None) == (row["action"] == "Detention") for row in actions)

"""What the tables must say, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.jobs.steps.generate.district import truth
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries, school_years

pytestmark = pytest.mark.once
YEARS = school_years(2)


def test_members_are_those_whose_stay_holds_on_the_census_day(district: Any) -> None:
    told = truth.of(district.stays, district.plan, YEARS)
    stays = district.stays.select("student", "school", "entry_date", "exit_date", "household").collect()
    for year in YEARS:
        there = Counter(r["school"] for r in stays if r["entry_date"] <= year.census <= r["exit_date"])
        assert told["members"][str(year.ends)] == there
    opening = {r["student"] for r in stays if r["entry_date"] <= OPENING <= r["exit_date"]}
    assert told["members_at_opening"] == len(opening) > 0
    assert told["households"] == len({row["household"] for row in stays})


def test_nothing_counts_that_no_delivery_tells(district: Any) -> None:
    told = truth.of(district.stays, district.plan, YEARS)
    last = deliveries()[-1].isoformat()
    incidents = district.plan.happens["incidents"].select("told_on", "status", "date").collect()
    known = [row for row in incidents if row["told_on"] <= last]
    assert told["records"]["incidents"] == len(known) < len(incidents)
    months = Counter(row["date"][:7] for row in known if row["status"] != "Dismissed")
    assert told["incidents"] == months

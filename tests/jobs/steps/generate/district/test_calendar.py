"""Days of school: weekdays without holidays, and which of them are told when."""

from __future__ import annotations

import datetime as dt

import pytest

from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries, registered, school_years

pytestmark = pytest.mark.once
YEARS = school_years(2)


def test_days_of_a_year() -> None:
    [year] = school_years(1)
    assert (year.first, year.last, year.census) == (dt.date(2024, 8, 19), dt.date(2025, 6, 6), dt.date(2024, 10, 1))
    closed = ("2024-09-02", "2024-11-28", "2024-11-29", "2024-12-21", "2025-01-03", "2025-01-20", "2025-04-14")
    assert not {day.isoformat() for day in year.days} & {*closed}
    assert {"2024-09-09", "2024-11-27", "2024-12-20", "2025-01-06", "2025-01-13"} <= {d.isoformat() for d in year.days}
    assert {day.weekday() for day in year.days} == set(range(5))


def test_years_are_told_oldest_first() -> None:
    assert [year.ends for year in school_years(3)] == [2023, 2024, 2025]


def test_the_registered_days_reach_from_before_the_opening_to_the_last_night() -> None:
    days = registered(YEARS[1])
    assert sum(day <= OPENING for day in days) == 20
    assert [day for day in days if day > OPENING] == [d for d in deliveries()[1:] if d.weekday() < 5]

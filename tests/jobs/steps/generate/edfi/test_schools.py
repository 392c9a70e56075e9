"""Schools, the weekdays of their calendars, and two sessions a year that hold all school days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.edfi import schools

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_there_is_a_school_of_each_band_in_each_zone(delivered: Any) -> None:
    held = delivered.standing("schools").values()
    names = {one["identificationCodes"][0]["identificationCode"]: one["schoolId"] for one in held}
    assert sorted(names) == ["E01", "E02", "H01", "H02", "M01", "M02"]
    assert names["H02"] == 255930002
    levels = {one["schoolId"]: len(one["gradeLevels"]) for one in held}
    assert (levels[names["E01"]], levels[names["M01"]], levels[names["H01"]]) == (6, 3, 4)


def test_school_is_held_on_the_days_of_the_district(delivered: Any) -> None:
    days = delivered.standing("calendarDates").values()
    held = {day.isoformat() for year in YEARS for day in year.days}
    for code in {one["calendarReference"]["calendarCode"] for one in days}:
        own = [one for one in days if one["calendarReference"]["calendarCode"] == code]
        kinds = {one["date"]: one["calendarEvents"][0]["calendarEventDescriptor"].partition("#")[2] for one in own}
        assert len(kinds) == len(own)
        assert all((kind == "Instructional day") == (date in held) for date, kind in kinds.items())
        assert all(dt.date.fromisoformat(date).weekday() < 5 for date in kinds)
        assert {"Instructional day", "Holiday"} == {*kinds.values()}
    assert {one["date"] for one in days} >= held


def test_each_year_has_two_sessions_one_after_the_other(delivered: Any) -> None:
    for year in YEARS:
        spans = {
            (one["beginDate"], one["endDate"], one["totalInstructionalDays"])
            for one in delivered.standing("sessions").values()
            if one["schoolYearTypeReference"]["schoolYear"] == year.ends
        }
        (first, middle, fall), (then, last, spring) = sorted(spans)
        assert first == year.first.isoformat() < middle < then < last == year.last.isoformat()
        assert fall + spring == len(year.days)


def test_a_day_is_in_the_term_of_its_year(spark: SparkSession, district: Any) -> None:
    year = YEARS[-1]
    last = year.days[schools.SPRING - 1]
    days = [year.first, last, last + dt.timedelta(days=1), year.last]
    columns = [schools.term_on(F.lit(day.isoformat()), district) for day in days]
    assert [*(spark.range(1).select(*columns).first() or ())] == ["Fall", "Fall", "Spring", "Spring"]

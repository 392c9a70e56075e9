"""What the tables must say, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.steps.generate.district import truth
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries, school_years
from edulake.jobs.steps.generate.district.plan import Plan

pytestmark = [pytest.mark.once, pytest.mark.more]
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


def test_what_becomes_no_row_of_its_own_is_counted_beside_the_records(spark: SparkSession) -> None:
    rows = spark.sql(
        "SELECT * FROM VALUES ('2025-03-01', false), ('2025-04-01', true), ('2025-04-05', false), ('2025-04-06', false)"
        " AS t (told_on, is_again)"
    )
    told = truth.told(Plan({}, {"marked": rows, "plain": rows.select("told_on"), "later": rows.where("false")}))
    assert truth.counts(told) == {
        "records": {"marked": 2, "plain": 3, "later": 0},
        "again": {"marked": 1},
    }


def test_what_staff_missed_and_learned(district: Any) -> None:
    """Day by day, of each person once; a half day of jury duty leaves half of it to be missed."""
    told, last = truth.of(district.stays, district.plan, YEARS), deliveries()[-1].isoformat()
    fte = {row["staff_id"]: Decimal(row["fte"]) for row in district.plan.lasts["staff_roles"].collect()}
    days: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in district.plan.happens["staff_absences"].where(f"told_on <= '{last}'").collect():
        if row["category"] != "Professional Development":
            days[row["staff_id"], row["date"]][row["category"] != "Jury Duty"] += Decimal(row["share_of_day"])
    months: Counter[str] = Counter()
    for (who, day), (excused, missed) in days.items():
        months[day[:7]] += fte[who] * min(1 - min(excused, 1), missed)  # type: ignore[assignment]
    assert {month: Decimal(of) for month, of in told["staff_absent_days"].items()} == {
        month: of for month, of in months.items() if of
    }
    hours: Counter[int] = Counter()
    for row in district.plan.happens["pd_attendance"].where(f"told_on <= '{last}'").collect():
        hours[int(row["date"][:4]) + (row["date"][5:7] > "06")] += int(row["amount"]) * (row["status"] == "Completed")
    assert {int(year): Decimal(of) for year, of in told["staff_learned_hours"].items()} == hours

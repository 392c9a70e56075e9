"""Health, transport and applications: doses months apart, both ways, stages one after another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import school_years

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_applications_reach_one_stage_after_another(district: Any) -> None:
    reached = defaultdict(dict)
    for row in district.plan.happens["application_stages"].collect():
        reached[row["application_id"]][row["stage"]] = row["stage_date"]
    ways = {tuple(sorted(stages, key=lambda stage: (stages[stage], stage))) for stages in reached.values()}
    assert ways <= {
        ("Applied", "Denied"),
        ("Applied", "Offered", "Declined"),
        ("Applied", "Offered", "Accepted"),
        ("Applied", "Offered", "Accepted", "Enrolled"),
    }
    assert len(ways) > 1


def test_doses_of_a_vaccine_are_months_apart_and_exemptions_are_of_who_has_none(district: Any) -> None:
    rows = district.plan.happens["health_records"].where("kind <> 'Visit'").collect()
    doses = defaultdict(dict)
    for row in rows:
        if row["kind"] == "Immunization":
            doses[row["student_id"], row["code"]][int(row["dose"])] = dt.date.fromisoformat(row["event_date"])
    assert all(
        (of[later] - of[dose]).days == 60 * (later - dose) for of in doses.values() for dose in of for later in of
    )
    exempt = {row["student_id"] for row in rows if row["kind"] == "Exemption"}
    assert exempt
    assert not exempt & {student for student, _ in doses}


def test_riders_ride_both_ways(district: Any) -> None:
    rides = district.plan.lasts["transport_riders"].groupBy("student_id", "begin_date")
    ways = rides.agg(F.sort_array(F.collect_list("direction")).alias("ways")).collect()
    assert {tuple(row["ways"]) for row in ways} == {("From School", "To School")}

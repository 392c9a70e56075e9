"""Who works in the schools: roles, absences and sessions on school days of the years of work."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import school_years

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_what_members_of_the_staff_do_happens_while_they_work(district: Any) -> None:
    plan = district.plan
    roles = {row["staff_id"]: row for row in plan.lasts["staff_roles"].collect()}
    assert roles.keys() == {row["staff_id"] for row in plan.lasts["staff"].select("staff_id").collect()}
    school = {day.isoformat() for year in YEARS for day in year.days}
    for name in ("staff_absences", "pd_attendance"):
        rows = plan.happens[name].select("staff_id", "date", "told_on", "school_id").collect()
        assert rows, "nothing happened"
        for row in rows:
            role = roles[row["staff_id"]]
            assert row["date"] in school
            assert role["begin_date"] <= row["date"] <= (role["end_date"] or row["date"])
            assert (row["told_on"], row["school_id"]) == (row["date"], role["school_id"])

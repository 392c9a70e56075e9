"""What is told: columns that the subjects ask for, each row with the day on which it is told."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.plan import HAPPENS, LASTS
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)

MARKS = {"told_on", "gone_after", "ends"}


def test_each_table_is_of_a_subject_and_fills_its_form(district: Any) -> None:
    plan = district.plan
    for name, rows in {**plan.lasts, **plan.happens}.items():
        form = SUBJECTS[name].form
        asked = {column.removeprefix("raw_") for column in form.table.column_names if column.startswith("raw_")}
        assert not {*rows.columns} - asked - MARKS, name
        assert {*form.required} <= {*rows.columns}, name
    assert all("told_on" in rows.columns for rows in plan.happens.values())


def test_its_tables_are_those_that_may_be_asked_for(told: Any) -> None:
    assert (sorted(told.plan.lasts), sorted(told.plan.happens)) == (sorted(LASTS), sorted(HAPPENS))


def test_a_membership_is_told_from_its_first_day_on(district: Any) -> None:
    rows = district.plan.lasts["memberships"].select("entry_date", "told_on", "ends").collect()
    assert len(rows) == district.stays.count()
    assert all(row["told_on"] == row["entry_date"] <= row["ends"] for row in rows)

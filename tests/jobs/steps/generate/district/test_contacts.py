"""Guardians, whose children they are, and the groups of students."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import school_years

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_children_of_one_household_have_the_same_guardians(district: Any) -> None:
    tables = district.plan.lasts
    home = {f"D{row['student']:07d}": row["household"] for row in district.of.select("student", "household").collect()}
    links = tables["guardian_links"].collect()
    guardians = [row["guardian_id"] for row in tables["guardians"].select("guardian_id").collect()]
    assert len(guardians) == len(set(guardians))
    of_home = defaultdict(set)
    for row in links:
        if row["relation"] == "Self":
            assert row["guardian_id"] == row["student_id"]
        else:
            assert row["guardian_id"] in guardians
            of_home[row["guardian_id"]].add(home[row["student_id"]])
            assert (row["relation"] == "Mother") == (row["is_primary"] == "Yes")
    assert {len(homes) for homes in of_home.values()} == {1}


def test_each_student_has_one_sex_and_one_race(district: Any) -> None:
    groups = district.plan.lasts["student_groups"].groupBy("student_id", "kind").count().collect()
    assert {row["count"] for row in groups} == {1}
    kinds = Counter(row["kind"] for row in groups)
    assert kinds["Sex"] == kinds["Race"] == kinds["Hispanic"] > kinds["Special Education"] > 0

"""Who studies where: in one school at a time, from a first to a last day of the year."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district import people
from edulake.jobs.steps.generate.district.calendar import school_years

pytestmark = pytest.mark.once
YEARS = school_years(2)


@pytest.mark.more
def test_a_student_is_in_one_school_at_a_time(district: Any) -> None:
    columns = ("student", "school", "entry_date", "exit_date", "school_year", "grade")
    by_student = defaultdict(list)
    for row in district.stays.select(*columns).collect():
        by_student[row["student"]].append(row)
    for rows in by_student.values():
        ordered = sorted(rows, key=lambda row: row["entry_date"])
        assert all(row["entry_date"] <= row["exit_date"] for row in rows)
        assert all(a["exit_date"] < b["entry_date"] for a, b in pairwise(ordered))
        grades = {row["school_year"]: row["grade"] for row in rows}
        assert len({year - grade for year, grade in grades.items()}) == 1, "a grade a year"
    assert max(Counter(len({r["school"] for r in rows}) for rows in by_student.values())) > 1, "nobody moves"


def test_schools_are_named_by_their_band_and_zone(spark: SparkSession) -> None:
    # The hundredth zone is not the tenth.
    cases = {(0, 5): "E01", (0, 6): "M01", (1, 8): "M02", (1, 9): "H02", (9, 9): "H10", (99, 9): "H100"}
    named = [people.school(F.lit(zone), F.lit(grade)) for zone, grade in cases]
    assert list(spark.range(1).select(*[c.alias(str(n)) for n, c in enumerate(named)]).first() or ()) == [
        *cases.values()
    ]


def test_a_large_district_has_more_zones() -> None:
    assert [people.zones(students) for students in (1, 5_000, 10_000)] == [2, 2, 4]

"""Results of students are those of the district, each of a test that is told."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_results_are_those_of_the_district(delivered: Any, district: Any) -> None:
    last = delivered.nights()[-1].name
    rows = district.plan.happens["assessments"].where(f"told_on <= '{last}'").collect()
    every = delivered.standing("studentAssessments").values()
    held = {one["studentAssessmentIdentifier"]: one for one in every if one["scoreResults"]}
    assert held.keys() == {row["assessment_id"] for row in rows}
    for row in rows:
        one = held[row["assessment_id"]]
        assert one["scoreResults"][0]["result"] == row["score"]
        assert one["administrationDate"] == f"{row['assessment_date']}T00:00:00Z"
        assert one["schoolYearTypeReference"]["schoolYear"] == int(row["school_year"])
        test = one["assessmentReference"]["assessmentIdentifier"]
        assert test == f"{row['subject'].upper()}-{row['school_year']}-{row['term']}"


def test_tests_are_of_each_year_term_and_subject(delivered: Any) -> None:
    tests = {one["assessmentIdentifier"]: one for one in delivered.standing("assessments").values()}
    assert len(tests) == 2 * (2 + 1) * 2, "two years, two terms and the aims, two subjects"
    assert tests["MATH-2025-Fall"]["assessmentTitle"] == "Math, fall 2025"
    assert all(len(one["assessedGradeLevels"]) == 13 for one in tests.values())

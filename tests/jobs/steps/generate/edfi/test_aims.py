"""Parts of tests, and results in them: those of the district, but for what is corrected and taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from edulake.jobs.steps.generate.edfi import aims, assessments

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_a_part_tells_at_first_of_another_standard(district: Any, told: Any) -> None:
    opening, *nights = told(aims.objective_assessments(district), "objectiveAssessments").values()
    parts = {(one["assessmentReference"]["assessmentIdentifier"], one["identificationCode"]): one for one in opening}
    assert len(parts) == len(opening) == 18 * 2
    [[again]] = nights

    def of(one: Any) -> str:
        [standard] = one["learningStandards"]
        return standard["learningStandardReference"]["learningStandardId"]

    other = {key for key, one in parts.items() if of(one) != one["identificationCode"]}
    assert other == {("MATH-2025-Aims", aims.MOVED)}
    assert (of(parts["MATH-2025-Aims", aims.MOVED]), of(again)) == (aims.INSTEAD, aims.MOVED)


def test_results_are_those_of_the_district(district: Any, told: Any) -> None:
    by_night = told(assessments.student_assessments(district), "studentAssessments")
    last = {one["id"]: one for night in sorted(by_night) for one in by_night[night] if not one["scoreResults"]}
    rows = district.plan.happens["objective_results"].where("score IS NOT NULL").collect()
    due = {row["objective_result_id"]: row for row in rows}
    off = 0
    for one in last.values():
        row, [part] = due[one["studentAssessmentIdentifier"]], one["studentObjectiveAssessments"]
        assert part["objectiveAssessmentReference"]["identificationCode"] == row["standard_id"]
        assert part["administrationDate"] == f"{row['date']}T00:00:00Z"
        [score] = part["scoreResults"]
        difference = abs(Decimal(score["result"]) - Decimal(row["score"]))
        assert difference in (0, 1)
        off += bool(difference)
    assert 0 < off < len(last) / 20
    standing = {row["assessment_id"]: row["score"] for row in aims.standing(district).collect()}
    assert 0 < len(last.keys()) - len(standing) < len(last) / 20, "some are taken back"

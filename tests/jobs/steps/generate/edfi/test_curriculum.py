"""Standards of the district, and ratings of skills by teachers in terms that have a grading period."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.curriculum import tree
from edulake.jobs.steps.generate.edfi import curriculum

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_standards_are_the_tree(district: Any, told: Any) -> None:
    [standards] = told(curriculum.learning_standards(district), "learningStandards").values()
    above = {
        one["learningStandardId"]: one.get("parentLearningStandardReference", {}).get("learningStandardId")
        for one in standards
    }
    assert above == {node.code: node.parent for node in tree()}
    assert {str(one["contentStandard"]) for one in standards} == {
        str({"title": "District curriculum", "version": "2020"})
    }


def test_ratings_are_those_of_teachers_that_may_be_read(district: Any, told: Any) -> None:
    by_night = told(curriculum.competencies(district), "studentCompetencyObjectives")
    every = [one for night in by_night.values() for one in night]
    rows = district.plan.happens["skill_ratings"].where(
        "NOT is_aside AND level IS NOT NULL AND rater_kind = 'Teacher' AND term <> 'Winter' AND told_on <= '2025-04-05'"
    )
    due = Counter((row["student_id"], row["category"], row["term"], row["school_year"]) for row in rows.collect())
    found = Counter(
        (
            one["studentReference"]["studentUniqueId"],
            one["objectiveCompetencyObjectiveReference"]["objective"],
            one["gradingPeriodReference"]["gradingPeriodName"],
            str(one["gradingPeriodReference"]["schoolYear"]),
        )
        for one in every
    )
    assert found == due
    levels = Counter(one["competencyLevelDescriptor"].partition("#")[2] for one in every)
    assert set(levels) == {*curriculum.LEVELS.values(), "ZZ9"}
    assert 0 < len(every) - curriculum.standing_ratings(district).count() < len(every) / 20

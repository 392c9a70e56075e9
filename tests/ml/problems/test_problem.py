"""What one model after the other is made for: a problem, at a cut-off where it has some."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edulake.config.early_warning import EarlyWarning
from edulake.ml.problems import PROBLEMS
from edulake.ml.problems.problem import Problem

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (None, "course_result"),
        (Decimal("0.2"), "course_result-20"),
        (Decimal("0.20"), "course_result-20"),
        (Decimal("0.05"), "course_result-5"),
        (Decimal(1), "course_result-100"),
    ],
)
def test_a_cut_off_is_told_in_percent(share: Decimal | None, name: str) -> None:
    """However many digits it was given in, its models follow one another."""
    assert PROBLEMS["course_result"].looking_at(share) == name


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_can_say_what_it_shows(problem: Problem) -> None:
    """A concept without a sentence would be a reason that nobody is told; an audited column that is a feature, a bias."""
    assert PROBLEMS[problem.name] is problem
    concepts = {feature.concept for feature in problem.features}
    assert problem.rule in concepts
    names = [feature.name for feature in problem.features]
    assert len(names) == len(set(names))
    assert not set(names) & set(problem.audited)
    shares = problem.shares(EarlyWarning(shares=[Decimal("0.3")]))
    assert list(shares) in ([Decimal("0.3")], [None])


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_concept_has_its_sentence(problem: Problem, spark: object) -> None:
    assert set(problem.words()) == {feature.concept for feature in problem.features}

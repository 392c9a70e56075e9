"""All problems, in the order in which their models are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ml.problems.course_result.examples import COURSE_RESULT
from edulake.ml.problems.dropout.examples import DROPOUT
from edulake.ml.problems.school_risk.examples import SCHOOL_RISK

if TYPE_CHECKING:
    from edulake.ml.problems.problem import Problem

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in (COURSE_RESULT, SCHOOL_RISK, DROPOUT)}

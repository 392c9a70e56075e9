"""All problems, in the order in which their models are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ml.course import COURSE_RESULT
from edulake.ml.school import SCHOOL_RISK

if TYPE_CHECKING:
    from edulake.ml.problem import Problem

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in (COURSE_RESULT, SCHOOL_RISK)}

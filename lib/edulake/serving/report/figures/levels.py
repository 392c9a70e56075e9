"""Levels of scores: of students by their mean, each once, and of results; grouped once for all figures of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.governance import released
from edulake.serving.report import charts
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.reading import Reading

# From the lowest on; those without a score first.
NAMES = {
    "Unknown": "No score",
    "Low Performer": "Low (under 70)",
    "Medium Performer": "Medium (70 to 85)",
    "High Performer": "High (85 or more)",
}
SHORT = {
    "Unknown": "No score",
    "Low Performer": "Low (<70)",
    "Medium Performer": "Medium",
    "High Performer": "High (85+)",
}
COLOURS = {
    "Unknown": charts.NEUTRAL,
    "Low Performer": charts.ACT,
    "Medium Performer": charts.FAIR,
    "High Performer": charts.GOOD,
}
OF_SCORE = """CASE WHEN score IS NULL THEN 'Unknown' WHEN score < 70 THEN 'Low Performer'
            WHEN score < 85 THEN 'Medium Performer' ELSE 'High Performer' END"""
RESULTS_BY_LEVEL = f"""
SELECT level, count(*) AS results, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, {OF_SCORE} AS level FROM {ASSESSMENTS} WHERE NOT is_deleted) AS levelled
GROUP BY level
"""


@dataclass(frozen=True)
class Level:
    """One level, or several that are shown as one because few students have one of them."""

    of: tuple[str, ...]

    @property
    def name(self) -> str:
        return " or ".join(NAMES[level] for level in self.of)

    @property
    def short(self) -> str:
        return " or ".join(SHORT[level] for level in self.of)

    @property
    def colour(self) -> str:
        return COLOURS[self.of[-1]]


def of_results(lake: Reading) -> list[Level]:
    """The levels of results; a student may have some of each."""
    return grouped(lake.rows(RESULTS_BY_LEVEL), overlapping=True)


def grouped(rows: Sequence[Row], *, overlapping: bool = False) -> list[Level]:
    """The levels that somebody has, from the lowest on, each of ten students: small ones with a neighbour."""
    students: Counter[str] = Counter()
    for row in rows:
        students[row["level"]] += row["students"]
    held = [name for name in NAMES if students[name]]
    bands = released.neighbours([students[name] for name in held], overlapping=overlapping)
    return [Level(tuple(held[at] for at in of)) for of in bands if held]

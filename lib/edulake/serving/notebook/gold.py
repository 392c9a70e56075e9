"""03_gold: who does well, who is at risk, and what is hard?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from edulake.gold import PRODUCTS
from edulake.serving import questions
from edulake.serving.notebook import asked, draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from edulake.serving.notebook.exhibit import Exhibits
    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Row

RESULTS = SUBJECTS["assessments"].table
SUBJECT = PRODUCTS["subject_performance_analytics"].table
BANDS = ("High", "Medium", "Low")
CROSSED = f"""
SELECT performance_category AS performance, engagement_category AS engagement, count(*) AS n
FROM {RESULTS} WHERE NOT is_deleted GROUP BY 1, 2
"""
DIFFICULTY = f"""
SELECT subject, grade_level AS grade, CAST(difficulty_rating AS DOUBLE) AS difficulty, total_assessments AS results
FROM {SUBJECT} WHERE difficulty_rating IS NOT NULL ORDER BY subject, grade_level
"""
MOST_SUBJECTS = 14
FEWEST_RESULTS = 10


def people(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.people.QUESTIONS)


def learning(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.learning.QUESTIONS)


def curriculum(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.curriculum.QUESTIONS)


def wellbeing(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.wellbeing.QUESTIONS)


def voices(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.voices.QUESTIONS)


def operations(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.operations.SERVICES)


@asks(RESULTS)
def performance_and_engagement(lake: Lakehouse) -> Exhibit:
    """Results by category of score and of engagement, where both are known."""
    cells = {(row["performance"], row["engagement"]): row["n"] for row in lake.rows(CROSSED)}
    grid = [[cells.get((score, effort), 0) for effort in BANDS] for score in BANDS]
    known, total = sum(map(sum, grid)), sum(cells.values())
    if not known:
        return Exhibit(f"None of {total:,} results states both score and engagement.")
    says = f"Both are known of {known:,} of {total:,} results. {_rise(grid)}"
    rows = [f"{band} score" for band in BANDS]
    figure = draw.heatmap(
        rows, [f"{band} engagement" for band in BANDS], grid, "Results by score and engagement", "{:,}"
    )
    return Exhibit(says, figure)


@asks(SUBJECT)
def difficulty(lake: Lakehouse) -> Exhibit:
    """How hard each subject is in each grade, from 0 (everybody has 100) to 5 (everybody has 0)."""
    rows = [row for row in lake.rows(DIFFICULTY) if row["results"] >= FEWEST_RESULTS]
    if not rows:
        return Exhibit(f"No subject has {FEWEST_RESULTS} results in a grade yet.")
    cells = {(row["subject"], row["grade"]): row["difficulty"] for row in rows}
    subjects = _hardest_first(rows)
    grades = sorted({grade for subject, grade in cells if subject in subjects}, key=_place)
    hardest = max(rows, key=lambda row: (row["difficulty"], row["results"]))
    says = (
        f"The hardest is {hardest['subject']}, {hardest['grade']} ({hardest['difficulty']:.2f} of 5), of subjects with "
    )
    says += f"{FEWEST_RESULTS} results or more in a grade. Empty: fewer than that."
    grid = [[cells.get((subject, grade)) for grade in grades] for subject in subjects]
    return Exhibit(says, draw.heatmap(subjects, [_short(g) for g in grades], grid, "Difficulty, 0 to 5", "{:.2f}", 5))


def _rise(grid: list[list[int]]) -> str:
    """How the share of high scores moves with engagement. It is no proof of a cause."""
    shares = [grid[0][at] / whole if (whole := sum(row[at] for row in grid)) else None for at in (0, 2)]
    if None in shares:
        return ""
    return f"Scores are high in {shares[0]:.0%} of results with high engagement, in {shares[1]:.0%} of those with low."


def _hardest_first(rows: list[Row]) -> list[str]:
    """The subjects with the most results, ordered by their mean difficulty."""
    results: Counter[str] = Counter()
    weighed: Counter[str] = Counter()
    for row in rows:
        results[row["subject"]] += row["results"]
        weighed[row["subject"]] += row["difficulty"] * row["results"]
    most = [subject for subject, _ in results.most_common(MOST_SUBJECTS)]
    return sorted(most, key=lambda subject: -weighed[subject] / results[subject])


def _place(grade: str) -> tuple[int, str]:
    """Kindergarten, the grades by number, then everything else."""
    digits = "".join(filter(str.isdigit, grade))
    return (0 if grade == "Kindergarten" else int(digits) if digits else 99, grade)


def _short(grade: str) -> str:
    return {"Kindergarten": "K"}.get(grade, grade.removesuffix(" Grade"))

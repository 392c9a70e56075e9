"""03_gold: who does well, who is at risk, and what is hard?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from edulake.gold import PRODUCTS
from edulake.serving.notebook import draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from edulake.serving.notebook.lakehouse import Lakehouse, Row

RESULTS = SUBJECTS["assessments"].table
STUDENTS = PRODUCTS["student_performance_aggregates"].table
SUBJECT = PRODUCTS["subject_performance_analytics"].table
COURSES = PRODUCTS["course_completion"].table
ABSENCE = PRODUCTS["attendance_insights"].table
BANDS = ("High", "Medium", "Low")
CROSSED = f"""
SELECT performance_category AS performance, engagement_category AS engagement, count(*) AS n
FROM {RESULTS} WHERE NOT is_deleted GROUP BY 1, 2
"""
RISK = f"""
SELECT risk_level AS risk, count(*) AS students, avg(CAST(avg_score AS DOUBLE)) AS score,
       avg(CAST(avg_engagement AS DOUBLE)) AS engagement, avg(CAST(performance_trend AS DOUBLE)) AS trend
FROM {STUDENTS} GROUP BY risk_level
"""
RISK_COLOURS = {"High Risk": draw.POOR, "Medium Risk": draw.SKY, "Low Risk": draw.GOOD}
DIFFICULTY = f"""
SELECT subject, grade_level AS grade, CAST(difficulty_rating AS DOUBLE) AS difficulty, total_assessments AS results
FROM {SUBJECT} WHERE difficulty_rating IS NOT NULL ORDER BY subject, grade_level
"""
MOST_SUBJECTS = 14
FEWEST_RESULTS = 10
OUTCOMES = {
    "completed": draw.GOOD,
    "failed": draw.POOR,
    "withdrawn": draw.GREY,
    "still_open": draw.SKY,
    "not_told": draw.GREY,
}
COMPLETION = f"""
SELECT course_id, enrolled, completed, failed, withdrawn, still_open, not_told, completion_rate
FROM {COURSES} WHERE enrolled > 0 ORDER BY completion_rate IS NULL, completion_rate, course_id LIMIT 20
"""
BANDS_OF_ABSENCE = f"SELECT absence_band AS band, count(*) AS students FROM {ABSENCE} GROUP BY absence_band"
ABSENCE_COLOURS = {
    "Satisfactory": draw.GOOD,
    "At Risk": draw.SKY,
    "Moderate Chronic": draw.POOR,
    "Severe Chronic": draw.POOR,
    "Too Few Days": draw.GREY,
}
CHRONIC = (
    f"SELECT count(*) AS students, sum(CASE WHEN is_chronically_absent THEN 1 ELSE 0 END) AS chronic FROM {ABSENCE}"
)


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


@asks(STUDENTS)
def risk(lake: Lakehouse) -> Exhibit:
    """Students by level of risk, with their means."""
    found = {row["risk"]: row for row in lake.rows(RISK)}
    if not found:
        return Exhibit("There is no student with a result yet.")
    ordered = [found[name] for name in (*RISK_COLOURS, *sorted(found.keys() - RISK_COLOURS)) if name in found]
    students = sum(row["students"] for row in ordered)
    high = found.get("High Risk", {"students": 0})["students"]
    says = f"{high:,} of {students:,} students (by grade) are at high risk: a rule over what was, not a forecast."
    figure = draw.bars(
        {row["risk"]: row["students"] for row in ordered}, "Students, by level of risk", "{:,}", RISK_COLOURS
    )
    head = ("risk", "students", "mean score", "mean engagement", "mean trend")
    return Exhibit(says, figure, head, [tuple(row.values()) for row in ordered])


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


@asks(COURSES)
def completion(lake: Lakehouse) -> Exhibit:
    """How enrollments in each course ended; the lowest rates of completion first."""
    rows = lake.rows(COMPLETION)
    if not rows:
        return Exhibit("No source says how its courses ended.")
    parts = {name.replace("_", " "): colour for name, colour in OUTCOMES.items() if any(row[name] for row in rows)}
    drawn = {row["course_id"]: {name: row[name.replace(" ", "_")] or 0 for name in parts} for row in rows}
    course, rate = rows[0]["course_id"], rows[0]["completion_rate"]
    says = "No outcome is known yet of any enrollment."
    if rate is not None:
        says = f"{course} is completed least: {float(rate):.0%} of its enrollments with a known outcome."
    return Exhibit(
        says, draw.shares(drawn, "How enrollments ended", parts), list(rows[0]), [tuple(r.values()) for r in rows]
    )


@asks(ABSENCE)
def absence(lake: Lakehouse) -> Exhibit:
    """Students and school years by how much was missed."""
    [all_of_it] = lake.rows(CHRONIC)
    if not all_of_it["students"]:
        return Exhibit("There is no attendance yet.")
    found = {row["band"]: row["students"] for row in lake.rows(BANDS_OF_ABSENCE)}
    bands = {band: found[band] for band in ABSENCE_COLOURS if band in found}
    says = f"{all_of_it['chronic']:,} of {all_of_it['students']:,} students (by school year) are chronically absent."
    return Exhibit(says, draw.bars(bands, "Students, by share of days missed", "{:,}", ABSENCE_COLOURS))


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

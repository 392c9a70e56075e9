"""How do students do, by grade, against their engagement, and over time?"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from edulake.gold.student_performance_aggregates import TABLE as AGGREGATES
from edulake.report import charts, suppression
from edulake.report.parts import HIDDEN, Action, Chart, Section, Table
from edulake.report.words import grades_in_order, spelled
from edulake.silver.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.report.parts import Choices
    from edulake.report.reading import Reading, Row

LEVELS = ("High Performer", "Medium Performer", "Low Performer", "Unknown")
NAMES = {
    "High Performer": "High (85 or more)",
    "Medium Performer": "Medium (70 to 85)",
    "Low Performer": "Low (under 70)",
    "Unknown": "No score",
}
COLOURS = {
    "High Performer": charts.GOOD,
    "Medium Performer": charts.FAIR,
    "Low Performer": charts.ACT,
    "Unknown": charts.NEUTRAL,
    "Others": charts.NEUTRAL,
}
BY_GRADE = f"""
SELECT grade_level, overall_performance_category AS level, count(*) AS students
FROM {AGGREGATES} GROUP BY grade_level, overall_performance_category
"""
# Lower ends of the bands of the two means, from the lowest on.
SCORE_ENDS = (0, 60, 65, 70, 75, 80, 85, 90)
ENGAGEMENT_ENDS = (0, 40, 50, 60, 70, 80, 90)


def _banded(column: str, ends: Sequence[int]) -> str:
    """SQL for the number of the band of a mean."""
    cases = " ".join(f"WHEN {column} >= {end} THEN {at}" for at, end in reversed(list(enumerate(ends))))
    return f"CASE {cases} END"


BY_ENGAGEMENT = f"""
SELECT score, engagement, count(*) AS students FROM (
  SELECT {_banded("avg_score", SCORE_ENDS)} AS score, {_banded("avg_engagement", ENGAGEMENT_ENDS)} AS engagement
  FROM {AGGREGATES} WHERE avg_score IS NOT NULL AND avg_engagement IS NOT NULL) AS banded
GROUP BY score, engagement
"""
BIN = 5
BY_SCORE = f"""
SELECT bin, count(*) AS results, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, CASE WHEN score >= 95 THEN 95 ELSE CAST(floor(score / {BIN}) AS INT) * {BIN} END AS bin
  FROM {ASSESSMENTS} WHERE score IS NOT NULL AND NOT is_deleted) AS binned
GROUP BY bin
"""
BY_MONTH = f"""
SELECT month, count(*) AS results, count(DISTINCT student_id) AS students, avg(score) AS score,
       avg(engagement_score) AS engagement FROM (
  SELECT date_trunc('month', assessment_date) AS month, student_id, score, engagement_score
  FROM {ASSESSMENTS} WHERE NOT is_deleted) AS dated
GROUP BY month ORDER BY month
"""
MONTHS = 24


def section(lake: Reading, _: Choices) -> Section:
    made = Section("results", "Results", "How do students do?")
    if lake.has(AGGREGATES):
        _by_grade(made, lake.rows(BY_GRADE))
        _by_engagement(made, lake.rows(BY_ENGAGEMENT))
    if lake.has(ASSESSMENTS):
        _by_score(made, lake.rows(BY_SCORE))
        _by_month(made, lake.rows(BY_MONTH))
    if not made.parts:
        made.empty = "There are too few results to show. Deliver assessments of at least ten students."
    return made


def counted(rows: Sequence[Row], row: str, column: str) -> dict[str, Counter[str]]:
    """`students` by two columns."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in rows:
        found[one[row]][one[column]] += one["students"]
    return found


def protected(counts: Mapping[str, Counter[str]], others: str) -> tuple[list[str], list[str], list[list[Any]]]:
    """Rows, columns and cells of a two-way table of students, small rows and columns together, small cells hidden.

    Nothing is left where all of it is a small group.
    """
    total: Counter[str] = Counter()
    for of_row in counts.values():
        total.update(of_row)
    if sum(total.values()) < suppression.SMALLEST:
        return [], [], []
    row_names = suppression.combined({name: sum(of.values()) for name, of in counts.items()}, others)
    column_names = suppression.combined(total, "Others")
    joined: dict[str, Counter[str]] = defaultdict(Counter)
    for name, of_row in counts.items():
        for column, students in of_row.items():
            joined[row_names[name]][column_names[column]] += students
    rows, columns = list(dict.fromkeys(row_names.values())), list(dict.fromkeys(column_names.values()))
    cells = [[joined[row][column] for column in columns] for row in rows]
    hidden = suppression.grid(cells)
    shown = [[HIDDEN if (r, c) in hidden else n for c, n in enumerate(of_row)] for r, of_row in enumerate(cells)]
    return rows, columns, shown


def _by_grade(made: Section, rows: Sequence[Row]) -> None:
    counts = counted(rows, "grade_level", "level")
    totals = {grade: sum(of.values()) for grade, of in counts.items()}
    grades, levels, cells = protected(counts, "Other grades")
    if not grades:
        return
    ordered = [
        grade
        for grade in (*grades_in_order([g for g in grades if g != "Other grades"]), "Other grades")
        if grade in grades
    ]
    placed = sorted(range(len(levels)), key=lambda c: (*LEVELS, "Others").index(levels[c]))
    names = [NAMES.get(levels[c], levels[c]) for c in placed]
    table, drawn = [], []
    for grade in ordered:
        of_row = cells[grades.index(grade)]
        of_grade = totals.get(grade) or sum(n for g, n in totals.items() if g not in grades)
        figures = [of_row[c] if of_row[c] is HIDDEN else of_row[c] / of_grade for c in placed]
        table.append([grade, of_grade, *figures])
        drawn += [
            {"grade": grade, "level": name, "share": share}
            for name, share in zip(names, figures, strict=True)
            if share is not HIDDEN
        ]
    colours = dict(zip(names, [COLOURS[levels[c]] for c in placed], strict=True))
    title = "Proficiency by grade"
    numbers = Table(title, ("Grade", "Students", *names), ("text", "count", *["share"] * len(names)), table)
    spec = charts.shares(drawn, "grade", ordered, "level", colours, "Share of students")
    made.parts.append(Chart(title, spec, _grade_says(table, names), numbers))
    _grade_action(made, table, names)


def _grade_says(table: Sequence[Sequence[Any]], names: Sequence[str]) -> str:
    worst = _lowest_grade(table, names)
    said = f"Students by level of their mean score, for {len(table)} grades."
    return said + (f" {worst[0]} has the largest share under 70: {worst[1]:.0%}." if worst else "")


def _lowest_grade(table: Sequence[Sequence[Any]], names: Sequence[str]) -> tuple[str, float] | None:
    if NAMES["Low Performer"] not in names:
        return None
    at = 2 + list(names).index(NAMES["Low Performer"])
    graded = [row for row in table if row[0] not in ("Ungraded", "Unknown", "Other grades")]
    shown = [(row[at], row[0]) for row in graded if row[at] is not HIDDEN and row[at] > 0]
    return (max(shown)[1], max(shown)[0]) if shown else None


def _grade_action(made: Section, table: Sequence[Sequence[Any]], names: Sequence[str]) -> None:
    worst = _lowest_grade(table, names)
    if worst:
        made.actions.append(
            Action(
                3,
                spelled(worst[1], "share"),
                f"of {worst[0]} students have a mean score under 70, more than in any other grade",
                "Bring this grade's team together and look at its subjects first.",
                made.anchor,
            )
        )


def _by_engagement(made: Section, rows: Sequence[Row]) -> None:
    """Students for whom both are told, by bands of both; small bands are joined with their neighbours."""
    if sum(row["students"] for row in rows) < suppression.SMALLEST:
        return
    counts = [[0] * len(ENGAGEMENT_ENDS) for _ in SCORE_ENDS]
    for row in rows:
        counts[row["score"]][row["engagement"]] += row["students"]
    scores = suppression.neighbours([sum(row) for row in counts])
    engaged = suppression.neighbours([sum(row[c] for row in counts) for c in range(len(ENGAGEMENT_ENDS))])
    cells = [[sum(counts[r][c] for r in of for c in across) for across in engaged] for of in scores]
    hidden = suppression.grid(cells)
    shown = [[HIDDEN if (r, c) in hidden else n for c, n in enumerate(row)] for r, row in enumerate(cells)]
    levels, bands = [_words(of, SCORE_ENDS) for of in scores], [_words(of, ENGAGEMENT_ENDS) for of in engaged]
    title = "Performance and engagement"
    table = [[level, *row] for level, row in zip(levels, shown, strict=True)][::-1]
    columns = ("Mean score", *[f"Engagement {band}" for band in bands])
    numbers = Table(title, columns, ("text", *["count"] * len(bands)), table)
    says = "Students for whom both are known, by their mean score and their mean engagement."
    both = _low_in_both(shown, scores, engaged)
    if both:
        says += f" {both:,} are low in both."
        made.actions.append(
            Action(
                2,
                f"{both:,}",
                "students are under 70 in score and under 60 in engagement",
                "Ask their teachers: is it the material, or is it being there?",
                made.anchor,
            )
        )
    made.parts.append(Chart(title, _matrix(levels, bands, shown, sum(map(sum, cells))), says, numbers))


def _words(of: range, ends: Sequence[int]) -> str:
    low, high = ends[of[0]], ends[of[-1] + 1] if of[-1] + 1 < len(ends) else None
    return f"{low} to {high}" if low and high else f"under {high}" if high else f"{low} or more"


def _low_in_both(shown: Sequence[Sequence[Any]], scores: Sequence[range], engaged: Sequence[range]) -> int | None:
    """Under 70 and under 60, if the bands end there and none of them is hidden."""
    low = [r for r, of in enumerate(scores) if SCORE_ENDS[of[-1]] < 70]
    absent = [c for c, of in enumerate(engaged) if ENGAGEMENT_ENDS[of[-1]] < 60]
    whole = any(SCORE_ENDS[of[0]] == 70 for of in scores) and any(ENGAGEMENT_ENDS[of[0]] == 60 for of in engaged)
    found = [shown[r][c] for r in low for c in absent]
    return sum(found) if whole and found and HIDDEN not in found else None


def _matrix(levels: Sequence[str], bands: Sequence[str], shown: Sequence[Sequence[Any]], everybody: int) -> charts.Spec:
    figures = [n / everybody for row in shown for n in row if n is not HIDDEN]
    classes = _classes(figures)
    drawn = [
        {"level": level, "band": band, "step": step, "text": spelled(n, "count"), "dark": step in list(classes)[3:]}
        for level, row in zip(levels, shown, strict=True)
        for band, n in zip(bands, row, strict=True)
        for step in ["hidden" if n is HIDDEN else _class(n / everybody, classes)]
    ]
    bare = {"domain": False, "ticks": False, "labelPadding": 8}
    x = charts.nominal("band", bands, "Mean engagement", axis={**bare, "orient": "bottom"})
    y = charts.nominal("level", levels[::-1], "Mean score", axis=bare)
    steps = [*classes, *(["hidden"] if any(d["step"] == "hidden" for d in drawn) else [])]
    return charts.in_cells(charts.heat(drawn, x, y, "step", steps, "Share of these students", 40), "text", "dark")


STEPS = {
    "under 2 %": 0.02,
    "2 to 5 %": 0.05,
    "5 to 10 %": 0.1,
    "10 to 20 %": 0.2,
    "20 to 40 %": 0.4,
    "40 % or more": 2.0,
}


def _classes(values: Sequence[float]) -> dict[str, float]:
    """The classes up to the highest that is needed."""
    needed = max((list(STEPS).index(_class(value, STEPS)) for value in values), default=0)
    return dict(list(STEPS.items())[: needed + 1])


def _class(value: float, classes: Mapping[str, float]) -> str:
    return next(name for name, end in classes.items() if value < end)


def _by_score(made: Section, rows: Sequence[Row]) -> None:
    by_bin = {row["bin"]: row for row in rows}
    bins = range(min(by_bin, default=0), 100, BIN)
    results = [by_bin[b]["results"] if b in by_bin else 0 for b in bins]
    students = [by_bin[b]["students"] if b in by_bin else 0 for b in bins]
    if max(students, default=0) < suppression.SMALLEST:
        return
    hidden = suppression.line(results, students)
    table = [[f"{b} to {b + BIN}", HIDDEN if at in hidden else results[at]] for at, b in enumerate(bins)]
    sides = {"under 70": charts.ACT, "70 or more": charts.GOOD}
    drawn = [
        {"bin": b, "results": results[at], "side": list(sides)[b >= 70]}
        for at, b in enumerate(bins)
        if at not in hidden
    ]
    title = "Distribution of scores"
    x = {"field": "bin", "type": "ordinal", "title": "Score, from", "scale": {"domain": list(bins)}}
    colour = charts.coloured("side", list(sides), list(sides.values()))
    spec = charts.columns(drawn, x, charts.number("results", "Results"), colour)
    below = [results[at] for at, b in enumerate(bins) if b < 70]
    says = "How many results fall into each five points of the score."
    if sum(below) and not any(at in hidden for at, b in enumerate(bins) if b < 70):
        says += f" {sum(below) / sum(results):.0%} of them are under 70."
    made.parts.append(Chart(title, spec, says, Table(title, ("Score", "Results"), ("text", "count"), table)))


def _by_month(made: Section, rows: Sequence[Row]) -> None:
    """The last 24 months with results. A month of few students is hidden with others of at least as many."""
    dated = [{**row, "month": _day(row["month"])} for row in rows][-MONTHS:]
    latest = dated[-1]["month"] if dated else dt.date.min
    dated = [
        row for row in dated if (latest.year - row["month"].year) * 12 + latest.month - row["month"].month < MONTHS
    ]
    hidden = suppression.line([row["results"] for row in dated], [row["students"] for row in dated])
    shown = [row for at, row in enumerate(dated) if at not in hidden]
    if len(shown) < 2:
        return
    title = "Scores and engagement over time"
    table = [[f"{row['month']:%Y-%m}", row["results"], row["score"], row["engagement"]] for row in shown]
    names = ["Mean score", *(["Mean engagement"] if any(row["engagement"] is not None for row in shown) else [])]
    drawn = [
        {"month": row["month"].isoformat(), "what": name, "mean": round(row[key], 2)}
        for row in shown
        for name, key in zip(names, ("score", "engagement"), strict=False)
        if row[key] is not None
    ]
    x = {
        "field": "month",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%b %Y", "grid": False, "tickCount": 8},
    }
    y = charts.number("mean", "Mean, of 100", "", scale={"zero": False, "padding": 12})
    spec = charts.lines(drawn, x, y, "what", names)
    numbers = Table(
        title, ("Month", "Results", "Mean score", "Mean engagement"), ("text", "count", "score", "score"), table
    )
    made.parts.append(
        Chart(title, spec, _trend(made, shown), numbers, "Different students are assessed in different months.")
    )


def _trend(made: Section, shown: Sequence[Row]) -> str:
    """The last month against the mean of up to three before it."""
    *before, last = [row for row in shown if row["score"] is not None][-4:]
    if not before:
        return "Mean score by month."
    change = last["score"] - sum(row["score"] for row in before) / len(before)
    when = f"{last['month']:%B %Y}"
    if change <= -2:
        made.actions.append(
            Action(
                3,
                f"{change:+.1f}",
                f"points: the mean score of {when} against the months before",
                "Find out what changed: the test, the class, or the weeks behind it.",
                made.anchor,
            )
        )
    return f"Mean score and engagement by month. The score of {when} is {last['score']:.1f}, {change:+.1f} against the months before it."


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value

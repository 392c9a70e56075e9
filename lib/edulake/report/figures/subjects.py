"""Which subjects are hard, and for whom?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.gold.subject_performance_analytics import TABLE as ANALYTICS
from edulake.report import charts, suppression
from edulake.report.parts import HIDDEN, Action, Chart, Section, Table, columns
from edulake.report.words import NO_GRADE, OTHER_GRADES, grades_in_order, spelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.report.parts import Choices
    from edulake.report.reading import Reading, Row

BY_SUBJECT = f"""
SELECT subject, grade_level, unique_students AS students, high_count + medium_count + low_count AS scored,
       high_count AS high, medium_count AS medium, low_count AS low, avg_score AS score, avg_engagement AS engagement
FROM {ANALYTICS}
"""
STEPS = {"85 or more": 85.0, "80 to 85": 80.0, "75 to 80": 75.0, "70 to 75": 70.0, "65 to 70": 65.0, "under 65": -1.0}
LONGEST = 40


class Cell(NamedTuple):
    """A subject in a grade: students are at least so many, as one may be counted in both of two joined groups."""

    students: int
    scored: int
    high: int
    medium: int
    low: int
    total: float


def section(lake: Reading, _: Choices) -> Section:
    made = Section("subjects", "Subjects", "Which subjects are hard, and for whom?")
    rows = [row for row in lake.rows(BY_SUBJECT) if row["scored"]] if lake.has(ANALYTICS) else []
    cells = joined(rows)
    names, grades = _names(cells)
    if not any(cell.students >= suppression.SMALLEST for cell in cells.values()):
        made.empty = "No subject has scores of ten students yet."
        return made
    hidden = _hidden(cells, names, grades)
    shown = {key: cell for key, cell in cells.items() if key not in hidden}
    _hardest(made, shown, names, grades)
    _difficulty(made, cells, hidden, names, grades)
    _all(made, cells, hidden, names, grades)
    return made


def joined(rows: Sequence[Row]) -> dict[tuple[str, str], Cell]:
    """Subjects by grade, where small subjects and small grades are taken together."""
    by_subject, by_grade = defaultdict(int), defaultdict(int)
    for row in rows:
        by_subject[row["subject"]] = max(by_subject[row["subject"]], row["students"])
        by_grade[row["grade_level"]] = max(by_grade[row["grade_level"]], row["students"])
    subjects = suppression.combined(by_subject, "Other subjects")
    grades = suppression.combined(by_grade, OTHER_GRADES)
    found: dict[tuple[str, str], Cell] = {}
    for row in rows:
        key = subjects[row["subject"]], grades[row["grade_level"]]
        old = found.get(key, Cell(0, 0, 0, 0, 0, 0.0))
        counts = {name: getattr(old, name) + row[name] for name in ("scored", "high", "medium", "low")}
        total = old.total + row["score"] * row["scored"]
        found[key] = Cell(students=max(old.students, row["students"]), total=total, **counts)
    return found


def _names(cells: Mapping[tuple[str, str], Cell]) -> tuple[list[str], list[str]]:
    """Subjects, hardest first, and grades in their order."""
    total, scored = defaultdict(float), defaultdict(int)
    for (subject, _), cell in cells.items():
        total[subject] += cell.total
        scored[subject] += cell.scored
    return sorted(total, key=lambda name: total[name] / scored[name]), grades_in_order(
        list({grade for _, grade in cells})
    )


def _hidden(cells: Mapping[tuple[str, str], Cell], names: Sequence[str], grades: Sequence[str]) -> set[tuple[str, str]]:
    empty = Cell(0, 0, 0, 0, 0, 0.0)
    table = [[cells.get((name, grade), empty) for grade in grades] for name in names]
    found = suppression.grid([[c.scored for c in row] for row in table], [[c.students for c in row] for row in table])
    return {(names[r], grades[c]) for r, c in found}


def _difficulty(
    made: Section,
    cells: Mapping[tuple[str, str], Cell],
    hidden: set[tuple[str, str]],
    names: Sequence[str],
    grades: Sequence[str],
) -> None:
    """Mean scores as a heat map, of the hardest subjects where there are many."""
    top = names[:LONGEST]
    drawn = []
    for (subject, grade), cell in cells.items():
        if subject in top:
            mean = cell.total / cell.scored
            step = "hidden" if (subject, grade) in hidden else next(name for name, low in STEPS.items() if mean >= low)
            drawn.append(
                {
                    "subject": subject,
                    "grade": _short(grade),
                    "step": step,
                    "text": "" if step == "hidden" else f"{mean:.0f}",
                    "dark": step in list(STEPS)[3:],
                }
            )
    steps = [step for step in (*STEPS, "hidden") if any(d["step"] == step for d in drawn)]
    x = charts.nominal(
        "grade", [_short(g) for g in grades], axis={"orient": "top", "domain": False, "ticks": False, "labelAngle": 0}
    )
    y = charts.nominal("subject", top, axis={"domain": False, "ticks": False, "labelPadding": 8})
    heat = charts.heat(drawn, x, y, "step", steps, "Mean score", 28)
    colours = dict(zip(STEPS, charts.STEPS, strict=True)) | {"hidden": charts.NEUTRAL}
    heat["encoding"]["color"]["scale"]["range"] = [colours[step] for step in steps]
    if len(grades) == 1:
        heat["width"] = 160
    title = "Mean score by subject and grade" + (f", the {LONGEST} hardest" if len(names) > LONGEST else "")
    table = [[name, *[_mean(cells, hidden, name, grade) for grade in grades]] for name in top]
    numbers = Table(title, ("Subject", *grades), ("text", *columns("score", grades)), table)
    says = (
        f"Mean scores, darker where lower. {names[0]} is the hardest of {len(names)} subjects, {names[-1]} the easiest."
        if len(names) > 1
        else f"Mean scores in {names[0]}."
    )
    made.parts.append(Chart(title, charts.in_cells(heat, "text", "dark"), says, numbers))


def _short(grade: str) -> str:
    return {"Kindergarten": "K"}.get(grade, grade.removesuffix(" Grade"))


def _mean(cells: Mapping[tuple[str, str], Cell], hidden: set[tuple[str, str]], name: str, grade: str) -> Any:
    cell = cells.get((name, grade))
    return None if cell is None else HIDDEN if (name, grade) in hidden else cell.total / cell.scored


def _all(
    made: Section,
    cells: Mapping[tuple[str, str], Cell],
    hidden: set[tuple[str, str]],
    names: Sequence[str],
    grades: Sequence[str],
) -> None:
    rows = []
    for name in names:
        for grade in grades:
            cell = cells.get((name, grade))
            if cell is None:
                continue
            if (name, grade) in hidden:
                rows.append([name, grade, *[HIDDEN] * 6])
            else:
                parts = (cell.high, cell.medium, cell.low)
                few = suppression.line(parts)
                mean = cell.total / cell.scored
                shares = [HIDDEN if at in few else part / cell.scored for at, part in enumerate(parts)]
                rows.append([name, grade, cell.scored, mean, *shares, (100 - mean) / 20])
    columns = ("Subject", "Grade", "Results", "Mean score", "High (85+)", "Medium", "Low (<70)", "Difficulty")
    kinds = ("text", "text", "count", "score", "share", "share", "share", "score")
    made.parts.append(
        Table(
            "All subjects and grades",
            columns,
            kinds,
            rows,
            "Difficulty is (100 − mean score) / 20: 0 is easiest, 5 hardest.",
        )
    )


def _hardest(made: Section, shown: Mapping[tuple[str, str], Cell], names: Sequence[str], grades: Sequence[str]) -> None:
    """The subject and grade with the lowest mean, among those that are shown."""
    if len(shown) < 2:
        return
    (name, grade), cell = min(shown.items(), key=lambda item: (item[1].total / item[1].scored, item[0]))
    where = name if len(grades) == 1 or grade in NO_GRADE else f"{name} in {grade}"
    made.answer = f"The lowest mean is that of {where}."
    made.actions.append(
        Action(
            4,
            spelled(cell.total / cell.scored, "score"),
            f"is the mean score in {where}, the lowest of {len(names)} subjects",
            "Look at what was assessed last, then at how it was taught.",
            made.anchor,
        )
    )

"""Which subjects are hard, and for whom?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.governance import released
from edulake.governance.released.bands import OR, plans_of
from edulake.governance.released.joins import summed, told_most
from edulake.serving.report import charts
from edulake.serving.report.figures import levels
from edulake.serving.report.parts import Action, Chart, Section, Table, columns
from edulake.serving.report.words import NO_GRADE, OTHER_GRADES, grades_in_order, spelled
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

Place = tuple[str, str]
BY_SUBJECT = f"""
SELECT subject, grade_level, count(*) AS results, count(DISTINCT student_id) AS students, count(score) AS scored,
       count(DISTINCT CASE WHEN score IS NOT NULL THEN student_id END) AS scored_students, sum(score) AS total
FROM {ASSESSMENTS} WHERE NOT is_deleted GROUP BY subject, grade_level ORDER BY subject, grade_level
"""
BY_LEVEL = f"""
SELECT subject, grade_level, level, count(*) AS results, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, subject, grade_level, {levels.OF_SCORE} AS level
  FROM {ASSESSMENTS} WHERE NOT is_deleted) AS levelled
GROUP BY subject, grade_level, level ORDER BY subject, grade_level, level
"""
STEPS = {"85 or more": 85.0, "80 to 85": 80.0, "75 to 80": 75.0, "70 to 75": 70.0, "65 to 70": 65.0, "under 65": -1.0}
LONGEST = 40


class Cell(NamedTuple):
    """A subject in a grade: students are at least so many, as one may be counted in both of two joined groups."""

    students: int = 0
    results: int = 0
    scored: int = 0
    scored_students: int = 0
    total: float = 0.0

    def mean(self) -> Any:
        """The mean score as it may be shown; None if there is none."""
        return released.mean(self.total / self.scored, self.scored_students) if self.scored else None


class Names(NamedTuple):
    """Under which names subjects and grades are shown."""

    subjects: dict[str, str]
    grades: dict[str, str]

    def place(self, row: Row) -> Place:
        return self.subjects[row["subject"]], self.grades[row["grade_level"]]


def section(lake: Reading, _: Choices) -> Section:
    made = Section("subjects", "Subjects", "Which subjects are hard, and for whom?")
    rows = lake.rows(BY_SUBJECT) if lake.has(ASSESSMENTS) else []
    joined_as = _joined_as(rows)
    cells = _cells(rows, joined_as)
    hidden = _hidden(cells)
    shown = {place: cell for place, cell in cells.items() if place not in hidden and isinstance(cell.mean(), float)}
    if not shown:
        made.empty = "No subject has scores of ten students yet."
        return made
    names, grades = _hardest_first(cells, shown), grades_in_order(list({grade for _, grade in cells}))
    _hardest(made, shown, names, grades)
    _difficulty(made, cells, shown, names, grades)
    groups = levels.of_results(lake)
    shares, parts = _shares(lake.rows(BY_LEVEL), joined_as, groups)
    rows_of_all = [
        _row_of_all(place, cells[place], shown, shares)
        for name in names
        for g in grades
        if (place := (name, g)) in cells
    ]
    _all(made, rows_of_all, parts)
    return made


def _joined_as(rows: Sequence[Row]) -> Names:
    """Small subjects and small grades are taken together; a student may have several of each."""
    by_subject, by_grade = defaultdict(int), defaultdict(int)
    for row in rows:
        by_subject[row["subject"]] = max(by_subject[row["subject"]], row["students"])
        by_grade[row["grade_level"]] = max(by_grade[row["grade_level"]], row["students"])
    return Names(
        released.combined(by_subject, "Other subjects", overlapping=True),
        released.combined(by_grade, OTHER_GRADES, overlapping=True),
    )


def _cells(rows: Sequence[Row], names: Names) -> dict[Place, Cell]:
    found: dict[Place, Cell] = defaultdict(Cell)
    for row in rows:
        old = found[names.place(row)]
        most = {name: max(getattr(old, name), row[name]) for name in ("students", "scored_students")}
        sums = {name: getattr(old, name) + (row[name] or 0) for name in ("results", "scored", "total")}
        found[names.place(row)] = Cell(**most, **sums)
    return dict(found)


def _hidden(cells: Mapping[Place, Cell]) -> set[Place]:
    """Cells that are not told, where the results of each subject and each grade are known."""
    names, grades = sorted({name for name, _ in cells}), sorted({grade for _, grade in cells})
    table = [[cells.get((name, grade), Cell()) for grade in grades] for name in names]
    found = released.grid([[c.results for c in row] for row in table], [[c.students for c in row] for row in table])
    return {(names[r], grades[c]) for r, c in found}


def _hardest_first(cells: Mapping[Place, Cell], shown: Mapping[Place, Cell]) -> list[str]:
    """Subjects by the mean of what is shown of them; those of which nothing is come last, by name."""
    total, scored = defaultdict(float), defaultdict(int)
    for (subject, _), cell in shown.items():
        total[subject] += cell.total
        scored[subject] += cell.scored
    untold = sorted({subject for subject, _ in cells} - scored.keys())
    return [*sorted(total, key=lambda name: total[name] / scored[name]), *untold]


def _shares(
    rows: Sequence[Row], names: Names, groups: Sequence[levels.Level]
) -> tuple[dict[Place, list[Any]], list[str]]:
    """For each subject and grade the share of results of each level, and what these are called.

    The results of each level are known; levels are joined where that tells more than to hide.
    """
    place_of = {level: at for at, group in enumerate(groups) for level in group.of}
    results: dict[Place, list[int]] = defaultdict(lambda: [0] * len(groups))
    students: dict[Place, list[int]] = defaultdict(lambda: [0] * len(groups))
    for row in rows:
        place, at = names.place(row), place_of[row["level"]]
        results[place][at] += row["results"]
        students[place][at] = max(students[place][at], row["students"])
    # In an order of their own: what is hidden must not depend on how an engine returns rows.
    places = sorted(results)
    counts, behind = ([of[place] for place in places] for of in (results, students))
    of_levels = [max(row[at] for row in behind) for at in range(len(groups))]
    finest = tuple(range(at, at + 1) for at in range(len(groups)))
    told = told_most(counts, behind, plans_of(of_levels, overlapping=True) or [finest])
    cells = summed(counts, told.rows, told.columns)
    shares = {
        place: [
            released.HIDDEN if (r, c) in told.hidden else released.share(n, sum(results[place]))
            for c, n in enumerate(cells[r])
        ]
        for r, place in enumerate(places)
    }
    return shares, [OR.join(groups[at].short for at in of) for of in told.columns]


def _difficulty(
    made: Section,
    cells: Mapping[Place, Cell],
    shown: Mapping[Place, Cell],
    names: Sequence[str],
    grades: Sequence[str],
) -> None:
    """Mean scores as a heat map, of the hardest subjects where there are many."""
    top = names[:LONGEST]
    drawn = []
    for subject, grade in cells:
        if subject in top:
            mean = shown[subject, grade].mean() if (subject, grade) in shown else None
            step = "hidden" if mean is None else next(name for name, low in STEPS.items() if mean >= low)
            drawn.append(
                {
                    "subject": subject,
                    "grade": _short(grade),
                    "Grade": grade,
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
    table = [[name, *[_mean(cells, shown, (name, grade)) for grade in grades]] for name in top]
    numbers = Table(title, ("Subject", *grades), ("text", *columns("score", grades)), table, across="Grade")
    ranked = [name for name in names if any(subject == name for subject, _ in shown)]
    says = (
        f"Mean scores, darker where lower. Hardest of {len(ranked)} subjects is {ranked[0]}, easiest {ranked[-1]}."
        if len(ranked) > 1
        else f"Mean scores in {ranked[0]}."
    )
    made.parts.append(Chart(title, charts.in_cells(heat, "text", "dark"), says, numbers))


def _short(grade: str) -> str:
    return {"Kindergarten": "K"}.get(grade, grade.removesuffix(" Grade"))


def _mean(cells: Mapping[Place, Cell], shown: Mapping[Place, Cell], place: Place) -> Any:
    return shown[place].mean() if place in shown else released.HIDDEN if place in cells else None


def _row_of_all(
    place: Place, cell: Cell, shown: Mapping[Place, Cell], shares: Mapping[Place, Sequence[Any]]
) -> list[Any]:
    if place not in shown:
        return [*place, *[released.HIDDEN] * (3 + len(shares[place]))]
    mean = cell.mean()
    return [*place, cell.results, mean, *shares[place][::-1], round((100 - mean) / 20, 1)]


def _all(made: Section, rows: Sequence[Sequence[Any]], names: Sequence[str]) -> None:
    parts = names[::-1]
    head = ("Subject", "Grade", "Results", "Mean score", *parts, "Difficulty")
    kinds = ("text", "text", "count", "score", *columns("share", parts), "score")
    note = "Difficulty is (100 − mean score) / 20: 0 is easiest, 5 hardest."
    made.parts.append(Table("All subjects and grades", head, kinds, rows, note))


def _hardest(made: Section, shown: Mapping[Place, Cell], names: Sequence[str], grades: Sequence[str]) -> None:
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

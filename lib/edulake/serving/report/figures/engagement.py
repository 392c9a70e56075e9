"""Do students who are engaged do better? A part of the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.governance import released
from edulake.serving.questions.learning import LATEST
from edulake.serving.report import charts
from edulake.serving.report.parts import Action, Chart, Table, columns
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.figures.levels import Level
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

# Lower ends of the bands of the two means, from the lowest on.
SCORE_ENDS = (0, 60, 65, 70, 75, 80, 85, 90)
ENGAGEMENT_ENDS = (0, 40, 50, 60, 70, 80, 90)


def _banded(column: str, ends: Sequence[int]) -> str:
    """SQL for the number of the band of a mean."""
    cases = " ".join(f"WHEN {column} >= {end} THEN {at}" for at, end in reversed(list(enumerate(ends))))
    return f"CASE {cases} END"


BY_ENGAGEMENT = f"""
SELECT level, score, engagement, count(*) AS students FROM (
  SELECT overall_performance_category AS level, {_banded("avg_score", SCORE_ENDS)} AS score,
         {_banded("avg_engagement", ENGAGEMENT_ENDS)} AS engagement
  FROM {LATEST}) AS banded
GROUP BY level, score, engagement
"""
# Score bands of each level, where the first is "no score": a mean is rounded, its level is not, and decides.
OF_LEVEL = {"Unknown": (0, 0), "Low Performer": (1, 3), "Medium Performer": (4, 6), "High Performer": (7, 8)}
STEPS = {
    "under 2 %": 0.02,
    "2 to 5 %": 0.05,
    "5 to 10 %": 0.1,
    "10 to 20 %": 0.2,
    "20 to 40 %": 0.4,
    "40 % or more": 2.0,
}


def add_to(made: Section, lake: Reading, groups: Sequence[Level]) -> None:
    """All students by bands of both means, also those of whom one is not told; the levels are those of the grades.

    Score bands lie within the levels, so that this table and that by grade agree in their totals.
    """
    rows = lake.rows(BY_ENGAGEMENT)
    counts = [[0] * (len(ENGAGEMENT_ENDS) + 1) for _ in range(len(SCORE_ENDS) + 1)]
    for row in rows:
        counts[_score_band(row)][0 if row["engagement"] is None else row["engagement"] + 1] += row["students"]
    if sum(n for row in counts[1:] for n in row[1:]) < released.SMALLEST:
        return
    scores, engaged, shown = _told(counts, groups)
    if not shown:
        return
    levels = [_words(of, SCORE_ENDS, "no score") for of in scores]
    bands = [_words(of, ENGAGEMENT_ENDS, "not told") for of in engaged]
    title = "Performance and engagement"
    table = [[level, *row] for level, row in zip(levels, shown, strict=True)][::-1]
    head = ("Mean score", *[f"Engagement {band}" for band in bands])
    numbers = Table(title, head, ("text", *columns("count", bands)), table)
    says = "Students by their mean score and their mean engagement."
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
    made.parts.append(Chart(title, _matrix(levels, bands, shown, sum(map(sum, counts))), says, numbers))


def _told(counts: Sequence[Sequence[int]], groups: Sequence[Level]) -> tuple[list[range], list[range], list[list[Any]]]:
    """Bands of both and the cells as they are shown: the finest of which half are, empty if there are none."""
    across = [sum(row[c] for row in counts) for c in range(len(ENGAGEMENT_ENDS) + 1)]
    start, low_end = 0 if across[0] else 1, ENGAGEMENT_ENDS.index(60)
    fine = [of for group in groups for of in _within([sum(row) for row in counts], *_ends(group))]
    levels = [range(_ends(group)[0], _ends(group)[1] + 1) for group in groups]
    engaged = _within(across, start, len(ENGAGEMENT_ENDS))
    low, high = range(start, low_end + 1), range(low_end + 1, len(across))
    halves = [low, high] if min(sum(across[c] for c in of) for of in (low, high)) >= released.SMALLEST else engaged
    for scores, bands in ((fine, engaged), (levels, engaged), (levels, halves)):
        cells = [[sum(counts[r][c] for r in of for c in band) for band in bands] for of in scores]
        hidden = released.grid(cells)
        if 2 * len(hidden) <= len(scores) * len(bands):
            shown = [
                [released.HIDDEN if (r, c) in hidden else n for c, n in enumerate(row)] for r, row in enumerate(cells)
            ]
            return scores, bands, shown
    return [], [], []


def _score_band(row: Row) -> int:
    """0 for no score, then by SCORE_ENDS, within the student's level."""
    first, last = OF_LEVEL[row["level"]]
    return min(max((row["score"] or 0) + 1, first), last)


def _ends(level: Level) -> tuple[int, int]:
    return OF_LEVEL[level.of[0]][0], OF_LEVEL[level.of[-1]][1]


def _within(students: Sequence[int], first: int, last: int) -> list[range]:
    """Bands of ten students each between two, by number."""
    joined = released.neighbours(students[first : last + 1])
    return [range(of.start + first, of.stop + first) for of in joined]


def _words(of: range, ends: Sequence[int], nothing: str) -> str:
    """A band's limits; band 0 is `nothing`, band n begins at the end before it."""
    if of[-1] == 0:
        return nothing
    low = ends[max(of[0], 1) - 1]
    high = ends[of[-1]] if of[-1] < len(ends) else None
    told = f"{low} to {high}" if low and high else f"under {high}" if high else f"{low} or more"
    return f"{told} or {nothing}" if of[0] == 0 else told


def _low_in_both(shown: Sequence[Sequence[Any]], scores: Sequence[range], engaged: Sequence[range]) -> int | None:
    """Under 70 and under 60, if the bands end there, hold nobody else, and none of them is hidden."""
    score_end, engagement_end = SCORE_ENDS.index(70) + 1, ENGAGEMENT_ENDS.index(60) + 1
    low = [r for r, of in enumerate(scores) if 0 < of[-1] < score_end]
    absent = [c for c, of in enumerate(engaged) if 0 < of[-1] < engagement_end]
    whole = any(of[0] == score_end for of in scores) and any(of[0] == engagement_end for of in engaged)
    alone = all(scores[r][0] > 0 for r in low) and all(engaged[c][0] > 0 for c in absent)
    found = [shown[r][c] for r in low for c in absent]
    return sum(found) if whole and alone and found and released.HIDDEN not in found else None


def _matrix(levels: Sequence[str], bands: Sequence[str], shown: Sequence[Sequence[Any]], everybody: int) -> charts.Spec:
    figures = [n / everybody for row in shown for n in row if n is not released.HIDDEN]
    classes = _classes(figures)
    drawn = [
        {"level": level, "band": band, "step": step, "text": spelled(n, "count"), "dark": step in list(classes)[3:]}
        for level, row in zip(levels, shown, strict=True)
        for band, n in zip(bands, row, strict=True)
        for step in ["hidden" if n is released.HIDDEN else _class(n / everybody, classes)]
    ]
    bare = {"domain": False, "ticks": False, "labelPadding": 8}
    x = charts.nominal("band", bands, "Mean engagement", axis={**bare, "orient": "bottom"})
    y = charts.nominal("level", levels[::-1], "Mean score", axis=bare)
    steps = [*classes, *(["hidden"] if any(d["step"] == "hidden" for d in drawn) else [])]
    return charts.in_cells(charts.heat(drawn, x, y, "step", steps, "Share of these students", 40), "text", "dark")


def _classes(values: Sequence[float]) -> dict[str, float]:
    """The classes up to the highest that is needed."""
    needed = max((list(STEPS).index(_class(value, STEPS)) for value in values), default=0)
    return dict(list(STEPS.items())[: needed + 1])


def _class(value: float, classes: Mapping[str, float]) -> str:
    return next(name for name, end in classes.items() if value < end)

"""Do students who are engaged do better? A part of the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.gold.student_performance_aggregates import TABLE as AGGREGATES
from edulake.report import charts, suppression
from edulake.report.parts import HIDDEN, Action, Chart, Table, columns
from edulake.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.report.parts import Section
    from edulake.report.reading import Reading

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
STEPS = {
    "under 2 %": 0.02,
    "2 to 5 %": 0.05,
    "5 to 10 %": 0.1,
    "10 to 20 %": 0.2,
    "20 to 40 %": 0.4,
    "40 % or more": 2.0,
}


def add_to(made: Section, lake: Reading) -> None:
    """Students for whom both are told, by bands of both; small bands are joined with their neighbours."""
    rows = lake.rows(BY_ENGAGEMENT)
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
    head = ("Mean score", *[f"Engagement {band}" for band in bands])
    numbers = Table(title, head, ("text", *columns("count", bands)), table)
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


def _classes(values: Sequence[float]) -> dict[str, float]:
    """The classes up to the highest that is needed."""
    needed = max((list(STEPS).index(_class(value, STEPS)) for value in values), default=0)
    return dict(list(STEPS.items())[: needed + 1])


def _class(value: float, classes: Mapping[str, float]) -> str:
    return next(name for name, end in classes.items() if value < end)

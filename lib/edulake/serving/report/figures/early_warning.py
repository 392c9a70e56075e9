"""Whom to help first: the newest early-warning list as figures of groups; by student only where that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.contract.sql import literal
from edulake.gold.learning.student_performance_aggregates import TABLE as AGGREGATES
from edulake.governance import released
from edulake.governance.released.bands import OR
from edulake.ml.tables.audit import METRICS
from edulake.serving.questions.languages import named
from edulake.serving.report import charts
from edulake.serving.report.figures.lists import OF_DAY, Listed, lists_of
from edulake.serving.report.figures.students import students, top_ten
from edulake.serving.report.parts import Action, Chart, Section, Table, columns
from edulake.serving.report.words import NO_GRADE, grades_in_order, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

DRAWN = 20
BANDS = {
    "High": "High risk",
    "Medium": "Medium risk",
    "Low": "Low risk",
    "Very Low": "Very low risk",
    "Unknown": "Not predicted",
    released.OTHERS: released.OTHERS,
}
COLOURS = dict(
    zip(BANDS, (charts.ACT, charts.WATCH, charts.FAIR, charts.STEPS[0], charts.NEUTRAL, charts.NEUTRAL), strict=True)
)
# What the sentences of the features of both problems are about; numbers in them are a student's own.
CONCEPTS = {
    "%items of work missing%": "Work is missing",
    "%in the weakest subject%": "One subject is weak",
    "%mean score%": "Scores are low",
    "scores change by%": "Scores change",
    "%of days missed%": "Days are missed",
    "engagement%on average": "Little engagement",
    "%results in the last%": "Few results",
    "no %so far": "Few results",
    "%before it was due%": "Work is handed in late",
    "%active on%": "Little activity",
    "%not yet active%": "No recent activity",
    "%last active%": "No recent activity",
    "%enrolled%before the start%": "Enrolled late",
    "%earlier courses not passed%": "Earlier courses not passed",
}
CASES = " ".join(
    f"WHEN first_reason LIKE {literal(pattern)} THEN {literal(words)}" for pattern, words in CONCEPTS.items()
)
# A run that is called like its course is a language.
PART = f"CASE WHEN class_id = course_id THEN {named('course_id')} ELSE coalesce(course_id, grade_level, class_id) END"
BY_PART = f"""
SELECT {PART} AS part, risk_band AS band, count(*) AS places,
       count(DISTINCT student_id) AS students
{OF_DAY}
GROUP BY {PART}, risk_band
"""
BY_REASON = f"""
SELECT reason, count(*) AS places, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, CASE {CASES} WHEN first_reason IS NULL THEN 'None stands out' ELSE 'Other' END AS reason
  {OF_DAY} AND is_selected) AS told
GROUP BY reason
"""
WHOLE = f"""
SELECT count(*) AS places, count(DISTINCT student_id) AS students,
       count(DISTINCT CASE WHEN is_selected THEN student_id END) AS selected
{OF_DAY}
"""
HONEST = f"""
SELECT precision_at_capacity AS right_share, flagged FROM {METRICS}
WHERE dimension = 'overall' AND model_version IN ({{models}})
"""


def section(lake: Reading, choices: Choices) -> Section:
    made = Section("early-warning", "Early warning", "Whom can we still help?")
    lists = lists_of(lake)
    for one in lists:
        place = {"day": one.day, "models": one.models, "longest": choices.longest_list}
        _groups(made, lake, one, place)
        if choices.identified:
            students(made, lake, one, place)
    if not lists:
        made.empty = "There is no early-warning list yet. Run ml_train, then ml_score."
    if choices.identified and lake.has(AGGREGATES):
        top_ten(made, lake)
    return made


def _groups(made: Section, lake: Reading, one: Listed, place: dict[str, Any]) -> None:
    whole = lake.one(WHOLE.format(**place))
    few = whole["students"] < released.SMALLEST
    ranked = "fewer than ten" if few else f"{whole['places']:,}"
    said = f"On {one.day}, {ranked} {one.about.listed} were ranked by risk. " + (
        "Risk means: likely without a change, not: because of anything shown here."
        if one.ready
        else "No model beats a simple rule yet: the list follows the rule, and shows no probability."
    )
    made.answer = " ".join(part for part in (made.answer, said) if part)
    if few:
        return
    _risk_by_part(made, one, lake.rows(BY_PART.format(**place)))
    if whole["selected"] and released.may_tell(whole["selected"], whole["students"]):
        _act(made, lake, one, place, whole["selected"])
        _reasons(made, one, lake.rows(BY_REASON.format(**place)))


def _act(made: Section, lake: Reading, one: Listed, place: dict[str, Any], students: int) -> None:
    """Students, each once, though they may be on the list for several course runs."""
    do = "Share the list out: one adult for each student, and a first talk this week."
    if one.ready and lake.has(METRICS):
        found = [row for row in lake.rows(HONEST.format(**place)) if row["right_share"] is not None]
        flagged = sum(row["flagged"] for row in found)
        right = sum(row["right_share"] * row["flagged"] for row in found)
        if flagged and released.may_tell(right, flagged):
            do += f" When it was tested, {right / flagged * 10:.0f} of 10 such students went on to {one.about.outcome}."
    made.actions.append(
        Action(
            1,
            f"{students:,}",
            f"students are on the early-warning list by {one.part} of {one.day}, as many as can be helped",
            do,
            made.anchor,
            "See the list",
        )
    )


def places_of(one: Listed) -> str:
    """What a list ranks: a student may take part in several course runs."""
    return "places" if one.part == "course" else "students"


def _risk_by_part(made: Section, one: Listed, rows: Sequence[Row]) -> None:
    places, students = (released.counted(rows, "part", "band", what) for what in ("places", "students"))
    in_order = grades_in_order([grade for grade in places if grade not in NO_GRADE]) if one.part == "grade" else []
    by_part = released.protected(places, f"Small {one.part}s", students, bands=list(BANDS)[::-1], in_order=in_order)
    if not by_part.rows:
        return
    order = by_part.columns[::-1]
    words = [OR.join(BANDS[band] for band in name.split(OR)) for name in order]
    parts = grades_in_order(by_part.rows) if one.part == "grade" else by_part.largest()
    table = [[part, by_part.totals[part], *by_part.counts(part, order)] for part in parts]
    top = [row[0] for row in table[:DRAWN]]
    drawn = [
        {one.part: part, "band": word, "share": share}
        for part in top
        for word, share in zip(words, by_part.shares(part, order), strict=True)
        if share is not released.HIDDEN
    ]
    colours = dict(zip(words, [COLOURS[name.split(OR)[-1]] for name in order], strict=True))
    title = f"Risk by {one.part}" + (f", the {DRAWN} largest" if len(table) > DRAWN else "")
    what = places_of(one)
    head = (one.part.capitalize(), what.capitalize(), *words)
    numbers = Table(title, head, ("text", "count", *columns("count", words)), table)
    spec = charts.shares(drawn, one.part, top, "band", colours, f"Share of {what}")
    says = f"{what.capitalize()} of each {one.part} by probability: high from 50 %, medium from 25 %, low from 10 %."
    made.parts.append(Chart(title, spec, says, numbers))


def _reasons(made: Section, one: Listed, rows: Sequence[Row]) -> None:
    ordered = sorted(rows, key=lambda row: (-row["places"], row["reason"]))
    hidden = released.line([row["places"] for row in ordered], [row["students"] for row in ordered])
    shown = [row for at, row in enumerate(ordered) if at not in hidden]
    if not shown:
        return
    title = f"First reason of those on the list by {one.part}"
    table = [[row["reason"], released.HIDDEN if at in hidden else row["places"]] for at, row in enumerate(ordered)]
    numbers = Table(title, ("Reason", "Places"), ("text", "count"), table)
    spec = charts.bars(shown, "reason", charts.number("places", "Places on the list"), [row["reason"] for row in shown])
    most = listed([row["reason"].lower() for row in shown[:2]])
    says = f"What raises the risk most, for each place on the list. Most often: {most}."
    made.parts.append(
        Chart(title, spec, says, numbers, "A reason is no cause: it is what the risk would fall most without.")
    )

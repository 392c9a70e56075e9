"""Whom to help first: the newest early-warning list as figures of groups; by student only where that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.contract.sql import literal
from edulake.gold.learning.student_performance_aggregates import TABLE as AGGREGATES
from edulake.governance import released
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.serving.report import charts
from edulake.serving.report.parts import Action, Chart, Section, Table, columns
from edulake.serving.report.words import grades_in_order, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading, Row

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
# By problem: what parts the list, and whom it ranks.
LISTS = {
    "course_result": ("course", "places of students in course runs", "fail or leave"),
    "school_risk": ("grade", "students of schools", "have low scores or miss school"),
}
# What the sentences of course_features and school_features are about; numbers in them are a student's own.
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
NEWEST = f"SELECT model_version, problem, share, status FROM {MODELS} ORDER BY processing_timestamp"
LISTED = f"SELECT DISTINCT model_version FROM {PREDICTIONS}"
LATEST = f"SELECT max(as_of_date) AS day FROM {PREDICTIONS} WHERE model_version IN ({{models}})"
OF_DAY = f"FROM {PREDICTIONS} WHERE as_of_date = DATE '{{day}}' AND model_version IN ({{models}})"
BY_PART = f"""
SELECT coalesce(course_id, grade_level, class_id) AS part, risk_band AS band, count(*) AS places,
       count(DISTINCT student_id) AS students
{OF_DAY}
GROUP BY coalesce(course_id, grade_level, class_id), risk_band
"""
BY_REASON = f"""
SELECT reason, count(*) AS places, count(DISTINCT student_id) AS students FROM (
  SELECT student_id, CASE {CASES} WHEN first_reason IS NULL THEN 'None stands out' ELSE 'Other' END AS reason
  {OF_DAY} AND is_selected) AS told
GROUP BY reason
"""
THE_LIST = f"""
SELECT rank, student_id, coalesce(grade_level, class_id) AS place, prediction_probability AS risk, first_reason,
       second_reason, third_reason, recommended_intervention AS offer
{OF_DAY} AND is_selected ORDER BY rank, place, student_id LIMIT {{longest}}
"""
TOP_TEN = f"""
SELECT student_id, grade_level, avg_score AS score, avg_engagement AS engagement, performance_trend AS trend
FROM {AGGREGATES} WHERE risk_level = 'High Risk' ORDER BY avg_score, avg_engagement, student_id LIMIT 10
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
    lists = _lists(lake)
    for one in lists:
        place = {"day": one.day, "models": one.models, "longest": choices.longest_list}
        _groups(made, lake, one, place)
        if choices.identified:
            _students(made, lake, one, place)
    if not lists:
        made.empty = "There is no early-warning list yet. Run ml_train, then ml_score."
    if choices.identified and lake.has(AGGREGATES):
        _top_ten(made, lake)
    return made


@dataclass(frozen=True)
class Listed:
    """The newest list of a problem: its day, the SQL list of its models, and whether any shows probabilities."""

    problem: str
    day: dt.date
    models: str
    ready: bool

    @property
    def part(self) -> str:
        return LISTS[self.problem][0]

    @property
    def whom(self) -> str:
        return LISTS[self.problem][1]

    @property
    def outcome(self) -> str:
        return LISTS[self.problem][2]


def _lists(lake: Reading) -> list[Listed]:
    found = []
    newest = newest_models(lake) if lake.has(PREDICTIONS) else []
    for problem in LISTS:
        its = [model for model in newest if model["problem"] == problem]
        versions = ", ".join(literal(model["model_version"]) for model in its)
        day = lake.one(LATEST.format(models=versions))["day"] if its else None
        if day is not None:
            found.append(Listed(problem, day, versions, any(model["status"] == "READY" for model in its)))
    return found


def newest_models(lake: Reading) -> list[Row]:
    """The model trained last of each problem and cut-off, the earliest cut-off first, schools last.

    One that has made no list, as an experiment has not, only where none has.
    """
    listed = {row["model_version"] for row in lake.rows(LISTED)} if lake.has(PREDICTIONS) else set()
    models = lake.rows(NEWEST) if lake.has(MODELS) else []
    models.sort(key=lambda row: row["model_version"] in listed)
    newest = {(row["problem"], row["share"]): row for row in models}
    return sorted(newest.values(), key=lambda row: (row["problem"], row["share"] or 0))


def at(model: Row) -> str:
    """Whom a model looks at, and where those are course runs, how far they are."""
    return "Schools" if model["share"] is None else f"{model['share']:.0%} of a run"


def _groups(made: Section, lake: Reading, one: Listed, place: dict[str, Any]) -> None:
    whole = lake.one(WHOLE.format(**place))
    few = whole["students"] < released.SMALLEST
    said = (
        f"On {one.day}, {'fewer than ten' if few else format(whole['places'], ',')} {one.whom} were ranked by risk. "
        + (
            "Risk means: likely without a change, not: because of anything shown here."
            if one.ready
            else "No model beats a simple rule yet: the list follows the rule, and shows no probability."
        )
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
            do += f" When it was tested, {right / flagged * 10:.0f} of 10 such students went on to {one.outcome}."
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
    by_part = released.protected(places, f"Small {one.part}s", students)
    if not by_part.rows:
        return
    order = [band for band in BANDS if band in by_part.columns]
    words = [BANDS[band] for band in order]
    parts = grades_in_order(by_part.rows) if one.part == "grade" else by_part.largest()
    table = [[part, by_part.totals[part], *by_part.counts(part, order)] for part in parts]
    top = [row[0] for row in table[:DRAWN]]
    drawn = [
        {one.part: part, "band": word, "share": share}
        for part in top
        for word, share in zip(words, by_part.shares(part, order), strict=True)
        if share is not released.HIDDEN
    ]
    colours = dict(zip(words, [COLOURS[band] for band in order], strict=True))
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


def _students(made: Section, lake: Reading, one: Listed, place: dict[str, Any]) -> None:
    rows = lake.rows(THE_LIST.format(**place))
    table = [
        [
            r["rank"],
            r["student_id"],
            r["place"],
            r["risk"],
            "; ".join(t for t in (r["first_reason"], r["second_reason"], r["third_reason"]) if t),
            r["offer"],
        ]
        for r in rows
    ]
    note = f"The first {place['longest']}; `edulake export` gives all of them." if len(rows) == place["longest"] else ""
    columns = ("Rank", "Student", "Course run" if one.part == "course" else "Grade", "Risk", "Reasons", "Offer")
    kinds = ("count", "text", "text", "share", "text", "text")
    made.parts.append(
        Table(f"The list by {one.part} of {one.day}, as far as capacity reaches", columns, kinds, table, note)
    )


def _top_ten(made: Section, lake: Reading) -> None:
    rows = lake.rows(TOP_TEN)
    if rows:
        made.empty = ""
        table = [[r["student_id"], r["grade_level"], r["score"], r["engagement"], r["trend"]] for r in rows]
        columns = ("Student", "Grade", "Mean score", "Mean engagement", "Trend")
        note = "High Risk is a mean score under 70 with a mean engagement under 60. The lowest scores first."
        made.parts.append(
            Table(
                "At risk by score and engagement: the first ten",
                columns,
                ("text", "text", "score", "score", "score"),
                table,
                note,
            )
        )

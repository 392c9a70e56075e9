"""Are the students of the newest list like those that its model learned from? A part of model health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.contract.sql import literal
from edulake.governance import released
from edulake.ml.tables.lists import DRIFT
from edulake.serving.report import charts
from edulake.serving.report.figures.lists import at
from edulake.serving.report.parts import Action, Chart, Table, columns
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

FOUND = f"""
SELECT model_version, as_of_date AS day, scope, measure, name, value, expected, alert_level, is_alert, n
FROM {DRIFT}
WHERE model_version IN ({{models}})
  AND as_of_date = (SELECT max(as_of_date) FROM {DRIFT} WHERE model_version IN ({{models}}))
"""
MEANS = {
    "plan": "Work due by now",
    "feature_psi": "Distribution (PSI)",
    "score_psi": "Scores (PSI)",
    "unknown_share": "Share not known",
    "calibration_gap": "Predicted − observed",
}
HEAD = ("Looks at", "Where", "What", "Of", "Found", "Expected", "Worth a look from", "Worth a look")
KINDS = (*columns("text", HEAD[:4]), *columns("precise", HEAD[4:7]), *columns("text", HEAD[7:]))
NOTE = "PSI: population stability index; 0 is alike. It says how unlike students are, not how good the model still is."
PLAN_FIRST = "Look at the plan of work first: a course that drops its quizzes changes what every feature means."
LOOK = "Look at how they changed before the list is used, and train again if they stay so."
DRAWN, LISTED = 10, 300


def add_to(made: Section, lake: Reading, models: Sequence[Row]) -> None:
    """Of one problem's newest list; nothing where drift was never measured. What is worth a look comes first."""
    if not lake.has(DRIFT):
        return
    versions = ", ".join(literal(model["model_version"]) for model in models)
    of_model = {model["model_version"]: model for model in models}
    rows = [row for row in lake.rows(FOUND.format(models=versions)) if _is_told(row)]
    if not rows:
        return
    order = list(MEANS)
    rows.sort(key=lambda r: (not r["is_alert"], order.index(r["measure"]), r["scope"], r["name"], r["model_version"]))
    title = f"Drift: the list of {rows[0]['day']} beside what the models learned from"
    few = {_what(row) for row in rows if _tells_of_few(row)}
    listed = [_row(row, at(of_model[row["model_version"]]), few) for row in rows[:LISTED]]
    note = NOTE + (f" The first {LISTED} of {len(rows)}." if len(rows) > LISTED else "")
    numbers = Table(title, HEAD, KINDS, listed, note)
    says = _says(made, rows)
    spec = _drawn(rows)
    made.parts.append(Chart(title, spec, says, numbers) if spec else numbers)


def _is_told(row: Row) -> bool:
    return row["measure"] in MEANS and (row["n"] is None or row["n"] >= released.SMALLEST)


def _what(row: Row) -> tuple[str, str, str]:
    return row["model_version"], row["measure"], row["name"]


def _row(row: Row, looks_at: str, few: set[tuple[str, str, str]]) -> list[Any]:
    """Where a part of the list tells of few, the whole does so too: the other parts could be taken from it."""
    hides = _tells_of_few(row) or (row["scope"] == "all" and _what(row) in few)
    value = released.HIDDEN if hides else row["value"]
    about = [looks_at, row["scope"], MEANS[row["measure"]], row["name"].replace("_", " ")]
    return [*about, value, row["expected"], row["alert_level"], "yes" if row["is_alert"] else "no"]


def _tells_of_few(row: Row) -> bool:
    """Whether a share of the list's students stands for fewer than ten of them, or all but so few."""
    if row["measure"] != "unknown_share" or row["n"] is None or row["value"] is None:
        return False
    unknown = round(row["value"] * row["n"])
    return released.is_small(unknown) or released.is_small(row["n"] - unknown)


def _says(made: Section, rows: Sequence[Row]) -> str:
    alerts = [row for row in rows if row["is_alert"]]
    if not alerts:
        return f"None of {len(rows):,} measures is further from the training examples than chance allows."
    first = alerts[0]
    where = "" if first["scope"] == "all" else f" in {first['scope']}"
    name = first["name"].replace("_", " ")
    what = f"measures of the newest list are unlike what its models learned from, {name}{where} first"
    do = PLAN_FIRST if any(row["measure"] == "plan" for row in alerts) else LOOK
    made.actions.append(Action(4, spelled(len(alerts), "count"), what, do, made.anchor))
    return f"{len(alerts):,} of {len(rows):,} measures are worth a look. How unlike features are, over the whole list:"


def _drawn(rows: Sequence[Row]) -> charts.Spec | None:
    """The features whose distribution over the whole list is most unlike, each by its least like model."""
    psi: dict[str, float] = {}
    for row in rows:
        if row["measure"] in ("feature_psi", "score_psi") and row["scope"] == "all" and row["value"] is not None:
            name = row["name"].replace("_", " ")
            psi[name] = max(psi.get(name, 0.0), row["value"])
    top = sorted(psi, key=lambda name: (-psi[name], name))[:DRAWN]
    if not top:
        return None
    drawn = [{"feature": name, "psi": round(psi[name], 4)} for name in top]
    return charts.bars(drawn, "feature", charts.number("psi", "Population stability index", ".3f"), top)

"""For whom does early warning work less well? A part of model health."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.contract import literal
from edulake.ml.tables import FAIRNESS
from edulake.report import charts, suppression
from edulake.report.figures.early_warning import at
from edulake.report.parts import HIDDEN, Action, Chart, Table, columns
from edulake.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.report.parts import Kind, Section
    from edulake.report.reading import Reading, Row

GROUPS = f"""
SELECT model_version, attribute, `group`, n, flag_rate, fnr, fpr, precision, fnr_ratio, fnr_ratio_low, fnr_ratio_high,
       is_too_small FROM {FAIRNESS} WHERE model_version = {{model}} ORDER BY attribute, `group`
"""
HEAD = (
    "Attribute", "Group", "Students", "On the list", "Missed (FNR)", "Listed in vain (FPR)", "Precision", "FNR ratio",
    "95 % from", "to",
)  # fmt: skip
KINDS: tuple[Kind, ...] = (
    *columns("text", HEAD[:2]), "count", *columns("share", HEAD[3:7]), *columns("precise", HEAD[7:]),
)  # fmt: skip
NOTE = (
    "Groups under 100 students, or with under 20 bad outcomes, have no figures: they would be noise."
    " None of these attributes but the grade level is a feature."
)
# Ratios of missed students within these are taken as alike (the rule of four fifths).
ALIKE = (0.8, 1.25)


def add_to(made: Section, lake: Reading, models: Sequence[Row]) -> None:
    """Groups of the first of one problem's models that has any: help withheld first, as that is the harm."""
    model, rows = _audited(lake, models)
    if model is None:
        return
    attributes = {row["attribute"] for row in rows}
    small = [row for name in attributes for row in _small([r for r in rows if r["attribute"] == name])]
    hidden = {(row["attribute"], row["group"]) for row in small}
    title = f"Fairness: who is missed more often, at {at(model)}"
    numbers = Table(title, HEAD, KINDS, [_fair_row(row, hidden) for row in rows], NOTE)
    told = [row for row in rows if _is_told(row, hidden)]
    groups = Counter(row["attribute"] for row in told)
    compared = [_compared(row) for row in told if groups[row["attribute"]] > 1]
    if compared:
        says = _says(made, compared)
        made.parts.append(Chart(title, _drawn(compared), says, numbers))
    else:
        made.parts.append(numbers)


def _audited(lake: Reading, models: Sequence[Row]) -> tuple[Row | None, list[Row]]:
    if not lake.has(FAIRNESS):
        return None, []
    for model in models:
        rows = lake.rows(GROUPS.format(model=literal(model["model_version"])))
        if rows:
            return model, rows
    return None, []


def _is_told(row: Row, hidden: set[tuple[str, str]]) -> bool:
    known = not row["is_too_small"] and row["fnr_ratio_low"] is not None
    return known and (row["attribute"], row["group"]) not in hidden


def _compared(row: Row) -> Row:
    name = f"{row['attribute'].replace('_', ' ')}: {row['group']}"
    return {"group": name, "ratio": row["fnr_ratio"], "low": row["fnr_ratio_low"], "high": row["fnr_ratio_high"]}


def _says(made: Section, compared: Sequence[Row]) -> str:
    unlike = [row["group"] for row in compared if row["low"] > ALIKE[1] or row["high"] < ALIKE[0]]
    says = "Share of students at risk who are not on the list, relative to the largest group of the attribute."
    if not unlike:
        return f"{says} No group lies beyond four fifths and beyond chance."
    what = "groups of students are missed, or found, clearly more often than others by the early-warning model"
    made.actions.append(Action(4, str(len(unlike)), what, "Look at them before the list is used.", made.anchor))
    return f"{says} Beyond four fifths, and beyond chance: {listed(unlike)}."


def _drawn(compared: Sequence[Row]) -> charts.Spec:
    x = charts.number("ratio", "FNR divided by that of the largest group", ".1f", scale={"zero": False, "padding": 12})
    return charts.with_rule(charts.intervals(compared, "group", [row["group"] for row in compared], x), 1.0)


def _small(rows: Sequence[Row]) -> list[Row]:
    hidden = suppression.line([row["n"] for row in rows])
    return [row for at, row in enumerate(rows) if at in hidden]


def _fair_row(row: Row, hidden: set[tuple[str, str]]) -> list[Any]:
    start = [row["attribute"].replace("_", " "), row["group"]]
    if (row["attribute"], row["group"]) in hidden:
        return [*start, *[HIDDEN] * 8]
    if row["is_too_small"]:
        return [*start, row["n"], *[None] * 7]
    names = ("n", "flag_rate", "fnr", "fpr", "precision", "fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")
    return [*start, *[row[name] for name in names]]

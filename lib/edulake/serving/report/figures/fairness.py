"""For whom does early warning work less well? A part of model health."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.governance import released
from edulake.serving.questions.models import FAIRNESS
from edulake.serving.report import charts
from edulake.serving.report.figures import confusion
from edulake.serving.report.figures.lists import at
from edulake.serving.report.parts import Action, Chart, Table, columns
from edulake.serving.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.serving.questions.question import Kind, Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

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


def add_to(made: Section, lake: Reading, models: Sequence[Row], whole: Mapping[str, Row]) -> None:
    """Groups of the first of one problem's models that has any: help withheld first, as that is the harm.

    `whole` are the figures of the models' test cohorts, which groups must not be subtracted from.
    """
    model, rows = _audited(lake, models)
    if model is None:
        return
    attributes = {row["attribute"]: [r for r in rows if r["attribute"] == row["attribute"]] for row in rows}
    hidden = {(name, row["whom"]) for name, of in attributes.items() for row in _small(of)}
    cohort = whole.get(model["model_version"])
    rated = {(name, group) for name, of in attributes.items() for group in _rated(of, cohort)} - hidden
    compared_to = {name: max(of, key=lambda row: row["n"])["whom"] for name, of in attributes.items()}
    related = {(name, group) for name, group in rated if (name, compared_to[name]) in rated}
    title = f"{FAIRNESS.title}, at {at(model)}"
    numbers = Table(title, HEAD, KINDS, [_fair_row(row, hidden, rated, related) for row in rows], NOTE)
    told = [row for row in rows if row["fnr_ratio_low"] is not None and (row["attribute"], row["whom"]) in related]
    groups = Counter(row["attribute"] for row in told)
    compared = [_compared(row) for row in told if groups[row["attribute"]] > 1]
    if compared:
        says = _says(made, compared)
        made.parts.append(Chart(title, _drawn(compared), says, numbers))
    else:
        made.parts.append(numbers)


def _audited(lake: Reading, models: Sequence[Row]) -> tuple[Row | None, list[Row]]:
    audited = lake.all_of(FAIRNESS)
    for model in models:
        rows = [row for row in audited if row["model_version"] == model["model_version"]]
        if rows:
            return model, rows
    return None, []


def _compared(row: Row) -> Row:
    name = f"{row['attribute'].replace('_', ' ')}: {row['whom']}"
    ends = {"ratio": "fnr_ratio", "low": "fnr_ratio_low", "high": "fnr_ratio_high"}
    return {"group": name, **{end: round(row[of], 3) for end, of in ends.items()}}


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
    hidden = released.line([row["n"] for row in rows])
    return [row for at, row in enumerate(rows) if at in hidden]


def _rated(rows: Sequence[Row], cohort: Row | None) -> set[str]:
    """The groups of an attribute whose rates may be told: neither they nor all others together have a small part."""
    found = [(row, of) for row in rows if (of := confusion.of_group(row)) and not of.tells_of_few()]
    found.sort(key=lambda one: -one[0]["n"])
    whole = confusion.of_whole(cohort) if cohort else None
    while found and _leaves_few(rows, found, whole):
        found.pop()
    return {row["whom"] for row, _ in found}


def _leaves_few(
    rows: Sequence[Row], found: Sequence[tuple[Row, confusion.Confusion]], whole: confusion.Confusion | None
) -> bool:
    """Whether those without rates are few in any part, as the cohort less those with rates."""
    names = {row["whom"] for row, _ in found}
    rest = [row for row in rows if row["whom"] not in names]
    bad, good = (sum(of(row) for row in rest) for of in (lambda r: r["positives"], lambda r: r["n"] - r["positives"]))
    if whole is not None and sum(row["n"] for row in rows) == sum(whole):
        for _, of in found:
            whole = whole.less(of)
        return whole.tells_of_few()
    return released.is_small(bad) or released.is_small(good)


def _fair_row(
    row: Row, hidden: set[tuple[str, str]], rated: set[tuple[str, str]], related: set[tuple[str, str]]
) -> list[Any]:
    key = row["attribute"], row["whom"]
    start = [row["attribute"].replace("_", " "), row["whom"]]
    if key in hidden:
        return [*start, *[released.HIDDEN] * 8]
    if row["is_too_small"]:
        return [*start, row["n"], *[None] * 7]
    rates = [row[name] if key in rated else released.HIDDEN for name in ("flag_rate", "fnr", "fpr", "precision")]
    ratios = ("fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")
    return [*start, row["n"], *rates, *[row[name] if key in related else released.HIDDEN for name in ratios]]

"""Can the models be believed, and for whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.sql import literal
from edulake.governance import released
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.models import MODELS
from edulake.serving.questions import models as questions
from edulake.serving.questions.models import CALIBRATION, FAIRNESS, IMPORTANCE, JUDGED
from edulake.serving.report import charts
from edulake.serving.report.figures import confusion, drift, fairness, plain
from edulake.serving.report.figures.bins import joined_bins
from edulake.serving.report.figures.lists import at, newest_models
from edulake.serving.report.parts import Action, Chart, Prose, Section, Table, columns
from edulake.serving.report.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Kind, Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

Z95 = 1.96
BUILT = f"""
SELECT model_version, problem, share, status, algorithm, training_cohorts AS trained, test_cohort AS tested, card
FROM {MODELS} WHERE model_version IN ({{models}}) ORDER BY problem, share
"""
BY_SCOPE = f"""
SELECT model_version, value, n, positives, auc, auc_error, calibration_gap FROM {METRICS}
WHERE dimension <> 'overall' AND model_version IN ({{models}})
"""
FIGURES: dict[str, tuple[str, Kind]] = {
    "auc": ("AUC", "precise"),
    "auc_error": ("±", "precise"),
    "rule_auc": ("Rule", "precise"),
    "precision_at_capacity": ("Precision", "share"),
    "recall_at_capacity": ("Recall", "share"),
    "calibration_error": ("Off by", "precise"),
    "median_warning_days": ("Days ahead", "count"),
}
# What is computed from those on the list alone.
OF_LISTED = ("precision_at_capacity", "recall_at_capacity", "median_warning_days")
FIGURES_NOTE = (
    "Learned, Tested: the cohorts. AUC has its standard error; Rule is the AUC of the best single feature. Precision:"
    " share of those on the list, as far as capacity reaches, with a bad outcome: they failed, left or missed school."
    " Recall: share of those outcomes that were on it. Off by: mean distance of predicted risk and outcome."
    " Days ahead: median, to a withdrawal, or to a first failing result or day missed."
)
MEANS = {
    "READY": "ready",
    "NO_SIGNAL": "no better than a rule",
    "NOT_CALIBRATED": "probabilities are off",
    "INSUFFICIENT_HISTORY": "too little history",
    "LEAK_SUSPECTED": "a feature knows too much",
}


def section(lake: Reading, _: Choices) -> Section:
    made = Section("models", "Model health", "Can the early-warning list be believed?")
    newest = newest_models(lake)
    if newest:
        _of_models(made, lake, newest)
    else:
        made.empty = "There is no model yet. Run ml_train once there are results."
    plain.add_to(made, lake, questions.QUESTIONS, (JUDGED, CALIBRATION, IMPORTANCE, FAIRNESS))
    return made


def _of_models(made: Section, lake: Reading, newest: Sequence[Row]) -> None:
    """The newest model of each cut-off, on the later cohort that judged it."""
    place = {"models": ", ".join(literal(row["model_version"]) for row in newest)}
    models = lake.rows(BUILT.format(**place))
    judged = [row for row in lake.all_of(JUDGED) if row["n"] is not None]
    whole = {row["model_version"]: row for row in judged if not _few(row)}
    _verdict(made, models, whole)
    _discrimination(made, models, whole)
    _calibration(made, models, lake.all_of(CALIBRATION))
    worth = lake.all_of(IMPORTANCE)
    for problem in dict.fromkeys(model["problem"] for model in models):
        its = [model for model in models if model["problem"] == problem]
        fairness.add_to(made, lake, its, whole)
        drift.add_to(made, lake, its)
        _importance(made, its, worth)
    _by_scope(made, models, lake.rows(BY_SCOPE.format(**place)) if lake.has(METRICS) else [])
    made.parts += [
        Prose(f"Model card, at {at(model)}", model["card"]) for model in models if _card_may_be_told(model, whole)
    ]


def _card_may_be_told(model: Row, whole: dict[str, Row]) -> bool:
    """A model card tells how many students the test cohort had, and all rates; those of few are for `export`."""
    judged = whole.get(model["model_version"])
    of = confusion.of_whole(judged) if judged else None
    return bool(model["card"]) and of is not None and not of.tells_of_few()


def _judged(row: Row) -> Row:
    """The figures of a test cohort as they may be shown; those of the listed are hidden where they tell of few."""
    of = confusion.of_whole(row)
    hides = of is None or of.tells_of_few()
    return {
        name: released.HIDDEN if hides and name in OF_LISTED and row[name] is not None else row[name]
        for name in FIGURES
    }


def _few(row: Row) -> bool:
    """Whether either outcome is that of a small group; its rates would tell how many."""
    return min(row["positives"], row["n"] - row["positives"]) < released.SMALLEST


def _verdict(made: Section, models: Sequence[Row], whole: dict[str, Row]) -> None:
    ready = sum(model["status"] == "READY" for model in models)
    made.answer = (
        f"{ready} of {len(models)} models may show probabilities: they beat chance and a one-feature rule"
        " beyond their error on a later cohort, and mean what their probabilities say."
    )
    if not ready:
        do = "Use the rule's list, and give the next cohort time to end."
        made.actions.append(Action(5, f"0 of {len(models)}", "models may show probabilities", do, made.anchor))
    rows = []
    for m in models:
        judged = _judged(whole[m["model_version"]]) if m["model_version"] in whole else {}
        about = [at(m), MEANS.get(m["status"], m["status"]), m["trained"], m["tested"]]
        rows.append([*about, *[judged.get(name) for name in FIGURES]])
    head = ("Looks at", "Status", "Learned", "Tested", *[words for words, _ in FIGURES.values()])
    kinds: tuple[Kind, ...] = (*columns("text", head[:4]), *[kind for _, kind in FIGURES.values()])
    made.parts.append(Table("Models", head, kinds, rows, FIGURES_NOTE))


def _discrimination(made: Section, models: Sequence[Row], whole: dict[str, Row]) -> None:
    known = [
        (at(m), whole[m["model_version"]]) for m in models if whole.get(m["model_version"], {}).get("auc") is not None
    ]
    if not known:
        return
    rows: list[Row] = []
    for name, row in known:
        auc, error = row["auc"], Z95 * (row["auc_error"] or 0)
        ends = {"auc": auc, "low": auc - error, "high": auc + error}
        rows.append({"at": name, "who": "Model", **{end: round(value, 3) for end, value in ends.items()}})
        if row["rule_auc"] is not None:
            rule = round(row["rule_auc"], 3)
            rows.append({"at": name, "who": "One-feature rule", "auc": rule, "low": rule, "high": rule})
    title = JUDGED.title
    head = ("Looks at", "Who", "AUC", "95 % from", "to")
    numbers = Table(
        title, head, ("text", "text", "precise", "precise", "precise"), [list(row.values()) for row in rows]
    )
    axis = "AUC: chance that a student at risk is ranked above one who is not"
    x = charts.number("auc", axis, ".2f", scale={"zero": False, "padding": 12})
    spec = charts.intervals(rows, "at", [name for name, _ in known], x, "who", ["Model", "One-feature rule"])
    best = "; ".join(f"{row['auc']:.3f} at {name}" for name, row in known)
    says = f"AUC on a later cohort, with its 95 % interval: {best}. One half is chance."
    note = "The rule's point has no interval: the gate tests the difference, paired."
    made.parts.append(Chart(title, spec, says, numbers, note))


def _calibration(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    drawn = [
        {"at": at(model), **one}
        for model in models
        for one in joined_bins([row for row in rows if row["model_version"] == model["model_version"]])
    ]
    names = [at(model) for model in models if any(row["at"] == at(model) for row in drawn)]
    if not names:
        return
    title = "Calibration: what was said, and what happened"
    head = ("Looks at", "Bins", "Students", "Predicted", "Observed")
    kinds = ("text", "text", "count", "share", "share")
    numbers = Table(title, head, kinds, [list(row.values()) for row in drawn])
    says = (
        "Mean predicted risk and share of bad outcomes in up to ten bins, for each model."
        " Points on the dashed line mean what they say."
    )
    note = "Bins with fewer than ten students of either outcome are joined with the next."
    made.parts.append(Chart(title, charts.diagonal(drawn, "at", names), says, numbers, note))


def _importance(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    model = next((m for m in models if any(row["model_version"] == m["model_version"] for row in rows)), None)
    if model is None:
        return
    top = [row for row in rows if row["model_version"] == model["model_version"]][:8]
    drawn = [{"feature": row["feature"].replace("_", " "), "lost": round(max(row["auc_lost"], 0.0), 4)} for row in top]
    title = f"What the model listens to, at {at(model)}"
    numbers = Table(
        title, ("Feature", "AUC lost without it"), ("text", "precise"), [list(row.values()) for row in drawn]
    )
    spec = charts.bars(drawn, "feature", charts.number("lost", "AUC lost", ".3f"), [row["feature"] for row in drawn])
    says = "AUC lost when a feature's values are shuffled among students." + (
        f" Most: {drawn[0]['feature']}." if drawn else ""
    )
    made.parts.append(Chart(title, spec, says, numbers, "What the model listens to is no cause of anything."))


def _by_scope(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    """Where a model is good on the whole, but not in a course or grade."""
    of_model = {model["model_version"]: model for model in models}
    shown = [row for row in rows if not _few(row) and row["auc"] is not None]
    table = [
        [at(of_model[r["model_version"]]), r["value"], r["auc"], r["auc_error"], r["calibration_gap"]] for r in shown
    ]
    if table:
        columns = ("Looks at", "Course or grade", "AUC", "± error", "Predicted − observed")
        # How many students each has is not told: the cohort less these would be those of the few.
        note = "Those with fewer than ten students of either outcome are left out."
        made.parts.append(
            Table(
                "Models by course and grade",
                columns,
                ("text", "text", "precise", "precise", "precise"),
                sorted(table, key=lambda row: (row[0], row[1])),
                note,
            )
        )
    off = [row for row in shown if abs(row["calibration_gap"] or 0) > 0.1 and row["n"] >= 100]
    if off:
        worst = max(off, key=lambda row: abs(row["calibration_gap"]))
        made.actions.append(
            Action(
                5,
                spelled(abs(worst["calibration_gap"]), "share"),
                f"is how far predicted risk and outcome lay apart in {worst['value']} when tested",
                "Trust the ranking there, not the probability; train again once there is more to learn from.",
                made.anchor,
            )
        )

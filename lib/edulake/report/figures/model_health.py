"""Can the models be believed, and for whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.contract import literal
from edulake.ml.tables import CALIBRATION, FAIRNESS, IMPORTANCE, METRICS, MODELS
from edulake.report import charts, suppression
from edulake.report.figures.early_warning import newest_models
from edulake.report.parts import HIDDEN, Action, Chart, Prose, Section, Table
from edulake.report.words import listed, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.report.parts import Choices
    from edulake.report.reading import Reading, Row

Z95 = 1.96
BUILT = f"""
SELECT model_version, share, status, algorithm, training_cohorts AS trained, test_cohort AS tested, card FROM {MODELS}
WHERE model_version IN ({{models}}) ORDER BY share
"""
FIGURES = f"SELECT * FROM {METRICS} WHERE model_version IN ({{models}})"
CURVE = f"SELECT model_version, bin, n, predicted, observed FROM {CALIBRATION} WHERE model_version IN ({{models}}) ORDER BY bin"
GROUPS = f"""
SELECT model_version, attribute, `group`, n, flag_rate, fnr, fpr, precision, fnr_ratio, fnr_ratio_low, fnr_ratio_high,
       is_too_small FROM {FAIRNESS} WHERE model_version IN ({{models}}) ORDER BY attribute, n DESC
"""
WORTH = f"SELECT model_version, feature, auc_lost FROM {IMPORTANCE} WHERE model_version IN ({{models}}) ORDER BY auc_lost DESC"
MEANS = {
    "READY": "ready",
    "NO_SIGNAL": "no better than a rule",
    "NOT_CALIBRATED": "probabilities are off",
    "INSUFFICIENT_HISTORY": "too little history",
}
# Ratios of missed students within these are taken as alike (the rule of four fifths).
ALIKE = (0.8, 1.25)


def section(lake: Reading, _: Choices) -> Section:
    """The newest model of each cut-off, on the later cohort that judged it."""
    made = Section("models", "Model health", "Can the early-warning list be believed?")
    newest = newest_models(lake)
    if not newest:
        made.empty = "There is no model yet. Run ml_train once there are course runs with results."
        return made
    place = {"models": ", ".join(literal(row["model_version"]) for row in newest)}
    models = lake.rows(BUILT.format(**place))
    figures = lake.rows(FIGURES.format(**place)) if lake.has(METRICS) else []
    whole = {row["model_version"]: row for row in figures if row["dimension"] == "overall" and not _few(row)}
    _verdict(made, models, whole)
    _discrimination(made, models, whole)
    if lake.has(CALIBRATION):
        _calibration(made, models, lake.rows(CURVE.format(**place)))
    if lake.has(FAIRNESS):
        _fairness(made, models, lake.rows(GROUPS.format(**place)))
    if lake.has(IMPORTANCE):
        _importance(made, models, lake.rows(WORTH.format(**place)))
    _by_course(made, models, [row for row in figures if row["dimension"] == "course"])
    made.parts += [Prose(f"Model card, at {at(model)}", model["card"]) for model in models if model["card"]]
    return made


def at(model: Row) -> str:
    return f"{model['share']:.0%} of a run"


def _few(row: Row) -> bool:
    """Whether either outcome is that of a small group; its rates would tell how many."""
    return min(row["positives"], row["n"] - row["positives"]) < suppression.SMALLEST


def _verdict(made: Section, models: Sequence[Row], whole: dict[str, Row]) -> None:
    ready = [model for model in models if model["status"] == "READY"]
    made.answer = (
        f"{len(ready)} of {len(models)} models may show probabilities: they beat chance and a one-feature rule"
        " beyond their error on a later cohort, and mean what their probabilities say."
    )
    if not ready:
        made.actions.append(
            Action(
                5,
                f"0 of {len(models)}",
                "models may show probabilities",
                "Use the rule's list, and give the next cohort time to end.",
                made.anchor,
            )
        )
    names = {"auc": "AUC", "auc_error": "± error", "rule_auc": "The rule's", "precision_at_capacity": "Precision at capacity", "recall_at_capacity": "Recall at capacity", "calibration_error": "Calibration error", "median_warning_days": "Days ahead"}  # fmt: skip
    rows = [
        [
            at(m),
            MEANS.get(m["status"], m["status"]),
            m["algorithm"],
            m["trained"],
            m["tested"],
            *[whole.get(m["model_version"], {}).get(name) for name in names],
        ]
        for m in models
    ]
    kinds = (
        "text",
        "text",
        "text",
        "text",
        "text",
        "precise",
        "precise",
        "precise",
        "share",
        "share",
        "precise",
        "count",
    )
    columns = ("Looks at", "Status", "Algorithm", "Learned from", "Tested on", *names.values())
    note = "Precision: share of those on the list who went on to fail or leave. Recall: share of those who did that were on it. Days ahead: median, to a withdrawal."
    made.parts.append(Table("Models", columns, kinds, rows, note))


def _discrimination(made: Section, models: Sequence[Row], whole: dict[str, Row]) -> None:
    known = [(model, whole[model["model_version"]]) for model in models if model["model_version"] in whole]
    known = [(model, row) for model, row in known if row["auc"] is not None]
    if not known:
        return
    rows: list[Row] = []
    for model, row in known:
        error = Z95 * (row["auc_error"] or 0)
        gain = Z95 * (row["gain_error"] or 0)
        rows.append(
            {"at": at(model), "who": "Model", "auc": row["auc"], "low": row["auc"] - error, "high": row["auc"] + error}
        )
        if row["rule_auc"] is not None:
            rows.append(
                {
                    "at": at(model),
                    "who": "One-feature rule",
                    "auc": row["rule_auc"],
                    "low": row["rule_auc"],
                    "high": row["rule_auc"],
                }
            )
        row["gain_span"] = gain
    title = "Ranking: model against rule"
    numbers = Table(
        title,
        ("Looks at", "Who", "AUC", "95 % from", "to"),
        ("text", "text", "precise", "precise", "precise"),
        [list(row.values()) for row in rows],
    )
    x = charts.number(
        "auc",
        "AUC: chance that a student at risk is ranked above one who is not",
        ".2f",
        scale={"zero": False, "padding": 12},
    )
    spec = charts.intervals(rows, "at", [at(model) for model, _ in known], x, "who", ["Model", "One-feature rule"])
    best = "; ".join(f"{row['auc']:.3f} at {at(model)}" for model, row in known)
    says = f"AUC on a later cohort, with its 95 % interval: {best}. One half is chance."
    made.parts.append(
        Chart(title, spec, says, numbers, "The rule's point has no interval: the gate tests the difference, paired.")
    )


def _calibration(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    of_model = {model["model_version"]: model for model in models}
    drawn = []
    for version, model in of_model.items():
        bins = [row for row in rows if row["model_version"] == version]
        if bins and min(row["n"] for row in bins) >= suppression.SMALLEST:
            drawn += [
                {"at": at(model), "bin": r["bin"], "n": r["n"], "predicted": r["predicted"], "observed": r["observed"]}
                for r in bins
            ]
    names = [at(model) for model in models if any(row["at"] == at(model) for row in drawn)]
    if not names:
        return
    title = "Calibration: what was said, and what happened"
    numbers = Table(
        title,
        ("Looks at", "Bin", "Students", "Predicted", "Observed"),
        ("text", "count", "count", "share", "share"),
        [list(row.values()) for row in drawn],
    )
    says = "Mean predicted risk and share of bad outcomes in ten bins, for each model. Points on the dashed line mean what they say."
    made.parts.append(Chart(title, charts.diagonal(drawn, "at", names), says, numbers))


def _fairness(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    """Groups of the earliest model that has any: help withheld first, as that is the harm."""
    model = next((m for m in models if any(row["model_version"] == m["model_version"] for row in rows)), None)
    if model is None:
        return
    mine = [row for row in rows if row["model_version"] == model["model_version"]]
    hidden = {
        (row["attribute"], row["group"])
        for name in {r["attribute"] for r in mine}
        for row in _small([r for r in mine if r["attribute"] == name])
    }
    compared = [
        {
            "group": _group(r),
            "who": "ratio",
            "ratio": r["fnr_ratio"],
            "low": r["fnr_ratio_low"],
            "high": r["fnr_ratio_high"],
        }
        for r in mine
        if not r["is_too_small"] and r["fnr_ratio_low"] is not None and (r["attribute"], r["group"]) not in hidden
    ]
    title = f"Fairness: who is missed more often, at {at(model)}"
    columns = (
        "Attribute",
        "Group",
        "Students",
        "On the list",
        "Missed (FNR)",
        "Listed in vain (FPR)",
        "Precision",
        "FNR ratio",
        "95 % from",
        "to",
    )
    kinds = ("text", "text", "count", "share", "share", "share", "share", "precise", "precise", "precise")
    table = [_fair_row(row, hidden) for row in mine]
    note = "Groups under 100 students, or with under 20 bad outcomes, have no figures: they would be noise. None of these attributes is a feature."
    numbers = Table(title, columns, kinds, table, note)
    unlike = [row for row in compared if row["low"] > ALIKE[1] or row["high"] < ALIKE[0]]
    if not compared:
        made.parts.append(numbers)
        return
    x = charts.number("ratio", "FNR divided by that of the largest group", ".1f", scale={"zero": False, "padding": 12})
    spec = charts.with_rule(
        charts.intervals(compared, "group", [row["group"] for row in compared], x, "who", ["ratio"]), 1.0
    )
    del spec["layer"][0]["encoding"]["color"], spec["layer"][0]["encoding"]["yOffset"]
    says = "Share of students at risk who are not on the list, relative to the largest group of the attribute. " + (
        f"Beyond four fifths, and beyond chance: {listed([row['group'] for row in unlike])}."
        if unlike
        else "No group lies beyond four fifths and beyond chance."
    )
    if unlike:
        made.actions.append(
            Action(
                4,
                str(len(unlike)),
                "groups of students are missed, or found, clearly more often than others by the early-warning model",
                "Look at them before the list is used.",
                made.anchor,
            )
        )
    made.parts.append(Chart(title, spec, says, numbers))


def _small(rows: Sequence[Row]) -> list[Row]:
    hidden = suppression.line([row["n"] for row in rows])
    return [row for at, row in enumerate(rows) if at in hidden]


def _group(row: Row) -> str:
    return f"{row['attribute'].replace('_', ' ')}: {row['group']}"


def _fair_row(row: Row, hidden: set[tuple[str, str]]) -> list[Any]:
    start = [row["attribute"].replace("_", " "), row["group"]]
    if (row["attribute"], row["group"]) in hidden:
        return [*start, *[HIDDEN] * 8]
    if row["is_too_small"]:
        return [*start, row["n"], *[None] * 7]
    names = ("n", "flag_rate", "fnr", "fpr", "precision", "fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")
    return [*start, *[row[name] for name in names]]


def _importance(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    model = next((m for m in models if any(row["model_version"] == m["model_version"] for row in rows)), None)
    if model is None:
        return
    top = [row for row in rows if row["model_version"] == model["model_version"] and row["auc_lost"] is not None][:8]
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


def _by_course(made: Section, models: Sequence[Row], rows: Sequence[Row]) -> None:
    """Where a model is good on the whole, but not in a course."""
    of_model = {model["model_version"]: model for model in models}
    shown = [row for row in rows if not _few(row) and row["auc"] is not None]
    table = [
        [at(of_model[r["model_version"]]), r["value"], r["n"], r["auc"], r["auc_error"], r["calibration_gap"]]
        for r in shown
    ]
    if table:
        columns = ("Looks at", "Course", "Students", "AUC", "± error", "Predicted − observed")
        note = "Courses with fewer than ten students of either outcome are left out."
        made.parts.append(
            Table(
                "Models by course",
                columns,
                ("text", "text", "count", "precise", "precise", "precise"),
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
                "Trust the ranking there, not the probability; train again once its plan is settled.",
                made.anchor,
            )
        )

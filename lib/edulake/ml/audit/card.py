"""The model card (Mitchell et al. 2019): what a model is for, what it knows, how good it is, and what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ml.audit import interventions

if TYPE_CHECKING:
    from decimal import Decimal

    from pyspark.sql import Row

    from edulake.config.early_warning import EarlyWarning
    from edulake.ml.problems.problem import Problem
    from edulake.ml.split import Split

FIGURES = (
    ("AUC", "auc", "auc_error"),
    ("AUC above the rule", "gain", "gain_error"),
    ("average precision", "average_precision", None),
    ("precision within capacity", "precision_at_capacity", None),
    ("recall within capacity", "recall_at_capacity", None),
    ("Brier score", "brier", None),
    ("Brier score of the base rate", "brier_no_skill", None),
    ("calibration error", "calibration_error", None),
    ("median days of warning", "median_warning_days", None),
)


def markdown(
    problem: Problem,
    version: str,
    apart: Split,
    share: Decimal | None,
    status: str,
    algorithm: str,
    figures: Row,
    choices: EarlyWarning,
) -> str:
    """The card of one model, from the figures on its test cohort."""
    ranked = problem.about.ranked.format(
        share=f"{share or 0:.0%}",
        failing_below=choices.failing_below,
        horizon_days=choices.horizon_days,
        dropout_days=choices.dropout_days,
    )
    rows = [f"| {n} | {_told(figures[value], figures[error] if error else None)} |" for n, value, error in FIGURES]
    head = f"""# {version}

Status: **{status}**. It ranks {ranked}.
Risk means: likely without a change, not: because of anything it is shown.

- Algorithm: {algorithm}; trained on {", ".join(apart.train)}, calibrated on out-of-fold scores of {apart.calibrate},
  tested on {apart.test}
- Test cohort: {figures["n"]:,} students who were there, {figures["base_rate"]:.1%} with a bad outcome
- Features: {problem.about.known_by}, strictly before the as-of date; no protected attribute
- Not for grading, discipline or admission

| on the test cohort | |
|---|---:|"""
    return "\n".join([head, *rows, "", *_worth(figures["precision_at_capacity"] or 0.0, choices)])


def _told(value: float | None, error: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:.3f}" + (f" ± {error:.3f}" if error is not None else "")


def _worth(precision: float, choices: EarlyWarning) -> list[str]:
    cost, value = float(choices.intervention_cost), float(choices.success_value)
    needed = interventions.break_even(precision, cost, value)
    lines = [f"| {a.effect:.0%} | {a.net_value:,.0f} |" for a in interventions.assumed(precision, cost, value)]
    pays = f"{needed:.1%}" if needed is not None else "no share"
    return [
        f"Help at {cost:,.0f} for a success worth {value:,.0f} pays from an effect on {pays} of those at risk.",
        "",
        "| ASSUMPTION: share kept from failing | net value per selected student |",
        "|---:|---:|",
        *lines,
    ]

"""The gate: only what beats chance and the rule beyond its error, and means its probabilities, is READY."""

from __future__ import annotations

import pytest

from edulake.ml.audit import gate

pytestmark = pytest.mark.once

GOOD = {"auc": 0.8, "auc_error": 0.02, "gain": 0.1, "gain_error": 0.02, "calibration_error": 0.05}
HALF = 1 / 64  # what floats hold exactly


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, gate.READY),
        ({"auc_error": None}, gate.INSUFFICIENT),
        ({"auc": None}, gate.INSUFFICIENT),
        ({"gain": None}, gate.INSUFFICIENT),
        ({"gain_error": None}, gate.INSUFFICIENT),
        ({"auc": None, "calibration_error": 1.0}, gate.INSUFFICIENT),
        ({"auc": 0.59, "auc_error": 0.02}, gate.READY),
        ({"auc": 0.589, "auc_error": 0.02}, gate.NO_SIGNAL),
        ({"auc": gate.LOWEST_AUC, "auc_error": 0.0}, gate.NO_SIGNAL),
        ({"auc": gate.LOWEST_AUC + HALF, "auc_error": 0.0}, gate.READY),
        ({"auc": 0.99, "auc_error": 0.3}, gate.NO_SIGNAL),
        ({"auc": 0.2}, gate.NO_SIGNAL),
        ({"gain": 0.04, "gain_error": 0.02}, gate.READY),
        ({"gain": 0.039, "gain_error": 0.02}, gate.NO_SIGNAL),
        ({"gain": 0.0, "gain_error": 0.0}, gate.NO_SIGNAL),
        ({"gain": -0.2, "gain_error": 0.0}, gate.NO_SIGNAL),
        ({"calibration_error": gate.HIGHEST_CALIBRATION_ERROR}, gate.READY),
        ({"calibration_error": gate.HIGHEST_CALIBRATION_ERROR + HALF}, gate.NOT_CALIBRATED),
        ({"calibration_error": None}, gate.READY),
        ({"auc": 0.5, "calibration_error": 0.9}, gate.NO_SIGNAL),
    ],
)
def test_a_model_passes_by_the_worse_end_of_its_interval(changed: dict[str, float | None], status: str) -> None:
    assert gate.status({**GOOD, **changed}) == status

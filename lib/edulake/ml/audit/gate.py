"""The signal gate: whether a model knows more than chance and a simple rule, and means what its probabilities say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

READY, NO_SIGNAL, NOT_CALIBRATED, INSUFFICIENT = "READY", "NO_SIGNAL", "NOT_CALIBRATED", "INSUFFICIENT_HISTORY"
LEAK = "LEAK_SUSPECTED"
LOWEST_AUC = 0.55
HIGHEST_CALIBRATION_ERROR = 0.10
Z95 = 1.959963984540054


def status(figures: Mapping[str, float | None]) -> str:
    """READY only for what beats chance, and the rule, beyond its error, and is calibrated.

    The lower end of the AUC's 95 % interval must lie above 0.55, that of its gain over the rule above 0, and the
    calibration error must be at most 0.10.
    """
    auc, error = figures["auc"], figures["auc_error"]
    gain, gain_error = figures["gain"], figures["gain_error"]
    if auc is None or error is None or gain is None or gain_error is None:
        return INSUFFICIENT
    if auc - Z95 * error <= LOWEST_AUC or gain - Z95 * gain_error <= 0:
        return NO_SIGNAL
    return READY if (figures["calibration_error"] or 0) <= HIGHEST_CALIBRATION_ERROR else NOT_CALIBRATED

"""Whom a list misses, group by group, against counts by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.ml.audit import fairness

pytestmark = pytest.mark.once

# Of each group, how many: bad and selected, bad and missed, well and selected, well and not.
GROUPS = {
    "A": (30, 10, 20, 140),
    "B": (12, 8, 10, 70),
    "few": (12, 8, 10, 69),
    "rare": (11, 8, 10, 71),
    "all found": (40, 0, 10, 60),
    "nobody at risk": (0, 0, 5, 95),
    None: (20, 20, 30, 50),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], dict[str, Any]]:
    rows = [
        (group, "one", str(label), "0.5" if label else "0.1", str(selected).lower())
        for group, counts in GROUPS.items()
        for count, (label, selected) in zip(counts, ((1, True), (1, False), (0, True), (0, False)), strict=True)
        for _ in range(count)
    ]
    types = {"label": "int", "probability": "double", "is_selected": "boolean"}
    ranked = frame(spark, rows, "group same label probability is_selected", **types)
    audited = fairness.audit(ranked, ["group", "same"]).collect()
    return {(row["attribute"], row["group"]): row.asDict() for row in audited}


@pytest.mark.parametrize("group", GROUPS)
def test_rates_are_those_of_the_counts(found: dict[tuple[str, str], dict[str, Any]], group: str | None) -> None:
    """A rate of nobody is not known; who states nothing is a group as well."""
    tp, fn, fp, tn = GROUPS[group]
    n, positives, taken = tp + fn + fp + tn, tp + fn, tp + fp
    row = found["group", group or fairness.NOT_STATED]
    assert (row["n"], row["positives"], row["missed"]) == (n, positives, fn)
    assert row["base_rate"] == pytest.approx(positives / n)
    assert row["flag_rate"] == pytest.approx(taken / n)
    assert row["fnr"] == (pytest.approx(fn / positives) if positives else None)
    assert row["fpr"] == pytest.approx(fp / (fp + tn))
    assert row["precision"] == pytest.approx(tp / taken)
    assert row["calibration_gap"] == pytest.approx((0.1 * (n - positives) - 0.5 * positives) / n)


def test_a_group_of_few_is_told_to_be_so(found: dict[tuple[str, str], dict[str, Any]]) -> None:
    """A hundred with twenty at risk are enough; 99, or 19 at risk, are not."""
    small = {group for (attribute, group), row in found.items() if attribute == "group" and row["is_too_small"]}
    assert small == {"few", "rare", "nobody at risk"}


@pytest.mark.parametrize("group", ["A", "B", None])
def test_groups_are_compared_with_the_largest(found: dict[tuple[str, str], dict[str, Any]], group: str | None) -> None:
    """With the interval of Katz et al.: of the largest itself the ratio is 1."""
    (tp1, fn1, *_), (tp0, fn0, *_) = GROUPS[group], GROUPS["A"]
    row = found["group", group or fairness.NOT_STATED]
    ratio = (fn1 / (tp1 + fn1)) / (fn0 / (tp0 + fn0))
    spread = math.exp(1.959964 * math.sqrt(1 / fn1 - 1 / (tp1 + fn1) + 1 / fn0 - 1 / (tp0 + fn0)))
    assert row["fnr_ratio"] == pytest.approx(ratio)
    assert row["fnr_ratio_low"] == pytest.approx(ratio / spread, rel=1e-6)
    assert row["fnr_ratio_high"] == pytest.approx(ratio * spread, rel=1e-6)


@pytest.mark.parametrize("group", ["few", "rare", "all found", "nobody at risk"])
def test_no_ratio_is_told_of_few_or_of_nobody_missed(found: dict[tuple[str, str], dict[str, Any]], group: str) -> None:
    row = found["group", group]
    assert [row[name] for name in ("fnr_ratio", "fnr_ratio_low", "fnr_ratio_high")] == [None] * 3


def test_every_attribute_counts_everybody(found: dict[tuple[str, str], dict[str, Any]]) -> None:
    everybody = sum(map(sum, GROUPS.values()))
    assert found["same", "one"]["n"] == everybody
    assert sum(row["n"] for (attribute, _), row in found.items() if attribute == "group") == everybody

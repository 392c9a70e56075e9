"""Rates of models stand for ten students, as do those of all others together."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.governance import released
from edulake.serving.report.figures import confusion, drift, fairness
from edulake.serving.report.figures.bins import joined_bins

pytestmark = pytest.mark.once


def group(name: str, listed_bad: int, listed_good: int, missed_bad: int, left_good: int) -> dict[str, Any]:
    bad, good = listed_bad + missed_bad, listed_good + left_good
    rates = {"fnr": missed_bad / bad, "fpr": listed_good / good, "flag_rate": (listed_bad + listed_good) / (bad + good)}
    return {"whom": name, "n": bad + good, "positives": bad, "is_too_small": False, **rates}


def cohort(*groups: dict[str, Any]) -> dict[str, Any]:
    n, bad = (sum(one[of] for one in groups) for of in ("n", "positives"))
    parts = [of for one in groups if (of := confusion.of_group(one))]
    listed = sum(of.listed_bad + of.listed_good for of in parts)
    return {
        "n": n,
        "positives": bad,
        "flagged": listed,
        "precision_at_capacity": sum(p.listed_bad for p in parts) / listed,
    }


LARGE, MIDDLE, FEW = group("A", 60, 40, 50, 100), group("B", 30, 20, 25, 60), group("C", 20, 3, 30, 60)


@pytest.mark.parametrize(
    ("groups", "rated"),
    [
        ([LARGE, MIDDLE], {"A", "B"}),
        ([LARGE, MIDDLE, FEW], {"A"}),
        ([LARGE, FEW], set()),
        ([LARGE, MIDDLE, {**FEW, "is_too_small": True}], {"A"}),
    ],
    ids=["nobody is few", "the rest would be the few", "nobody to hide with", "without rates, but in the cohort"],
)
def test_the_few_are_not_the_cohort_less_the_others(groups: list[dict[str, Any]], rated: set[str]) -> None:
    whole = cohort(*[FEW if one["whom"] == "C" else one for one in groups])
    assert fairness._rated(groups, whole) == rated


def test_bins_are_joined_until_both_outcomes_are_those_of_ten() -> None:
    seen = enumerate((0.025, 0.3, 0.5, 0.95), 1)
    bins = [{"bin": at, "n": 40, "predicted": 0.2 * at, "observed": observed} for at, observed in seen]
    told = [(row["bin"], row["n"], row["observed"]) for row in joined_bins(bins)]
    assert told == [("1 to 2", 80, 0.16), ("3 to 4", 80, 0.72)]
    assert joined_bins(bins[:2]) == []
    assert joined_bins([]) == []


def test_the_whole_of_a_list_is_not_told_beside_a_part_of_few() -> None:
    what = {"model_version": "m", "measure": "unknown_share", "name": "late_share", "n": 100, "expected": 0.1}
    rows = [
        {**what, "scope": scope, "value": value, "alert_level": 0.1, "is_alert": False}
        for scope, value in (("A", 0.03), ("B", 0.2), ("all", 0.115))
    ]
    few = {drift._what(row) for row in rows if drift._tells_of_few(row)}
    told = {row["scope"]: drift._row(row, "Schools", few)[4] for row in rows}
    assert told == {"A": released.HIDDEN, "B": 0.2, "all": released.HIDDEN}

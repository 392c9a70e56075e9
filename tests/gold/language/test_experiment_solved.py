"""What is told of an experiment from sums: divisions that bar it, roles and their adjustments, and what it needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from experiment_arms_of import arm
from pyspark.sql import Row

from edulake.config.experiments import Experiment
from edulake.config.settings import Gold
from edulake.gold.language.comparisons import Arm
from edulake.gold.language.experiment_results import COLUMNS
from edulake.gold.language.experiment_solved import results

pytestmark = pytest.mark.once
ONE = Experiment(
    {"control": Decimal(1), "long": Decimal(1), "short": Decimal(2)},
    dt.date(2025, 1, 6),
    dt.date(2025, 2, 2),
    "minutes",
    Decimal(1),
    secondaries=["messages"],
    guardrails={"errors_per_message": Decimal("0.1"), "lessons": Decimal("0.5")},
)
OVER = dt.date(2025, 3, 2)
SIZES = {"control": 50, "long": 50, "short": 100}


def values(n: int, shift: float = 0.0) -> Arm:
    return arm([shift + (k * 7) % 10 for k in range(n)])


def row(metric: str, variant: str | None, one: Arm | None = None, **more: Any) -> Row:
    n = one.n if one else 0
    counts = {"assigned": 0, "shown": n, "exposed": n, "excluded": 0, "mismatched": 0}
    told: dict[str, Any] = {"source_system": "sis", "experiment_id": "e", "variant": variant, **counts}
    told |= {"observed_until": OVER, "metric": metric, "maturing": 0, "n": n, "learners": n, "with_history": 0}
    told |= {name: one.sums[name] if one else None for name in "abch"}
    told |= {x + y: one.products[x, y] if one else None for x in "abch" for y in "abch" if x <= y}
    return Row(**{**told, **more})


def rows(shifts: dict[str, float], **more: Any) -> list[Row]:
    """Of each metric all variants; those with a shift are higher by it in the short one."""
    return [
        row(metric, variant, values(n, shifts.get(metric, 0.0) if variant == "short" else 0.0), **more)
        for metric in ONE.metrics
        for variant, n in SIZES.items()
    ]


def told(given: list[Row], one: Experiment = ONE) -> dict[tuple[str, str], dict[str, Any]]:
    found = [
        dict(zip(COLUMNS, line, strict=True)) for line in results(Gold(experiments={"e": one}), tuple(COLUMNS), given)
    ]
    return {(line["metric"], line["variant"]): line for line in found if line["analysis"] == "unadjusted"}


def test_each_role_is_adjusted_by_itself() -> None:
    found = told(rows({"minutes": 2.0, "messages": 2.0}))
    assert {line["status"] for line in found.values()} == {"OK"}
    assert found["minutes", "short"]["difference"] == pytest.approx(2.0, abs=0.2)
    p, other = (found["minutes", name]["p"] for name in ("short", "long"))
    assert p < 0.001 < other
    assert found["minutes", "short"]["p_adjusted"] == pytest.approx(2 * p, abs=1e-8), "Holm: the lower of two"
    assert found["minutes", "short"]["is_shown"] is True
    assert found["minutes", "long"]["is_shown"] is False
    assert found["messages", "long"]["p_adjusted"] == found["messages", "long"]["p"], (
        "Benjamini and Hochberg: the higher"
    )
    guarded = [found[metric, name] for metric in ONE.guardrails for name in ("long", "short")]
    assert all(line["p_adjusted"] == pytest.approx(min(1, 4 * line["p"]), abs=1e-8) for line in guarded), "Bonferroni"


def test_fewer_errors_are_no_harm_and_fewer_lessons_are() -> None:
    less = told(rows({"errors_per_message": -3.0, "lessons": -3.0}))
    assert less["errors_per_message", "short"]["is_shown"] is True
    assert less["lessons", "short"]["is_shown"] is False
    more = told(rows({"errors_per_message": 3.0, "lessons": 3.0}))
    assert more["errors_per_message", "short"]["is_shown"] is False
    assert more["lessons", "short"]["is_shown"] is True


def test_what_is_needed_is_by_the_control_and_the_weights() -> None:
    found = told(rows({}))
    of_long, of_short = (found["minutes", name]["needed"] for name in ("long", "short"))
    assert 1.4 * of_long < of_short < 1.6 * of_long, "of two thirds more are needed than of a half"
    assert found["messages", "long"]["needed"] is None


def test_what_nobody_can_have_is_not_needed() -> None:
    """A thousand to one: of a least difference that many could find, the many are more than a number holds."""
    rare = replace(ONE, variants={"control": Decimal("0.001"), "long": Decimal(1)}, mde=Decimal("0.002"))
    given = [row("minutes", "control", values(50)), row("minutes", "long", values(50_000))]
    assert told(given, rare)["minutes", "long"]["needed"] is None


@pytest.mark.parametrize(
    "more",
    [
        [row("minutes", "other", values(1))],
        [row("minutes", "long", values(50), assigned=90), row("minutes", "short", values(100), assigned=90)],
    ],
    ids=["somebody in no variant", "assigned otherwise than by the weights"],
)
def test_a_division_that_is_not_by_the_weights_bars_everything(more: list[Row]) -> None:
    found = told([*rows({"minutes": 5.0}), *more])
    assert {line["status"] for line in found.values()} == {"BLOCKED"}
    assert all(line["sample_ratio_p"] < 0.001 for line in found.values())
    assert {line["mean"] for line in found.values()} == {line["p"] for line in found.values()} == {None}
    assert {variant for _, variant in found} == set(SIZES)


def test_who_has_no_class_is_counted_and_bars_nothing() -> None:
    found = told([*rows({}), row("minutes", None, values(7))])
    assert {line["unplaced"] for line in found.values()} == {7}
    assert {line["status"] for line in found.values()} == {"OK"}


@pytest.mark.parametrize(("until", "status"), [(OVER, "OK"), (OVER - dt.timedelta(days=1), "MASKED"), (None, "MASKED")])
def test_a_fixed_analysis_waits_for_the_last_window(until: dt.date | None, status: str) -> None:
    assert {line["status"] for line in told(rows({}, observed_until=until)).values()} == {status}


def test_a_sequential_one_does_not_wait_and_has_wider_limits() -> None:
    daily = replace(ONE, analysis="sequential", planned_learners=200)
    early = told(rows({}, observed_until=dt.date(2025, 1, 20)), daily)
    fixed = told(rows({}))
    assert {line["status"] for line in early.values()} == {"OK"}
    for place in (("minutes", "short"), ("messages", "long")):
        assert early[place]["lower"] < fixed[place]["lower"] < fixed[place]["upper"] < early[place]["upper"]


def test_too_few_nothing_varies_and_schools() -> None:
    few = [one for one in rows({}) if one["variant"] != "long"]
    found = told([*few, row("minutes", "long", values(29))])
    assert [found["minutes", name]["status"] for name in ("control", "long", "short")] == ["OK", "TOO_FEW", "OK"]
    even = replace(ONE, variants={"control": Decimal(1), "long": Decimal(1)})
    small = told([row("minutes", "control", values(29)), row("minutes", "long", values(30))], even)
    assert [small["minutes", name]["status"] for name in ("control", "long")] == ["TOO_FEW", "TOO_FEW"]
    alike = told([row("minutes", name, arm([4.0] * 30)) for name in even.variants], even)
    assert alike["minutes", "long"]["status"] == "NO_EVIDENCE"
    assert alike["minutes", "long"]["mean"] == 4.0
    schools = replace(even, unit="school")
    nine = [row("minutes", name, values(9), learners=300) for name in even.variants]
    ten = [row("minutes", name, values(10), learners=300) for name in even.variants]
    assert told(nine, schools)["minutes", "long"]["status"] == "TOO_FEW"
    assert told(ten, schools)["minutes", "long"]["status"] == "OK"

"""The level of each learner: few by hand, many by chance."""

from __future__ import annotations

import products
import pytest
from levelled import active, chance, known_to, result, results, silver, version
from oracle_language_spells import Source
from oracle_learner_levels import learner_levels
from practised import progress
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["learner_levels"]
SEEDS = {f"~{seed}": chance(seed) for seed in range(4)}
NOTHING = {
    "level": None,
    "level_rank": None,
    "since": None,
    "evidence": None,
    "entered_by": None,
    "first_shown_on": None,
}
# What is expected of the only learner, or of none.
CASES: dict[str, tuple[products.Silver, Row | None]] = {
    "confirmed": (
        silver(results("S1", _0=2, _4=2), known_to(9)),
        {"level": "A2", "level_rank": 2, "since": "2025-01-01", "evidence": "attempts", "entered_by": "placement",
         "first_shown_on": "2025-01-01", "highest_shown": "A2", "attempts": 2, "last_attempt_on": "2025-01-05",
         "last_shown": "A2", "last_active_on": "2025-01-05", "observed_until": "2025-01-10", "course_id": "es"},
    ),
    "shown once and never again": (
        silver(results("S1", _0=1, _4=3, _5=1), known_to(9)),
        {"level": "A1", "highest_shown": "B1", "last_shown": "A1", "first_shown_on": "2025-01-01"},
    ),
    "shown by chance before it was reached": (
        silver(results("S1", _0=1, _1=1, _2=2, _3=1, _4=2, _5=2), known_to(9)),
        {"level": "A2", "first_shown_on": "2025-01-03", "since": "2025-01-05", "entered_by": "progress"},
    ),
    "a first result that is too low": (
        silver(results("S1", _0=1, _1=2, _2=2), known_to(9)), {"level": "A2", "since": "2025-01-02", "entered_by": "placement"}
    ),
    "what was reached stays": (silver(results("S1", _0=2, _1=2, _2=1, _3=1), known_to(9)), {"level": "A2", "last_shown": "A1"}),
    "by the source alone": (
        silver(version("S1", 0, 3), known_to(40)),
        {"level": "B1", "evidence": "proficiency", "attempts": 0, "last_attempt_on": None, "last_active_on": None},
    ),
    "one attempt": (silver(results("S1", _0=2), known_to(9)), {**NOTHING, "attempts": 1, "highest_shown": "A2"}),
    "a test of no level": (
        silver([result("S1", 0, None, score="71.50")], known_to(9)),
        {**NOTHING, "highest_shown": None, "last_shown": None, "last_score": "71.50", "attempts": 1},
    ),
    "of one moment the highest id is last": (
        silver([result("S1", 3, 1, attempt_id=n, score=n) for n in ("20.00", "30.00", "10.00")], known_to(9)),
        {"last_score": "30.00", "attempts": 3},
    ),
    "an attempt that is not finished": (
        silver([result("S1", 3, 1, is_finished=False, completed_at=None)], known_to(9)),
        {**NOTHING, "attempts": 0, "last_attempt_on": None, "last_active_on": "2025-01-04"},
    ),
    "a lesson alone": (
        silver([progress(student="S1", last_accessed_at=version("S1", 2, 1)["valid_from"])], known_to(9)),
        {**NOTHING, "attempts": 0, "highest_shown": None, "last_active_on": "2025-01-03"},
    ),
    "the last day is not all known": (silver(active("S1", 2), results("S1", _3=1)), {"attempts": 0, "last_active_on": "2025-01-03"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (given, []) for name, given in SEEDS.items()}}
    return products.answers(spark, PRODUCT, {name: (given, []) for name, (given, _) in every.items()})


@pytest.mark.parametrize("case", CASES)
def test_the_level_of_one(case: str, found: dict[str, list[Row]]) -> None:
    [row] = found[case]
    due = CASES[case][1] or {}
    assert {name: row[name] for name in due} == due


@pytest.mark.parametrize("case", [*CASES, *SEEDS])
def test_as_the_oracle_reckons(case: str, found: dict[str, list[Row]]) -> None:
    due = learner_levels(Source({**{name: one for name, (one, _) in CASES.items()}, **SEEDS}[case]))
    assert [{name: row[name] for name in due[0]} for row in found[case]] == due


def test_chance_has_something_of_all(found: dict[str, list[Row]]) -> None:
    rows = [row for name in SEEDS for row in found[name]]
    assert {"attempts", "proficiency", None} == {row["evidence"] for row in rows}
    assert {"placement", "progress", None} == {row["entered_by"] for row in rows}
    assert any(row["since"] != row["first_shown_on"] for row in rows)
    assert {None, "A1", "A2", "B1"} < {row["level"] for row in rows}

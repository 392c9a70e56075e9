"""Experiments of learners by chance against plain Python, and what is told where nobody may look."""

from __future__ import annotations

import products
import pytest
from experiment_oracle import Oracle, adjusted, ratio
from experiment_world import EXPERIMENTS, Row, World, by_hash, world
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language.experiment_results import EXPERIMENT_RESULTS
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.experiment_assignments import EXPERIMENT_ASSIGNMENTS_TABLE
from edulake.silver.language.experiment_exposures import EXPERIMENT_EXPOSURES_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once

FEWEST = 5
CHOICES = Gold(language=Language(min_learners=FEWEST), experiments=EXPERIMENTS)
WORLD = world(7, 150)
FEW = world(8, 12)
ORACLE = Oracle(WORLD)
METRICS = [(name, metric) for name, one in EXPERIMENTS.items() for metric in one.metrics]


def silver(made: World) -> products.Silver:
    return {
        EXPERIMENT_ASSIGNMENTS_TABLE: made.assignments,
        EXPERIMENT_EXPOSURES_TABLE: made.exposures,
        STUDENTS_TABLE: made.students,
        CONVERSATIONS_TABLE: made.conversations,
        MESSAGES_TABLE: made.messages,
        LESSON_PROGRESS_TABLE: made.progress,
        ATTEMPTS_TABLE: made.attempts,
    }


def lost() -> World:
    """Of those whom the hash puts into one variant, only every fourth ever talks."""
    kept = {
        row["student_id"]
        for n, row in enumerate(WORLD.students)
        if by_hash("t", row["student_id"], EXPERIMENTS["talk"].variants) == "control" or n % 8 < 2
    }
    return World(**{name: [row for row in rows if row["student_id"] in kept] for name, rows in vars(WORLD).items()})


def early() -> World:
    """The same before the last windows are over."""
    cut = "2025-03-01"
    of_days = {name: [row for row in rows if row.get("date", "") < cut] for name, rows in vars(WORLD).items()}
    return World(**{**of_days, "students": WORLD.students, "progress": WORLD.progress})


CASES: products.Cases = {
    "by chance": (silver(WORLD), []),
    "few": (silver(FEW), []),
    "lost": (silver(lost()), []),
    "early": (silver(early()), []),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[tuple[str, str, str, str], Row]]:
    told = products.answers(spark, EXPERIMENT_RESULTS, CASES, CHOICES)
    key = EXPERIMENT_RESULTS.table.key[1:]
    return {case: {tuple(row[name] for name in key): row for row in rows} for case, rows in told.items()}  # type: ignore[misc]


@pytest.mark.parametrize("case", ["by chance", "early"])
@pytest.mark.parametrize(("name", "metric"), METRICS)
def test_who_counts(found: dict[str, dict[tuple[str, ...], Row]], name: str, metric: str, case: str) -> None:
    one, oracle = EXPERIMENTS[name], ORACLE if case == "by chance" else Oracle(early())
    members = oracle.members(name, one)
    figures = oracle.of(name, one, metric)
    given = [
        row
        for row in oracle.world.assignments
        if row["experiment_id"] == name and row["date"] <= one.planned_end.isoformat()
    ]
    for variant in one.variants:
        row = found[case][name, metric, variant, "unadjusted"]
        own = [member for member in members.values() if member["variant"] == variant]
        compared = [member for member in own if not member["excluded"]]
        assert row["assigned"] == sum(one["variant"] == variant for one in given)
        assert (row["exposed"], row["excluded"]) == (len(own), len(own) - len(compared))
        assert row["mismatched"] == sum(member["mismatched"] for member in own)
        assert row["unplaced"] == sum(member["variant"] is None for member in members.values())
        assert row["maturing"] == sum(not oracle.is_full(one, metric, member["at"]) for member in compared)
        assert row["units"] == len(figures[variant])
        assert row["observed_until"] == oracle.until.isoformat()


@pytest.mark.parametrize(("name", "metric"), METRICS)
def test_differences_are_those_of_plain_python(
    found: dict[str, dict[tuple[str, ...], Row]], name: str, metric: str
) -> None:
    arms = ORACLE.of(name, EXPERIMENTS[name], metric)
    control, before = ratio(arms["control"])
    for variant in EXPERIMENTS[name].variants:
        row = found["by chance"][name, metric, variant, "unadjusted"]
        assert row["status"] == "OK", row
        value, variance = ratio(arms[variant])
        assert row["mean"] == pytest.approx(value, abs=1e-8)
        if variant == "control":
            assert (row["difference"], row["p"], row["is_shown"], row["needed"]) == (None, None, None, None)
            continue
        assert row["difference"] == pytest.approx(value - control, abs=1e-8)
        if not metric.startswith("retention"):
            assert row["error"] == pytest.approx((variance + before) ** 0.5, abs=1e-8)
        assert row["lower"] < row["difference"] < row["upper"]
        assert row["p"] <= row["p_adjusted"]
        assert row["is_shown"] == (row["p_adjusted"] < 0.05)
        assert (row["needed"] is not None) == (metric == EXPERIMENTS[name].primary)


@pytest.mark.parametrize(
    ("name", "metric"), [("intro", "score"), ("intro", "lessons"), ("talk", "messages"), ("talk", "minutes")]
)
def test_the_past_is_taken_off(found: dict[str, dict[tuple[str, ...], Row]], name: str, metric: str) -> None:
    theta, left = adjusted(ORACLE.of(name, EXPERIMENTS[name], metric))
    plain = {variant: ratio(arm)[1] for variant, arm in ORACLE.of(name, EXPERIMENTS[name], metric).items()}
    for variant, (value, variance) in left.items():
        row = found["by chance"][name, metric, variant, "adjusted"]
        assert row["theta"] == pytest.approx(theta, abs=1e-8)
        assert row["mean"] == pytest.approx(value, abs=1e-8)
        assert 0 < row["with_history"] <= row["learners"]
        if variant != "control":
            share = (variance + left["control"][1]) / (plain[variant] + plain["control"])
            assert row["variance_left"] == pytest.approx(share, abs=1e-8)
            assert row["difference"] == pytest.approx(value - left["control"][0], abs=1e-8)


def test_where_learners_are_lost_nothing_is_told(found: dict[str, dict[tuple[str, ...], Row]]) -> None:
    rows = [row for row in found["lost"].values() if row["experiment_id"] == "talk"]
    assert {row["status"] for row in rows} == {"BLOCKED"}
    assert all(row["sample_ratio_p"] < 0.001 for row in rows)
    assert all(row[name] is None for row in rows for name in ("mean", "difference", "p", "is_shown", "theta"))
    assert all(row["exposed"] > 0 for row in rows)


def test_before_the_end_a_fixed_analysis_tells_nothing_and_a_sequential_one_does(
    found: dict[str, dict[tuple[str, ...], Row]],
) -> None:
    rows = found["early"]
    assert {rows[name, metric, "short", "unadjusted"]["status"] for name, metric in METRICS if name != "daily"} == {
        "MASKED",
        "OK",
    }
    assert rows["intro", "score", "short", "unadjusted"]["status"] == "MASKED"
    assert rows["intro", "score", "short", "unadjusted"]["mean"] is None
    assert rows["intro", "retention_3", "short", "unadjusted"]["status"] == "OK"
    daily = rows["daily", "messages", "short", "unadjusted"]
    assert (daily["status"], daily["horizon"]) == ("TOO_FEW", "sequential")
    assert daily["maturing"] > 0


def test_few_are_too_few(found: dict[str, dict[tuple[str, ...], Row]]) -> None:
    row = found["few"]["intro", "score", "short", "unadjusted"]
    assert (row["status"], row["difference"]) == ("TOO_FEW", None)


def test_secondaries_are_told_by_all_of_them(found: dict[str, dict[tuple[str, ...], Row]]) -> None:
    rows = [
        found["by chance"]["intro", metric, variant, "unadjusted"]
        for metric in ("lessons", "retention_3")
        for variant in ("long", "short")
    ]
    highest = max(row["p"] for row in rows)
    assert {row["p_adjusted"] for row in rows if row["p"] == highest} == {highest}
    lowest = min(rows, key=lambda row: row["p"])
    assert lowest["p_adjusted"] <= min(1.0, 4 * lowest["p"]) + 1e-8


@pytest.mark.more
def test_rows_are_the_same_alone_and_in_another_order(
    spark: SparkSession, found: dict[str, dict[tuple[str, ...], Row]]
) -> None:
    """To the last digit: so a source that is computed anew is as all of them would have it."""
    given = {table: rows[::-1] for table, rows in CASES["by chance"][0].items()}
    alone = products.answers(spark, EXPERIMENT_RESULTS, {"by chance": (given, [])}, CHOICES)
    assert alone["by chance"] == list(found["by chance"].values())


def test_without_experiments_there_are_no_rows(spark: SparkSession) -> None:
    assert products.answers(spark, EXPERIMENT_RESULTS, {}, Gold()) == {}

"""Whether times to a level are found again: in worlds whose medians are told, and from tests that err."""

from __future__ import annotations

import pytest
import velocity_worlds
from products import put_down
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import rows_of
from velocity_worlds import MEDIANS, mean_of

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.gold.language.level_figures import figures
from edulake.silver.language.attempts import ATTEMPTS_TABLE

pytestmark = [pytest.mark.once, pytest.mark.slow]
PRODUCT = PRODUCTS["level_velocity"]
WORLDS, LEARNERS, MEDIAN = 200, 600, 60
NAIVE = "mean_of_those_who_reached"


def test_medians_and_their_limits_hold_in_worlds_that_tell_them(spark: SparkSession) -> None:
    """The mean of those who reached the next level is a quarter short and more: the slow ones are on their way."""
    given = put_down(velocity_worlds.spells(spark, WORLDS, LEARNERS, MEDIAN))
    asked = figures(given, Gold()).where(F.col("quantity").isin("median", NAIVE)).collect()
    medians = [row for row in asked if row["quantity"] == "median"]
    assert len(medians) == WORLDS
    assert all(row["status"] == "OK" and row["reached"] >= 200 for row in medians)
    near = sum(abs(float(row["value"]) - MEDIAN) <= 0.15 * MEDIAN for row in medians)
    assert near >= WORLDS * 19 / 20
    held = sum(row["low"] <= MEDIAN and (row["high"] is None or row["high"] >= MEDIAN) for row in medians)
    assert 0.92 <= held / WORLDS <= 0.99
    assert all(float(row["value"]) < 0.75 * mean_of(MEDIAN) for row in asked if row["quantity"] == NAIVE)


def test_levels_are_found_from_tests_that_err(spark: SparkSession) -> None:
    """Two in a row tell what one does not: a level that is shown by chance was never there."""
    learners = put_down(velocity_worlds.rising(spark, 300))
    silver = {read.table: rows_of(spark, read.table) for read in PRODUCT.inputs}
    silver[ATTEMPTS_TABLE] = put_down(velocity_worlds.attempts(learners))
    rows = PRODUCT.rows(silver, Gold(), put_down).where("clock = 'days' AND days_after IS NULL").collect()
    found = {(row["level"], row["entered_by"], row["quantity"]): row["value"] for row in rows}
    told = figures(velocity_worlds.true_spells(learners), Gold()).where("quantity = 'median'").collect()
    true = {row["level_rank"]: float(row["value"]) for row in told}
    for rank, level, way in ((1, "A1", "placement"), (2, "A2", "progress"), (3, "B1", "progress")):
        assert true[rank] == pytest.approx(MEDIANS[rank - 1], rel=0.15)
        assert float(found[level, way, "median"]) == pytest.approx(true[rank], rel=0.15), level
    assert float(found["A1", "placement", "median_as_first_shown"]) < 0.75 * true[1]

"""A demo with few students, as somebody runs it: the sample, three systems and a district in one lake."""

from __future__ import annotations

import argparse

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake import gold, silver
from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS
from edulake.jobs import demo
from edulake.jobs.runner.context import Context
from edulake.ml.tables.models import MODELS
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.slow]
DISTRICT, LEARNERS = 100, 60


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("demo"), early_warning_in_pipeline=False, languages_in_pipeline=False)
    shown(lake)
    return lake


def shown(lake: Lake) -> None:
    options = argparse.Namespace(
        landing=str(lake.landing),
        warehouse=lake.settings.warehouse,
        students=20,
        district=DISTRICT,
        language=LEARNERS,
        seed=1,
        quiet=True,
    )
    lake.settings = demo.place(options, lake.settings)
    context = Context(lake.settings, Store(lake.spark, lake.settings), options=options, tell=lake.said.append)
    demo.run(context)


def test_every_subject_and_product_has_rows(lake: Lake) -> None:
    """No page and no answer of a demo is empty for want of facts."""
    tables = (*silver.TABLES, *gold.TABLES)
    assert not [str(table) for table in tables if not lake.store.exists(table) or lake.frame(table).isEmpty()]
    assert not lake.store.exists(MODELS)


def test_attendance_is_of_the_district_alone(lake: Lake) -> None:
    students = lake.frame(ATTENDANCE_INSIGHTS.table).select("student_id").distinct()
    assert not students.where(~F.col("student_id").startswith("D")).count()
    assert 0 < students.count() <= DISTRICT


def test_again_changes_nothing(lake: Lake) -> None:
    before = lake.versions()
    shown(lake)
    assert lake.versions() == before

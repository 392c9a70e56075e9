"""Looking never writes and never drops: tables of others in the session survive it, and nothing is left on a disk."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

import edulake
from edulake.errors import ConfigError
from edulake.jobs.runner.plan import plan as planned
from edulake.serving import query
from edulake.serving.notebook import lakehouse
from edulake.serving.query.spark import SparkView
from edulake.serving.report import page
from edulake.store import session
from edulake.store.store import Store

pytestmark = pytest.mark.once
SILVER = "silver.student_assessments_clean"


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("looked-at"))
    lake.deliver_json("lms_system_a/1.jsonl", record())
    lake.ingest()
    lake.cleanse()
    return lake


@pytest.fixture
def theirs(spark: SparkSession) -> Iterator[str]:
    """Another team's managed table, with a row, under the name of one of ours; the catalog is left as it was found."""
    spark.sql("CREATE SCHEMA IF NOT EXISTS silver")
    spark.sql(f"DROP VIEW IF EXISTS {SILVER}")
    spark.sql(f"CREATE TABLE {SILVER} USING delta AS SELECT 'theirs' AS student_id")
    yield SILVER
    spark.sql(f"DROP TABLE {SILVER}")


def seen(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*"))


def known(spark: SparkSession) -> set[str]:
    """The views of the session's catalog; temporary ones are in no schema."""
    views = [row for schema in ("silver", "masked") for row in spark.sql(f"SHOW VIEWS IN {schema}").collect()]
    return {f"{query['namespace']}.{query['viewName']}" for query in views if not query["isTemporary"]}


def test_a_table_of_others_survives_every_look(
    lake: Lake, theirs: str, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "without_spark", lambda _: False)
    before = seen(Path(lake.settings.warehouse))
    with pytest.raises(ConfigError, match=f"another {SILVER}"):
        edulake.start(lake.settings.warehouse)
    with query.opened(lake.settings) as looking:
        assert type(looking) is SparkView
        assert looking.query(f"SELECT student_id FROM {theirs}").rows == [("STU1",)]
        named = f"SELECT {SILVER}.student_id, student_assessments_clean.score FROM {SILVER} -- ours\nWHERE score > 1"
        assert len(looking.query(named).rows) == 1
    page.make(lake.settings, tmp_path / "page.html", identified=False)
    opened = lakehouse.opened({"catalog": "", "warehouse": lake.settings.warehouse, "conf": ""})
    assert opened.rows(f"SELECT count(*) AS n FROM {SILVER} s")[0]["n"] == 1
    assert [row["student_id"] for row in spark.table(theirs).collect()] == ["theirs"]
    assert seen(Path(lake.settings.warehouse)) == before


def test_views_of_a_session_follow_the_warehouse_and_drop_nothing(
    lake: Lake, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started for another warehouse the names are that one's; in a shared metastore only temporary views are made."""
    other = Lake(spark, tmp_path)
    other.deliver_json("lms_system_a/1.jsonl", record(), record(assessment_id="A-2", student_id="STU2"))
    other.ingest()
    other.cleanse()
    for which, rows in ((lake, 1), (other, 2), (lake, 1)):
        started = edulake.start(which.settings.warehouse)
        assert started.table(SILVER).count() == rows
    before = known(spark)
    assert "silver.student_assessments_clean" in before
    monkeypatch.setattr(session, "has_its_own_catalog", lambda _: False)
    started = edulake.start(other.settings.warehouse)
    assert started.table("silver_student_assessments_clean").count() == 2
    assert "student_id" not in started.table("masked_silver_student_assessments_clean").columns
    assert known(spark) == before
    assert started.table(SILVER).count() == 1, "what the session's catalog held is as it was"


def test_a_plan_makes_no_folder_and_leaves_no_copy(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip and a file in another encoding are copied to be checked, where the warehouse does not even exist."""
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    new = Lake(lake.spark, tmp_path).configured(
        '[sources.exams]\nfiles = "**/*.csv"\nformat = "csv"\nencoding = "cp1252"\n'
        '[sources.exams.columns]\nstudent_id = "id"\nassessment_date = "day"\nscore = "score"\n'
    )
    new.deliver("exams/1.csv", "id,day,score\nZo\u00eb,2024-03-05,80\n".encode("cp1252"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2.csv", "id,day,score\nS2,2024-03-05,80\n")
    new.deliver("exams/2.zip", packed.getvalue())
    store = Store(new.spark, new.settings, reading=True)
    plan = planned(store, [])
    assert "2 new" in plan.steps[0].news
    assert not Path(new.settings.warehouse).exists()
    assert list(aside.iterdir()) == []

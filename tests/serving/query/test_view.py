"""Looking at a warehouse: delta-rs and Spark give the same answers, neither writes, and neither tells values in errors."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.config.load import load
from edulake.errors import ConfigError, UnreadableError
from edulake.gold import PRODUCTS
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.serving import query
from edulake.serving.query.spark import SparkView
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as SILVER

pytestmark = pytest.mark.once

CANARY = "Zebulon"
QUESTIONS = (
    f"SELECT student_id, score, assessment_date, source_updated_at, issue_codes FROM {SILVER} ORDER BY student_id",
    f"SELECT subject, round(avg(CAST(Score AS DOUBLE)), 9) AS mean, count(*) AS n FROM {SILVER} GROUP BY subject ORDER BY subject",
    "SELECT job, status, records_in, accepted, started_at FROM OPS.job_runs ORDER BY ended_at, source_system, job",
    "SELECT status, reason_codes, raw_payload FROM `ops`.`quarantine` ORDER BY quarantine_id",
    (
        f"SELECT a.student_id FROM {SILVER} a JOIN {PRODUCTS['student_performance_aggregates'].table} g"
        " ON a.student_id = g.student_id WHERE a.score > 80 ORDER BY 1"
    ),
    f"SELECT completion_time FROM {SILVER} ORDER BY completion_time",
    (
        f"SELECT 'education.{SILVER}' AS text, education.{SILVER}.score, silver.{SILVER.name}.subject"
        f" FROM Education.{SILVER} ORDER BY score"
    ),
    f"SELECT a.score FROM {SILVER} a JOIN `education`.silver.{SILVER.name} b ON a.student_id = b.student_id ORDER BY 1",
)


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two deliveries, the second of which replaces a row: there are deletion vectors."""
    lake = Lake(spark, tmp_path_factory.mktemp("view"))
    results = [record(assessment_id=f"A{n}", student_id=f"STU{n}", score=f"{70 + n}.5") for n in range(20)]
    refused = record(student_id=None, subject=CANARY)
    undecided = record(assessment_id="B", student_id="STU99", completion_time=None)
    lake.deliver_json("lms_system_a/1.jsonl", *results, refused, undecided)
    lake.run(product=["student_performance_aggregates"])
    lake.deliver_json("lms_system_a/2.jsonl", {**results[3], "score": "99", "updated_at": "2024-06-01T00:00:00Z"})
    lake.ingest()
    lake.cleanse()
    return lake


def test_delta_rs_answers_as_spark_does(lake: Lake) -> None:
    versions = lake.versions()
    by_spark = SparkView(lake.settings)
    with query.opened(lake.settings) as by_delta_rs:
        assert type(by_delta_rs) is not SparkView
        assert by_delta_rs.tables() == by_spark.tables()
        for sql in QUESTIONS:
            expected = by_spark.query(sql)
            assert by_delta_rs.query(sql) == expected
            assert len(expected.rows) > 0, sql
        for table in by_spark.tables():
            assert by_delta_rs.version(table) == by_spark.version(table)
            ours, theirs = by_delta_rs.history(table, 3), by_spark.history(table, 3)
            assert [(c.version, c.operation, c.at) for c in ours] == [(c.version, c.operation, c.at) for c in theirs]
    assert lake.versions() == versions, "looking at a table wrote to it"


def test_values_have_the_types_of_the_contract(lake: Lake) -> None:
    with query.opened(lake.settings) as looking:
        [row] = looking.query(f"SELECT score, assessment_date, source_updated_at FROM {SILVER} WHERE score = 99").rows
    assert str(row[0]) == "99.00"
    assert row[1] == dt.date(2024, 3, 5)
    assert row[2] == dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    assert row[2].utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("by", ["delta-rs", "spark"])
def test_a_view_streams_and_writes_parquet(lake: Lake, tmp_path: Path, by: str) -> None:
    sql = f"SELECT student_id, score FROM {SILVER} ORDER BY student_id"
    with query.opened(lake.settings) as local:
        looking = SparkView(lake.settings) if by == "spark" else local
        columns, parts = looking.stream(sql)
        assert (columns, [row for part in parts for row in part]) == looking.query(sql)
        out = tmp_path / "it's.parquet"
        assert looking.write_parquet(sql, out) == 21
    assert lake.spark.read.parquet(str(out)).count() == 21


@pytest.mark.parametrize("by", ["delta-rs", "spark"])
def test_a_plan_says_what_would_be_read_and_reads_nothing(lake: Lake, by: str) -> None:
    sql = f"SELECT subject, count(*) FROM Education.{SILVER} WHERE score > 73.25 GROUP BY subject;"
    with query.opened(lake.settings) as local:
        looking = SparkView(lake.settings) if by == "spark" else local
        plan = looking.plan(sql)
        assert all(word in plan for word in (SILVER.name, "73.25", "Aggregate"))
        assert "STU" not in plan
        for wrong in (f"SELECT skore FROM {SILVER}", f"DELETE FROM {SILVER}", "SELECT * FROM gold.nothing"):
            with pytest.raises(ConfigError):
                looking.plan(wrong)


@pytest.mark.parametrize("by", ["delta-rs", "spark"])
def test_a_view_travels_to_a_version(lake: Lake, by: str) -> None:
    changed = f"SELECT count(*), max(score) FROM education.{SILVER} WHERE student_id = 'STU3'"
    with query.opened(lake.settings) as local:
        looking = SparkView(lake.settings) if by == "spark" else local
        newest = looking.version(SILVER)
        assert [str(value) for value in looking.query(changed).rows[0]] == ["1", "99.00"]
        written = [commit.version for commit in looking.history(SILVER, 10) if commit.operation in ("WRITE", "MERGE")]
        looking.travel(SILVER, min(written))
        assert [str(value) for value in looking.query(changed).rows[0]] == ["1", "73.50"]
        looking.travel(SILVER, newest)
        assert str(looking.query(changed).rows[0][1]) == "99.00"
        with pytest.raises(UnreadableError, match=f"has no version {newest + 1}") as caught:
            looking.travel(SILVER, newest + 1)
        assert caught.value.why == f"the newest is {newest}"


@pytest.mark.more
@pytest.mark.parametrize("by", ["delta-rs", "spark"])
@pytest.mark.parametrize("lost", ["*.parquet", "_delta_log/00000000000000000000.json"])
def test_a_version_whose_files_were_removed_is_gone(lake: Lake, tmp_path: Path, by: str, lost: str) -> None:
    """A table of three versions, each of which overwrote the one before, after a vacuum or a cleaned log."""
    table = PRODUCTS["subject_performance_analytics"].table
    folder = tmp_path / "a warehouse" / table.layer / table.name
    for number in range(3):
        rows = lake.spark.createDataFrame([(f"{number}",)], "subject string")
        rows.write.format("delta").mode("overwrite").save(str(folder))
    settings = replace(lake.settings, warehouse=str(tmp_path / "a warehouse"))
    with query.opened(settings) as local:
        looking = SparkView(settings) if by == "spark" else local
        looking.travel(table, 1)
        assert looking.query(f"SELECT subject FROM {table}").rows == [("1",)]
    if lost.startswith("_delta_log"):
        (folder / lost).unlink()
    else:
        lake.spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "false")
        lake.spark.sql(f"VACUUM delta.`{folder}` RETAIN 0 HOURS")
        lake.spark.conf.unset("spark.databricks.delta.retentionDurationCheck.enabled")
    with query.opened(settings) as local:
        looking = SparkView(settings) if by == "spark" else local
        with pytest.raises(UnreadableError, match=f"version 0 of {table} cannot be read any more"):
            looking.travel(table, 0)


@pytest.mark.parametrize("by", ["delta-rs", "spark"])
def test_errors_tell_no_value(lake: Lake, by: str) -> None:
    with query.opened(lake.settings) as local:
        looking = SparkView(lake.settings) if by == "spark" else local
        with pytest.raises(ConfigError) as caught:
            looking.query(f"SELECT cast(student_id AS int) AS number FROM {SILVER}")
        assert "STU" not in "".join(caught.value.lines())
        with pytest.raises(ConfigError, match="understood") as caught:
            looking.query(f"SELECT skore FROM {SILVER}")
        assert "score" in caught.value.why
        with pytest.raises(ConfigError) as caught:
            looking.query("SELECT * FROM gold.student_performance_agregates")
        assert "gold.student_performance_aggregates" in caught.value.fix
        with pytest.raises(UnreadableError):
            looking.query("SELECT * FROM gold.attendance_insights")


def test_a_broken_table_is_unreadable(tmp_path: Path) -> None:
    log = tmp_path / "ops" / "job_runs" / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("{")
    with query.opened(load(None, str(tmp_path))) as looking, pytest.raises(UnreadableError):
        looking.query(f"SELECT * FROM {JOB_RUNS}")


def test_an_empty_warehouse_has_no_tables(tmp_path: Path) -> None:
    with query.opened(load(None, str(tmp_path / "none"))) as looking:
        assert looking.tables() == []
        assert not looking.exists(QUARANTINE)


def test_catalogs_and_object_stores_are_for_spark() -> None:
    local = load()
    assert query.without_spark(local)
    assert not query.without_spark(replace(local, catalog="education"))
    assert not query.without_spark(replace(local, warehouse="s3a://bucket/lake"))


def test_importing_it_imports_no_spark() -> None:
    code = "import sys; import edulake.serving.query; assert not {'pyspark', 'deltalake'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_batches_of_both_hold_the_same(lake: Lake) -> None:
    """Decimals, days, moments and lists; and a table is known by the same identity."""
    pa = pytest.importorskip("pyarrow")
    told = []
    with query.opened(lake.settings) as by_delta_rs:
        for view in (by_delta_rs, SparkView(lake.settings)):
            told.append(pa.Table.from_batches(list(view.batches(QUESTIONS[0]))).to_pylist())
            told.append([view.identity(SILVER)])
    assert told[0] == told[2]
    assert len(told[0]) == 21
    assert told[1] == told[3]

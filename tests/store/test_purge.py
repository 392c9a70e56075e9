"""No byte of what was removed is left, the clustering stays, and what a killed purge left is gone on with."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from aged import aged
from every_byte import holding
from lake import Lake
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.store import delta_log
from edulake.store.purge import purge, remove

PEOPLE = Table(
    layer="silver",
    name="people_of_a_test",
    meaning="For this test.",
    columns=(
        Column("student_id", "STRING", "Key", nullable=False),
        Column("day", "STRING", "Part", nullable=False),
        Column("said", "STRING", "What others say"),
    ),
    key=("student_id",),
    cluster_by=("student_id", "day"),
    people={"student_id": "student"},
    deletion_vectors=True,
    change_feed=True,
)
COPIED = replace(PEOPLE, name="copied_on_write", deletion_vectors=False)
GONE = ["S000", "S100", "S199"]


def filled(lake: Lake, table: Table) -> None:
    """Two hundred people in clustered files, some of whom were written again since."""
    id_ = F.format_string("S%03d", "id").alias("student_id")
    rows = lake.spark.range(0, 200, 1, 2).select(id_, F.lit("Monday").alias("day"), F.lit(None).alias("said"))
    lake.store.append(table, rows)
    lake.store.optimize(table, 1024**2)
    lake.spark.sql(f"UPDATE {lake.store.name(table)} SET day = 'Tuesday' WHERE right(student_id, 1) = '0'")


def gone(lake: Lake) -> DataFrame:
    return lake.spark.createDataFrame([(id_,) for id_ in GONE], "id string")


@pytest.mark.parametrize("table", [PEOPLE, pytest.param(COPIED, marks=pytest.mark.more)], ids=str)
def test_no_byte_is_left(lake: Lake, table: Table) -> None:
    store, folder = lake.store, Path(lake.store.location(table))
    filled(lake, table)
    assert all(len(files) > 1 for files in holding(folder, GONE, lake.spark).values())
    assert remove(store, table, gone(lake), "t.student_id = s.id") == 3
    version = store.version(table)
    assert remove(store, table, gone(lake), "t.student_id = s.id") == 0
    assert store.version(table) == version, "nobody is left: nothing is committed"
    left = holding(folder, GONE, lake.spark)
    assert any(".parquet" in name for name in left["S100"])
    assert any(name.endswith(".json") for name in left["S000"])

    purge(store, [table], partial(aged, folder))
    assert holding(folder, GONE, lake.spark) == {id_: set() for id_ in GONE}
    assert store.read(table).count() == 197
    assert store.read(table).where("day = 'Tuesday'").count() == 18, "of twenty, two went"
    declared = delta_log.declared(folder)
    assert (declared.clustering, declared.purging) == (["student_id", "day"], False), "known without Spark"
    store.optimize(table, 1024**2)
    store.check(table)


def test_what_others_say_of_somebody_goes_without_the_row(lake: Lake) -> None:
    store = lake.store
    rows = lake.spark.createDataFrame(
        [("S1", "Monday", "S2"), ("S3", "Monday", "S4")], "student_id string, day string, said string"
    )
    store.append(PEOPLE, rows)
    named = lake.spark.createDataFrame([("S2",)], "id string")
    assert remove(store, PEOPLE, named, "t.said = s.id", {"said": "NULL"}) == 1
    assert {(row["student_id"], row["said"]) for row in lake.rows(PEOPLE)} == {("S1", None), ("S3", "S4")}


def test_a_killed_purge_left_a_table_without_clustering(lake: Lake) -> None:
    """Whoever uses the table next gives it back; a table that somebody else changed is theirs to mend."""
    store = lake.store
    store.append(
        PEOPLE,
        lake.spark.createDataFrame([("S1", "Monday")], "student_id string, day string").withColumn("said", F.lit(None)),
    )
    name = store.name(PEOPLE)
    lake.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('{delta_log.PURGING}' = 'true')")
    lake.spark.sql(f"ALTER TABLE {name} CLUSTER BY NONE")
    again = lake.store
    assert again.read(PEOPLE).count() == 1
    again.check(PEOPLE)
    assert not delta_log.declared(Path(again.location(PEOPLE))).purging

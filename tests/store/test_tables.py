"""Tables by contract: what they are called, when they are made, mended or refused, and when Delta has to be asked."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException
from spoken import THINGS, Session, on_disk, write_log

from edulake.errors import ContractError, OutdatedError, UnreadableError
from edulake.store.tables import Tables

pytestmark = pytest.mark.once

OTHERS = replace(THINGS, name="others")
WRITTEN = [{"commitInfo": {"operation": "WRITE", "timestamp": 1000, "operationMetrics": {"numOutputRows": "1"}}}]


class Warehouse:
    """Tables on a disk, and what is said to Spark about them."""

    def __init__(self, folder: Path, answers: dict[str, Any] | None = None, **settings: Any) -> None:
        self.settings = on_disk(folder, **settings)
        self.spark = Session(answers)

    def tables(self, **choices: Any) -> Tables:
        return Tables(self.spark, self.settings, **choices)  # type: ignore[arg-type]

    @property
    def folder(self) -> Path:
        return Path(self.settings.warehouse, "silver", "things")


@pytest.fixture
def disk(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture
def catalog(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path, catalog="education")


def test_a_table_is_called_by_its_folder_or_within_a_catalog(disk: Warehouse, catalog: Warehouse) -> None:
    assert disk.tables().name(THINGS) == f"delta.`{disk.folder}`"
    assert catalog.tables().name(THINGS) == "`education`.`silver`.`things`"
    remote = Warehouse(Path("/x"), warehouse="abfss://c@a/lake")
    assert remote.tables().name(THINGS) == "delta.`abfss://c@a/lake/silver/things`"


def test_a_missing_table_is_made_once(disk: Warehouse) -> None:
    """In a warehouse that is for its owner alone."""
    tables = disk.tables()
    assert not tables.exists(THINGS)
    tables.ensure(THINGS)
    tables.ensure(THINGS)
    assert disk.spark.said == [THINGS.create_sql(f"delta.`{disk.folder}`")]
    root = Path(disk.settings.warehouse)
    assert root.stat().st_mode & 0o777 == 0o700
    assert list(root.glob(".probe*")) == []
    assert tables.exists(THINGS), "what was made in this process is there"


def test_in_a_catalog_its_schema_is_made_before_it(catalog: Warehouse) -> None:
    catalog.tables().ensure(THINGS)
    schema, table = catalog.spark.said
    assert schema == "CREATE SCHEMA IF NOT EXISTS `education`.`silver`"
    assert table.startswith("CREATE TABLE IF NOT EXISTS `education`.`silver`.`things` (")


def test_who_only_reads_makes_nothing_and_locks_nothing(disk: Warehouse) -> None:
    tables = disk.tables(reading=True)
    tables.ensure(THINGS)
    assert disk.spark.said == []
    assert not Path(disk.settings.warehouse).exists()
    with tables.locks.holding("silver.things"):
        assert not Path(disk.settings.warehouse).exists()
    with disk.tables().locks.holding("silver.things"):
        assert Path(disk.settings.warehouse, "_locks", "silver.things.lock").exists()


def test_a_warehouse_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    disk = Warehouse(tmp_path, warehouse=str(tmp_path / "file" / "lake"))
    with pytest.raises(UnreadableError, match="the warehouse cannot be written") as refused:
        disk.tables().ensure(THINGS)
    assert refused.value.why == "a file lies where a folder is to be"
    assert refused.value.fix == f"choose another folder than {tmp_path}/file/lake"
    assert disk.spark.said == []


def test_somebodys_files_are_no_place_for_a_table(disk: Warehouse) -> None:
    """An empty log, which a killed run leaves, is taken away: Delta would take it for a table without clustering."""
    log = disk.folder / "_delta_log"
    log.mkdir(parents=True)
    disk.tables().ensure(THINGS)
    assert (not log.exists(), len(disk.spark.said)) == (True, 1)
    part = disk.folder / "2024" / "part.parquet"
    part.parent.mkdir(parents=True)
    part.touch()
    with pytest.raises(ContractError, match=r"silver\.things cannot be made") as refused:
        disk.tables().ensure(THINGS)
    assert "no Delta log" in refused.value.why
    assert (part.exists(), len(disk.spark.said)) == (True, 1)


def test_whether_a_table_is_there(disk: Warehouse, catalog: Warehouse) -> None:
    """By its log on a disk, by name in a catalog; elsewhere Delta is asked, and a table that it knows not is none."""
    write_log(disk.folder, THINGS)
    assert disk.tables().existing([OTHERS, THINGS]) == [THINGS]
    assert disk.spark.said == []
    catalog.spark.answers = {"`education`.`silver`.`others`": []}
    assert catalog.tables().existing([OTHERS, THINGS]) == [OTHERS]
    there = Warehouse(Path("/x"), {"DESCRIBE DETAIL": [{}]}, warehouse="abfss://c@a/lake")
    gone = Warehouse(Path("/x"), {"DESCRIBE DETAIL": AnalysisException("no")}, warehouse="abfss://c@a/lake")
    assert (there.tables().exists(THINGS), gone.tables().exists(THINGS)) == (True, False)


def test_a_table_gains_what_its_contract_gained(disk: Warehouse) -> None:
    write_log(disk.folder, THINGS, without=["n"])
    disk.tables().ensure(THINGS)
    assert disk.spark.said == [f"ALTER TABLE delta.`{disk.folder}` ADD COLUMNS (`n` INT COMMENT 'Number')"]


def test_a_table_clustered_otherwise_is_refused_before_all_else(disk: Warehouse) -> None:
    write_log(disk.folder, replace(THINGS, cluster_by=("day", "id"), contract_version=1), without=["n"])
    with pytest.raises(ContractError, match="is not a table of its contract"):
        disk.tables().ensure(THINGS)
    assert disk.spark.said == []


def test_only_a_rebuild_touches_a_table_of_an_older_contract(disk: Warehouse) -> None:
    write_log(disk.folder, replace(THINGS, contract_version=1))
    tables = disk.tables()
    assert tables.outdated(THINGS)
    assert not tables.outdated(OTHERS), "what is not there is not outdated"
    with pytest.raises(OutdatedError):
        tables.ensure(THINGS)
    tables.rebuilding = True
    tables.ensure(THINGS)
    assert disk.spark.said == []


def test_versions_and_commits_of_a_disk_need_no_spark(disk: Warehouse) -> None:
    write_log(disk.folder, THINGS, WRITTEN, WRITTEN)
    tables = disk.tables()
    assert (tables.version(THINGS), tables.version_held(OTHERS)) == (2, None)
    assert tables.versions([THINGS, OTHERS]) == {THINGS: 2}
    assert [commit.version for commit in tables.history(THINGS, 2)] == [2, 1]
    assert [commit.version for commit in tables.commits_after(THINGS, 0) or []] == [2, 1]
    assert [tables.commits_after(THINGS, version) for version in (2, 3)] == [[], []]
    tables.check(THINGS)
    assert disk.spark.said == []


def described(*versions: int) -> list[dict[str, Any]]:
    at = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
    return [{"version": v, "timestamp": at, "operation": "WRITE", "operationMetrics": {}} for v in versions]


def test_what_a_log_does_not_hold_any_more_nobody_knows(disk: Warehouse) -> None:
    """Delta is asked, and even it may have forgotten: then the commits are not known, rather than fewer."""
    write_log(disk.folder, THINGS, WRITTEN, WRITTEN)
    (disk.folder / "_delta_log" / f"{0:020d}.json").unlink()
    disk.spark.answers = {"DESCRIBE HISTORY": described(2, 1)}
    tables = disk.tables(reading=True)
    assert [commit.version for commit in tables.commits_after(THINGS, 0) or []] == [2, 1]
    assert tables.commits_after(THINGS, -1) is None
    assert disk.spark.said == [f"DESCRIBE HISTORY delta.`{disk.folder}` LIMIT 3"]


def test_in_a_catalog_delta_is_asked(catalog: Warehouse) -> None:
    catalog.spark.answers = {"DESCRIBE HISTORY": described(7)}
    tables = catalog.tables(reading=True)
    assert tables.version(THINGS) == 7
    assert catalog.spark.said == ["DESCRIBE HISTORY `education`.`silver`.`things` LIMIT 1"]


def test_how_much_a_table_is_at_most(disk: Warehouse, catalog: Warehouse) -> None:
    """Old files included; where Spark alone can look, nobody knows without an action."""
    (disk.folder / "deep").mkdir(parents=True)
    for name, size in (("a.parquet", 3), ("deep/b.parquet", 4), ("notes.txt", 9)):
        (disk.folder / name).write_bytes(b"x" * size)
    assert disk.tables().at_most(THINGS) == (2, 7)
    assert disk.tables().at_most(OTHERS) == (0, 0)
    assert catalog.tables().at_most(THINGS) == (math.inf, math.inf)

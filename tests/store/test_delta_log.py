"""What is read from a local log equals what Delta answers, and where files of it are gone Delta is asked."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from lake import Lake

from edulake.governance import catalog
from edulake.store import delta_log
from edulake.store.delta_log import Commit, Declared

TABLE = catalog.TABLES[0]


def write_log(folder: Path, *commits: list[dict[str, Any]]) -> None:
    log = folder / "_delta_log"
    log.mkdir()
    for version, actions in enumerate(commits):
        log.joinpath(f"{version:020d}.json").write_text("".join(json.dumps(action) + "\n" for action in actions))
    log.joinpath(f"{len(commits):020d}.json.tmp").touch()


def metadata(**types: str) -> dict[str, Any]:
    fields = [{"name": name, "type": type_, "nullable": True, "metadata": {}} for name, type_ in types.items()]
    return {"metaData": {"schemaString": json.dumps({"type": "struct", "fields": fields})}}


def clustered(*columns: str, removed: bool = False) -> dict[str, Any]:
    configuration = json.dumps({"clusteringColumns": [[column] for column in columns]})
    return {"domainMetadata": {"domain": "delta.clustering", "configuration": configuration, "removed": removed}}


CREATED = [{"commitInfo": {"operation": "CREATE TABLE", "timestamp": 0}}, metadata(a="integer"), clustered("a", "b")]
ADDED = [
    {"commitInfo": {"operation": "WRITE", "timestamp": 1500, "operationMetrics": {"numOutputRows": "2", "by": "me"}}},
    {"add": {"path": 'a file called "metaData"'}},
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("later", "columns", "clustering"),
    [
        ([], {"a": "int"}, ["a", "b"]),
        ([metadata(a="integer", b="decimal(5,2)")], {"a": "int", "b": "decimal(5,2)"}, ["a", "b"]),
        ([clustered("b")], {"a": "int"}, ["b"]),
        ([metadata(b="string"), clustered("a", removed=True)], {"b": "string"}, []),
    ],
)
def test_the_newest_schema_and_clustering_count(
    later: list[dict[str, Any]], columns: dict[str, str], clustering: list[str], tmp_path: Path
) -> None:
    write_log(tmp_path, CREATED, ADDED, later, ADDED)
    assert delta_log.newest_version(tmp_path) == 3
    assert delta_log.declared(tmp_path) == Declared("delta", columns, clustering)


@pytest.mark.once
def test_a_log_that_was_cut_off_and_a_purge_that_was_killed(tmp_path: Path) -> None:
    purging = metadata(a="integer")
    purging["metaData"]["configuration"] = {delta_log.PURGING: "true"}
    write_log(tmp_path, CREATED, ADDED, [purging, clustered(removed=True)])
    assert delta_log.oldest_version(tmp_path) == 0
    assert delta_log.declared(tmp_path) == Declared("delta", {"a": "int"}, [], purging=True)
    (tmp_path / "_delta_log" / f"{0:020d}.json").unlink()
    assert delta_log.oldest_version(tmp_path) == 1


@pytest.mark.once
def test_commits_come_newest_first(tmp_path: Path) -> None:
    write_log(tmp_path, CREATED, ADDED)
    start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    newest = Commit(1, start + dt.timedelta(seconds=1.5), "WRITE", {"numOutputRows": 2})
    assert delta_log.commits(tmp_path, 1) == [newest]
    assert delta_log.commits(tmp_path, 9) == [newest, Commit(0, start, "CREATE TABLE", {})]


@pytest.mark.once
def test_a_log_without_a_commit_is_no_table(tmp_path: Path) -> None:
    """What a run leaves that was killed at the first commit; after a checkpoint there may be no commit either."""
    assert not delta_log.exists(tmp_path)
    log = tmp_path / "_delta_log"
    log.mkdir()
    log.joinpath(f".{0:020d}.json.tmp").touch()
    assert not delta_log.exists(tmp_path)
    log.joinpath(f"{10:020d}.checkpoint.0000000001.0000000002.parquet").touch()
    assert delta_log.exists(tmp_path)


@pytest.mark.once
def test_a_commit_tells_what_its_writer_noted(tmp_path: Path) -> None:
    restored = {"operation": "RESTORE", "operationParameters": {"version": 3, "timestamp": None}}
    noted = {"operation": "WRITE", "operationParameters": {"mode": "Append"}, "userMetadata": "by me"}
    write_log(tmp_path, [{"commitInfo": restored}], [{"commitInfo": noted}])
    newer, older = delta_log.commits(tmp_path, 2)
    assert (older.parameters, older.note) == ({"version": "3"}, "")
    assert (newer.parameters, newer.note) == ({"mode": "Append"}, "by me")


def test_a_log_without_its_beginning_is_for_delta(lake: Lake) -> None:
    """After a checkpoint Delta needs no older commit, and removes it in time."""
    store, name = lake.store, lake.store.name(TABLE)
    store.ensure(TABLE)
    for interval in (1, 1):
        lake.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('delta.checkpointInterval' = '{interval}')")
    told = store.history(TABLE, 9)
    assert [commit.operation for commit in told] == ["SET TBLPROPERTIES", "SET TBLPROPERTIES", "CREATE TABLE"]
    log = Path(store.location(TABLE), "_delta_log")
    assert log.joinpath(f"{2:020d}.checkpoint.parquet").exists()
    log.joinpath(f"{0:020d}.json").unlink()
    for read in (delta_log.declared, lambda folder: delta_log.commits(folder, 9)):
        with pytest.raises(FileNotFoundError):
            read(log.parent)
    store.check(TABLE)
    assert [commit.operation for commit in store.history(TABLE, 9)] == ["SET TBLPROPERTIES"] * 2

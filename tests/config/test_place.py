"""A file: URL is a folder of this machine like any other: same tables, same locks, read without Spark."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lake import Lake

from edulake.config import place
from edulake.config.load import load
from edulake.errors import ConfigError, LockedError
from edulake.platforms import doctor
from edulake.serving import query
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store.store import Store

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/data/lake", "/data/lake"),
        ("lake", "lake"),
        ("file:///data/lake", "/data/lake"),
        ("file:/data/lake", "/data/lake"),
        ("file://localhost/data/lake", "/data/lake"),
        ("FILE:///data/lake", "/data/lake"),
        (Path("/data/my lake/ü").as_uri(), "/data/my lake/ü"),
        ("a:b/c", "a:b/c"),
        ("x:/drive", "x:/drive"),
        ("hdfs://host/lake", "hdfs://host/lake"),
    ],
)
def test_what_is_meant(said: str, meant: str) -> None:
    settings = load(warehouse=said, landing=said)
    assert (settings.warehouse, settings.landing) == (meant, meant)
    assert settings.folder == (None if meant.startswith("hdfs") else Path(meant).absolute())


@pytest.mark.parametrize("said", ["file:", "file:lake", "file://data/lake", "file://"])
def test_a_file_url_that_is_no_folder(said: str) -> None:
    """`file://data/lake` names a machine called data, which nobody meant."""
    with pytest.raises(ConfigError, match="is no folder") as refused:
        load(landing=said)
    assert "file:///data/lake" in refused.value.fix


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("s3a://b/l", "s3a"), ("HDFS:/lake", "hdfs"), ("dbfs:/lake", "dbfs"), ("abfss://c@a/l", "abfss"), ("/a:/b", None)],
)
def test_only_spark_can_look_at_other_schemes(said: str, scheme: str | None) -> None:
    assert place.scheme(said) == scheme
    assert (load(warehouse=said).folder is None) == (scheme is not None)
    assert load(warehouse=said, catalog="education").folder is None


@pytest.fixture
def by_url(lake: Lake) -> tuple[Store, Store]:
    """One warehouse, named as a path and as a URL."""
    url = Path(lake.settings.warehouse).as_uri()
    return lake.store, Store(lake.spark, replace(lake.settings, warehouse=url, lock_timeout_seconds=0))


def test_the_same_tables_are_found(by_url: tuple[Store, Store]) -> None:
    by_path, store = by_url
    assert (store.root, store.name(STUDENT_ASSESSMENTS_CLEAN)) == (
        by_path.root,
        by_path.name(STUDENT_ASSESSMENTS_CLEAN),
    )
    by_path.ensure(STUDENT_ASSESSMENTS_CLEAN)
    assert store.exists(STUDENT_ASSESSMENTS_CLEAN)
    assert store.version(STUDENT_ASSESSMENTS_CLEAN) == 0
    assert query.without_spark(store.settings)
    with query.opened(store.settings) as lake:
        assert lake.tables() == [STUDENT_ASSESSMENTS_CLEAN]
    found = {finding.what: finding.found for finding in doctor.examine(store.settings)}
    assert found["warehouse"] == f"{by_path.root}: 1 tables"
    assert "for you alone" in found["permissions"]


def test_two_processes_meet_at_one_lock(by_url: tuple[Store, Store]) -> None:
    by_path, store = by_url
    program = "import sys\nfrom pathlib import Path\nfrom edulake.store.locks import TableLocks\n"
    program += (
        "with TableLocks(Path(sys.argv[1]), 0, None).holding('silver.a'):\n print('held', flush=True)\n input()\n"
    )
    command = [sys.executable, "-c", program, str(by_path.root / "_locks")]
    with subprocess.Popen(command, stdin=-1, stdout=-1, env={"PYTHONPATH": ":".join(sys.path)}) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(LockedError), store.locks.holding("silver.a"):
            pass
        other.communicate(b"\n")
    with store.locks.holding("silver.a"):
        pass


def test_deliveries_may_be_named_by_url(tmp_path: Path) -> None:
    (tmp_path / "lms_system_a").mkdir()
    settings = load(warehouse=str(tmp_path / "w"), landing=tmp_path.as_uri())
    found = {finding.what: finding.found for finding in doctor.examine(settings)}
    assert found["landing"] == f"{tmp_path}: lms_system_a"

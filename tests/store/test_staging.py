"""What the store leaves behind: nothing of a student, on a disk and where only Spark can write."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from lake import WITHOUT_WARNING, Lake, record

from edulake.errors import UnreadableError
from edulake.jobs import bronze_ingest, silver_cleanse
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store.staging import ABANDONED_SECONDS
from edulake.store.store import Store

pytestmark = pytest.mark.once

CANARY = "STU-canary"


def test_staging_of_killed_runs_goes_after_a_day(lake: Lake) -> None:
    staging = Path(lake.settings.warehouse) / "_staging"
    for name, age in (("killed", ABANDONED_SECONDS + 60), ("at-work", 60)):
        (staging / name).mkdir(parents=True)
        os.utime(staging / name, (time.time() - age,) * 2)
    store = lake.store
    assert store.staging_folder().is_dir()
    store.clear_staging()
    assert [path.name for path in staging.iterdir()] == ["at-work"]


@pytest.fixture
def mounted(lake: Lake, tmp_path: Path) -> Lake:
    """The lake with its warehouse on a file system that is Hadoop's alone: what lies there lies in tmp_path/store."""
    (tmp_path / "store").mkdir()
    name = f"store{abs(hash(tmp_path))}"
    lake.spark.conf.set(f"fs.viewfs.mounttable.{name}.link./lake", (tmp_path / "store").as_uri())
    lake.settings = replace(lake.settings, warehouse=f"viewfs://{name}/lake")
    return lake


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_no_record_stays_where_only_spark_can_write(mounted: Lake, tmp_path: Path) -> None:
    """The jobs as they are called; every file that any of them staged is gone when it ends."""
    mounted.deliver_json("lms_system_a/a.jsonl", record(student_id=CANARY), record(assessment_date="soon"))
    where = ["--warehouse", mounted.settings.warehouse, "--landing", mounted.settings.landing]
    staged: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        merge = Store.merge

        def seen(*words, **more) -> None:
            staged.append(len(files(tmp_path / "store" / "_staging")))
            merge(*words, **more)

        patch.setattr(Store, "merge", seen)
        for job in (bronze_ingest, silver_cleanse):
            assert job.main([*where, "--conf", str(WITHOUT_WARNING)]) == 0
    assert mounted.rows(STUDENT_ASSESSMENTS_CLEAN, "student_id") == [{"student_id": CANARY}]
    assert sum(staged), "nothing was staged, nothing was tried"
    assert files(tmp_path / "store" / "_staging") == []


def test_what_killed_runs_left_where_only_spark_can_write(mounted: Lake, tmp_path: Path) -> None:
    staging = tmp_path / "store" / "_staging"
    mounted.spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    rows = mounted.spark.createDataFrame([(CANARY,)], "student_id STRING")
    try:
        killed, at_work, ours = mounted.store, mounted.store, mounted.store
        for store in (killed, at_work, ours):
            assert store.stage(rows, "facts").count() == 1
        # The write that was killed had not come to an end: its file is where listings do not look.
        folder = Path(staging, killed._staging.path.rsplit("/", 1)[1])
        hidden = folder / "facts-1" / "_temporary" / "0" / "part-00000.parquet"
        hidden.parent.mkdir(parents=True)
        hidden.write_text(CANARY)
        for path in files(folder):
            os.utime(path, (time.time() - ABANDONED_SECONDS - 60,) * 2)
        ours.clear_staging()
        assert files(folder) == []
        assert {path.relative_to(staging).parts[0] for path in files(staging)} == {at_work._staging.path[-32:]}
        at_work.clear_staging()
        assert files(staging) == []
    finally:
        mounted.spark.conf.unset("spark.sql.sources.partitionOverwriteMode")


def test_what_cannot_be_cleared_is_said(mounted: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    store = mounted.store
    store._staging._used = True
    monkeypatch.setattr(store._staging, "path", "nowhere://no/such/store")
    with pytest.raises(UnreadableError, match="copies of records remain in viewfs://"):
        store.clear_staging()
    with pytest.raises(ValueError, match="what failed before"):  # noqa: PT012 - the clearing is what is looked at
        try:
            raise ValueError("what failed before")
        finally:
            store.clear_staging()

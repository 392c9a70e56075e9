"""What lies in landing: what is nobody's is named, what is being written waits, and the later of two versions wins."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lake import Lake

from edulake.jobs import bronze_ingest
from edulake.jobs.runner.plan import plan as planned
from edulake.jobs.steps.ingest import preparing as looking
from edulake.jobs.steps.ingest.unmatched import SPREADSHEET
from edulake.landing.files.readable import ReadableFile
from edulake.ops.tables import JOB_RUNS
from edulake.store.store import Store

pytestmark = pytest.mark.once
CONF = """
[sources.sis]
files = "**/*.csv*"
format = "csv"
encoding = "cp1252"
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", subject = "subject", score = "score" }
"""


def scores(**by_id: int) -> str:
    lines = [f"{name},S1,2026-03-05,Math,{score}\n" for name, score in by_id.items()]
    return "".join(["id,student,date,subject,score\n", *lines])


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def found(lake: Lake) -> dict[str, float]:
    return {row["assessment_id"]: float(row["score"]) for row in lake.facts("assessment_id", "score")}


def ingested(lake: Lake, name: str) -> list[str]:
    """What was said of a file in one more run."""
    lake.said.clear()
    lake.ingest()
    return [line for line in lake.said if name in line]


@pytest.fixture
def landed(lake: Lake) -> Lake:
    return lake.configured(CONF)


def test_what_is_told_and_what_wins(landed: Lake, tmp_path: Path) -> None:
    # Within one dated folder the later file wins, whatever it is called, and a half-written one never does.
    landed.deliver("sis/2026-03-10/scores.csv.filepart", scores(a=9), at(10, 9))
    landed.deliver("sis/2026-03-10/scores.csv", scores(b=10, c=20), at(10, 8))
    landed.deliver("sis/2026-03-10/scores (1).csv", scores(b=95), at(10, 9))
    landed.deliver("sis/2026-03-10/SCORES (2).CSV", scores(c=15), at(10, 7))
    # Folders without a date: November came before December.
    landed.deliver("sis/30_Nov/x.csv", scores(d=30), at(1, 8))
    landed.deliver("sis/01_Dec/x.csv", scores(d=60), at(2, 8))
    landed.deliver("sis/a.xlsx", "x")
    landed.deliver("loose.csv", scores(e=1))
    landed.deliver("SIS_/scores.csv", scores(e=2))
    # Read with the encoding of the source these would not be "Math"; one holds a name that was encoded twice.
    landed.deliver(
        "sis/marked.csv", ("\ufeff" + scores(f=70) + "g,Zo\u00c3\u00ab,2026-03-05,Math,71\n").encode(), at(3, 8)
    )
    secret = tmp_path / "secret.csv"
    secret.write_text(scores(h=1))
    (landed.landing / "sis" / "leak.csv").symlink_to(secret)
    (landed.landing / "store").mkdir()
    landed.deliver("store/linked.csv", scores(i=80), at(3, 9))
    (landed.landing / "sis" / "linked").symlink_to(landed.landing / "store")
    plan = planned(Store(landed.spark, landed.settings, reading=True), [])
    landed.ingest()
    landed.cleanse(subject=["assessments"])
    assert found(landed) == {"b": 95, "c": 20, "d": 60, "f": 70, "g": 71, "i": 80}
    [told] = [line for line in landed.said if "bronze  sis into" in line]
    assert f"files 7 new, 1 hidden, 2 not matched: a.xlsx ({SPREADSHEET}); leak.csv (a link out" in told
    assert "left alone: 2026-03-10/scores.csv.filepart" in told
    [strays] = [line for line in landed.said if line.startswith("bronze  3 not matched: ")]
    assert all(name in strays for name in ("SIS_/", "loose.csv", "store/", "rename it to sis"))
    assert [line.removesuffix(" (dry run)") for line in plan.others] == [strays, told]
    [note] = {
        row["note"] for row in landed.rows(JOB_RUNS, "note", "source_system") if row["source_system"] == "sis"
    } - {None}
    assert "2 not matched: a.xlsx" in note
    assert "1 characters read as encoded twice, in 1 files (sis/marked.csv ...)" in note


@pytest.mark.more
def test_a_file_that_is_being_written_waits(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of another encoding a copy would be loaded, which nobody else writes.
    landed = lake.configured(CONF.replace('encoding = "cp1252"', ""))
    landed.deliver("sis/good.csv", scores(a=50))
    path = landed.deliver("sis/moving.csv", scores(b=60))
    plainly = looking.profile

    def growing(of: Path, *others: object) -> object:
        profiled = plainly(of, *others)  # type: ignore[arg-type]
        os.utime(path, (1e9, path.stat().st_mtime + 1))
        return profiled

    with monkeypatch.context() as patch:
        patch.setattr(looking, "profile", growing)
        assert any("FILE_CHANGED" in line for line in ingested(landed, "moving.csv"))
    # One that changes while it is being loaded waits as well.
    loading = bronze_ingest.load

    def meddled(store: object, run: object, table: object, loads: list[bronze_ingest.Load], *books: Any) -> Any:
        monkeypatch.undo()
        assert [file.file.name for load in loads for file in load.files if isinstance(file, ReadableFile)] == [
            "sis/moving.csv"
        ]
        path.write_text(scores(b=61, c=62))
        return loading(store, run, table, loads, *books)  # type: ignore[arg-type]

    monkeypatch.setattr(bronze_ingest, "load", meddled)
    assert any("FILE_CHANGED" in line for line in ingested(landed, "moving.csv"))
    landed.ingest()
    landed.cleanse(subject=["assessments"])
    assert found(landed) == {"a": 50, "b": 61, "c": 62}

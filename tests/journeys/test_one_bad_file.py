"""One bad file never stops the others: whatever is done with a file fails for it in turn, and the good one is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.jobs.steps.ingest import preparing, refusing, shrunk_snapshots, sifted
from edulake.landing.files import listing
from edulake.silver.learning.assessments import ASSESSMENTS

CONF = """
[limits]
snapshot_shrink = 1.0

[sources.school]
files = "**/*.csv"
format = "csv"
snapshot = true
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", score = "score" }
"""
HEADER = "id,student,date,score\n"


def failing(real: Callable[..., Any], is_bad: Callable[[tuple[Any, ...]], bool]) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        if is_bad(args):
            raise RuntimeError("nobody foresaw this, and it names STU7")
        return real(*args, **options)

    return call


def names_bad(values: tuple[Any, ...]) -> bool:
    return any(
        "bad.csv" in f"{getattr(value, 'name', '')}{value if isinstance(value, Path) else ''}" for value in values
    )


def holds_bad(values: tuple[Any, ...]) -> bool:
    return any("bad.csv" in read.file.name for value in values if isinstance(value, list) for read in value)


CALLS: dict[str, tuple[Any, str, Callable[[tuple[Any, ...]], bool]]] = {
    "hashed": (listing, "digest", names_bad),
    "profiled": (preparing, "profile", names_bad),
    "copied": (preparing, "_copied", names_bad),
    "guarded": (shrunk_snapshots, "read_records", holds_bad),
    "read": (sifted, "read_records", holds_bad),
}


# Where Spark reads is the one place that depends on it.
@pytest.mark.parametrize(
    "call", [call if call == "read" else pytest.param(call, marks=pytest.mark.once) for call in CALLS]
)
def test_the_others_are_loaded(call: str, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(spark, tmp_path).configured(CONF)
    for day, name in (("2025-01-06", "before"), ("2025-01-07", "bad"), ("2025-01-07", "good")):
        lake.deliver(f"school/{day}/{name}.csv", f"{HEADER}{name},STU7,{day},80\n")
    module, name, is_bad = CALLS[call]
    monkeypatch.setattr(module, name, failing(getattr(module, name), is_bad))
    for reader in (refusing,) if is_bad is holds_bad else ():
        monkeypatch.setattr(reader, "read_records", failing(reader.read_records, is_bad))
    [entry] = lake.ingest().entries
    assert {row["raw_assessment_id"] for row in lake.rows(ASSESSMENTS.form.table)} == {"before", "good"}
    refused = lake.refused("source_file", "reason_codes")
    assert [(row["source_file"], row["reason_codes"]) for row in refused] == [
        ("school/2025-01-07/bad.csv", ["FILE_UNREADABLE"])
    ]
    assert (entry.files_new, entry.files_refused) == (2, 1)
    told = "\n".join(lake.said)
    assert "FILE_UNREADABLE" in told
    assert "STU7" not in told
    assert "RuntimeError" not in told


@pytest.mark.once
def test_a_file_that_does_not_balance(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(spark, tmp_path).configured(CONF)
    real = preparing.profile

    def miscounting(path: Path, *others: Any) -> Any:
        found = real(path, *others)
        return found if "bad" not in path.name else type(found)(**{**vars(found), "records": 5})

    monkeypatch.setattr(preparing, "profile", miscounting)
    for name in ("bad", "good"):
        lake.deliver(f"school/2025-01-06/{name}.csv", f"{HEADER}{name},STU1,2025-01-06,80\n")
    [entry] = lake.ingest().entries
    assert (entry.files_new, entry.files_refused, entry.records_in) == (1, 1, 1)
    assert [row["raw_assessment_id"] for row in lake.rows(ASSESSMENTS.form.table)] == ["good"]
    [refused] = lake.refused("reason_codes", "advice")
    assert refused["reason_codes"] == ["FILE_UNBALANCED"]
    assert "5 records were delivered, 1 were written" in refused["advice"]
    monkeypatch.undo()
    lake.ingest()
    assert {row["raw_assessment_id"] for row in lake.rows(ASSESSMENTS.form.table)} == {"bad", "good"}


@pytest.mark.once
def test_names_that_paths_cannot_have(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, tmp_path).configured(CONF)
    for name in ("scores_06:00:00.csv", "a:b/scores.csv"):
        lake.deliver(f"school/2025-01-06/{name}", f"{HEADER}{name},S,2025-01-06,80\n")
    [entry] = lake.ingest().entries
    assert (entry.files_new, entry.files_refused) == (2, 0)
    assert len(lake.rows(ASSESSMENTS.form.table, "source_file")) == 2


def test_copies_of_the_same_bytes_are_apart(spark: SparkSession, tmp_path: Path) -> None:
    """What a word said before is said again on the third day; Spark reads copies of such files."""
    lake = Lake(spark, tmp_path).configured(CONF)
    for day, score in (("06", 70), ("07", 80), ("08", 70)):
        lake.deliver(f"school/2025-01-{day}/x.csv", f"{HEADER}x,S,2025-01-06,{score}\n".replace("\n", "\r"))
    [entry] = lake.ingest().entries
    assert (entry.files_new, entry.files_refused, entry.records_in) == (3, 0, 3)
    assert sorted(row["raw_score"] for row in lake.rows(ASSESSMENTS.form.table)) == ["70", "70", "80"]

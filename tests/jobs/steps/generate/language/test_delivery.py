"""The files of the app: a folder for each export, whole once the truth lies beside them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from edulake.errors import ConfigError
from edulake.jobs.steps.generate.language import delivery
from edulake.jobs.steps.generate.language.calendar import deliveries

pytestmark = pytest.mark.once
LEARNERS, SEED = 15, 7


def read(spark: SparkSession, landing: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """What the files say, by table: each row with the export that holds it."""
    tables = {path.name.partition("-")[0] for path in landing.glob("babblr/*/*.parquet")}
    nights = sorted(folder.name for folder in (landing / "babblr").iterdir())
    return {
        table: Counter(
            (night, *row)
            for night in nights
            for path in sorted((landing / "babblr" / night).glob(f"{table}-*"))
            for row in spark.read.parquet(str(path)).collect()
        )
        for table in tables
    }


@pytest.mark.more
def test_deliveries_are_whole_and_depend_on_nothing_but_the_arguments(spark: SparkSession, tmp_path: Path) -> None:
    one, two = tmp_path / "öne place", tmp_path / "two"
    assert not delivery.is_language(one, LEARNERS, SEED)
    told = delivery.generate_language(spark, str(one), LEARNERS, SEED)
    nights = sorted(folder.name for folder in (one / "babblr").iterdir())
    assert nights == [day.isoformat() for day in deliveries()]
    spark.conf.set("spark.sql.shuffle.partitions", "3")
    try:
        assert delivery.generate_language(spark, str(two), LEARNERS, SEED) == told
    finally:
        spark.conf.unset("spark.sql.shuffle.partitions")
    rows = read(spark, one)
    assert rows == read(spark, two)
    assert len({row[1] for row in rows["conversations"]}) == told["records"]["conversations"]["told"]
    assert len({row[1] for row in rows["messages"]}) == sum(
        told["records"]["messages"][kind] for kind in ("told", "waiting")
    )
    files = {path.name for path in (one / delivery.TRUTH_FOLDER).iterdir()}
    assert files == {"learners.csv", "levels.csv", "hazards.csv", "half_lives.csv"}
    with (one / delivery.TRUTH_FOLDER / "learners.csv").open(encoding="utf-8", newline="") as text:
        assert sorted(int(row["student_id"]) for row in csv.DictReader(text)) == [*range(1, LEARNERS + 1)]
    assert delivery.is_language(one, LEARNERS, SEED)
    assert not delivery.is_language(one, LEARNERS + 1, SEED)
    assert not delivery.is_language(one, LEARNERS, SEED, planted=False)
    assert not (one / ".generating").exists()


@pytest.mark.more
def test_a_run_that_is_stopped_leaves_what_there_was(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "facts", stopped)
    there = [{"babblr/2025-05-05/lessons-00000.parquet": "old", "language_truth.json": "{}"}, {}]
    for number, files in enumerate(there):
        landing = tmp_path / str(number)
        for name, text in files.items():
            (landing / name).parent.mkdir(parents=True, exist_ok=True)
            (landing / name).write_text(text)
        with pytest.raises(KeyboardInterrupt):
            delivery.generate_language(spark, str(landing), 5, 7)
        left = {str(path.relative_to(landing)): path.read_text() for path in landing.rglob("*") if path.is_file()}
        assert left == files


def test_what_cannot_be_generated(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing to generate"):
        delivery.generate_language(spark, str(tmp_path), 0, 7)
    own = tmp_path / "babblr" / "2025-05-05"
    own.mkdir(parents=True)
    with pytest.raises(ConfigError, match="holds deliveries"):
        delivery.generate_language(spark, str(tmp_path), 5, 7)
    assert [*tmp_path.iterdir()] == [tmp_path / "babblr"]


def test_what_is_replaced_is_not_taken_for_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is stopped when the new truths lie there, beside the old exports."""

    def folders(_: object, scratch: Path, __: str) -> None:
        for name in (delivery.TRUTH_FOLDER, delivery.SYSTEM):
            (scratch / name).mkdir()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "facts", lambda *_: None)
    monkeypatch.setattr(delivery, "tables", lambda *_: {})
    monkeypatch.setattr(delivery.truth, "frames", lambda *_: {"learners": None})
    monkeypatch.setattr(delivery.truth, "of", lambda *_: {})
    monkeypatch.setattr(delivery, "_write_truth", folders)
    delivery.generate_language(None, str(tmp_path), LEARNERS, SEED)  # type: ignore[arg-type]
    assert delivery.is_language(tmp_path, LEARNERS, SEED)
    monkeypatch.setattr(delivery, "replace_deliveries", stopped)
    with pytest.raises(KeyboardInterrupt):
        delivery.generate_language(None, str(tmp_path), LEARNERS, SEED + 1)  # type: ignore[arg-type]
    assert not delivery.is_language(tmp_path, LEARNERS, SEED)

"""A warehouse that an older edulake wrote: told from one of today, rebuilt on request, and then like any other.

The archive was made by commit 0dfe8d0: engagement and courses of a source with a namespace, and assessments of one
without, of which one record was refused.
"""

from __future__ import annotations

import argparse
import tarfile
from pathlib import Path

import pytest
from checkout import ROOT
from lake import Lake
from pyspark.sql import SparkSession

from edulake.errors import ConfigError, OutdatedError
from edulake.gold import PRODUCTS
from edulake.jobs import rebuild
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
ANSWERS = ["student_engagement", "student_performance_aggregates"]
WRITTEN = ROOT / "tests" / "support" / "warehouses" / "of_0dfe8d0.tar.gz"


@pytest.fixture
def old(spark: SparkSession, tmp_path: Path) -> Lake:
    with tarfile.open(WRITTEN) as archive:
        archive.extractall(tmp_path)
    return Lake(spark, tmp_path, str(tmp_path / "conf.toml"))


def rebuilt(lake: Lake, *, outdated: bool = False, **selected: list[str]) -> None:
    context = lake.context(**selected)
    context.options = argparse.Namespace(outdated=outdated)
    rebuild.run(context)
    context.journal.close()


def test_a_table_of_an_older_contract_is_rebuilt_and_then_like_any_other(old: Lake) -> None:
    old.ingest()
    assert [entry.files_new for entry in old.ingest().entries if entry.files_new] == [], "bronze holds all of it"
    with pytest.raises(OutdatedError, match=r"silver\.courses is of version 1") as stopped:
        old.cleanse()
    assert stopped.value.exit_code == 2
    assert "rebuild" in stopped.value.fix
    with pytest.raises(ConfigError):
        rebuilt(old)

    rebuilt(old, outdated=True)
    courses = SUBJECTS["courses"].table
    assert [row["course_id"] for row in old.rows(courses, "course_id")] == ["north:ART", "north:MATH"]
    engaged = old.rows(PRODUCTS["student_engagement"].table, "student_id", "course_id")
    assert [(row["student_id"], row["course_id"]) for row in engaged] == [
        ("north:S1", "north:MATH"),
        ("north:S2", "north:MATH"),
    ]
    assert any(line.startswith(f"rebuilt {courses}: ") for line in old.said), old.said

    old.run(product=ANSWERS)
    assert [str(row["score"]) for row in old.facts("score")] == ["60.00", "80.00"]
    assert [row["status"] for row in old.refused()] == ["OPEN"]
    versions = old.versions()
    old.run(product=ANSWERS)
    assert old.versions() == versions
    rebuilt(old, outdated=True)
    assert old.said[-1] == "rebuild nothing: no table is outdated"

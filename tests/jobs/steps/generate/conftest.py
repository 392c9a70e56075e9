from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edulake.jobs.steps.generate import generate

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def chance(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 students in three files per system, scores pure chance, below a path with a space and an umlaut."""
    out = tmp_path_factory.mktemp("chance") / "söme place"
    generate(spark, str(out), 300, 7, files=3)
    return out


@pytest.fixture(scope="session")
def able(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same students with planted abilities."""
    out = tmp_path_factory.mktemp("able")
    generate(spark, str(out), 300, 7, ability=True)
    return out

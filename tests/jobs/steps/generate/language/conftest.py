"""An app of 240 learners, and one of 120 among whom nothing is planted: what is true of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.jobs.steps.generate.language.plan import Facts
from edulake.jobs.steps.generate.language.plan import facts as facts_of
from edulake.jobs.steps.generate.language.world import World

LEARNERS, FEWER, SEED = 240, 120, 7


class App:
    """What is true in a world, each frame computed once and collected once, as dictionaries."""

    def __init__(self, spark: SparkSession, world: World, folder: Path) -> None:
        self.world = world

        def keep(rows: DataFrame, name: str) -> DataFrame:
            rows.write.parquet(str(folder / name))
            return spark.read.schema(rows.schema).parquet(str(folder / name))

        self.facts: Facts = facts_of(spark, world, keep)
        self._read: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        if name not in self._read:
            self._read[name] = [row.asDict() for row in getattr(self.facts, name).collect()]
        return self._read[name]

    def by(self, name: str, key: str) -> dict[Any, dict[str, Any]]:
        """Rows of a frame by a column of which no two have the same."""
        rows = {row[key]: row for row in self[name]}
        assert len(rows) == len(self[name])
        return rows


@pytest.fixture(scope="session")
def app(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> App:
    return App(spark, World(LEARNERS, SEED), tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="session")
def plain(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> App:
    return App(spark, World(FEWER, SEED, planted=False), tmp_path_factory.mktemp("plain"))

"""The deliveries of a district of 120 students over two school years by standard 6, read back in plain Python."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.steps.generate.edfi import generate_edfi
from edulake.jobs.steps.generate.edfi.facts import Facts
from edulake.jobs.steps.generate.edfi.facts import facts as facts_of
from edulake.jobs.steps.generate.edfi.forms import Resource, lines

STUDENTS, SEED, YEARS = 120, 7, 2
Json = dict[str, Any]


class Delivered(NamedTuple):
    """Deliveries in a folder, and the truth about them."""

    root: Path
    truth: Json

    def nights(self) -> list[Path]:
        return sorted((self.root / "edfi").iterdir())

    def lines(self, resource: str) -> Iterator[tuple[str, Json]]:
        """Each line of a resource (of `deletes/NAME`, those of its deletes) with the day of its delivery."""
        for night in self.nights():
            for path in sorted((night / resource).glob("*.jsonl")):
                yield from ((night.name, json.loads(line)) for line in path.read_text("utf-8").splitlines())

    def standing(self, resource: str) -> dict[str, Json]:
        """What a reader holds in the end, by id."""
        held: dict[str, Json] = {}
        for night in self.nights():
            held |= {one["id"]: one for day, one in self.lines(resource) if day == night.name}
            for day, one in self.lines(f"deletes/{resource}"):
                if day == night.name:
                    del held[one["id"]]
        return held


@pytest.fixture(scope="session")
def delivered(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    root = tmp_path_factory.mktemp("edfi")
    return Delivered(root, generate_edfi(spark, str(root), STUDENTS, SEED, YEARS, "6"))


@pytest.fixture(scope="session")
def district(spark: SparkSession) -> Facts:
    """The same district, of which nothing is computed yet."""
    return facts_of(spark, STUDENTS, SEED, YEARS)


@pytest.fixture(scope="session")
def told() -> Any:
    """What lines of a resource say of objects, by delivery."""

    def told_of(resource: Resource, name: str) -> dict[str, list[Json]]:
        by_delivery: dict[str, list[Json]] = defaultdict(list)
        for row in (
            lines(resource, name, SEED).where("NOT is_again AND NOT is_delete").select("delivery", "line").collect()
        ):
            by_delivery[row["delivery"]].append(json.loads(row["line"]))
        return by_delivery

    return told_of

"""Fitted models as files, in Spark's own format, with the hash of each one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.errors import UnreadableError
from edulake.ml.models.learner import ALGORITHMS, saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

    from edulake.store.store import Store


def folder(store: Store, version: str) -> str:
    """Where the files of a model lie."""
    return f"{store.root or store.settings.warehouse}/_models/{version}"


def write(parts: Sequence[tuple[str, Any]], place: str) -> None:
    """Each part in its own folder; what a killed run left there is replaced."""
    for name, model in parts:
        model.write().overwrite().save(f"{place}/{name}")


def hashes(spark: SparkSession, place: str) -> list[str]:
    """SHA-256 and path below `place` of every file there, in order of the paths. The files hold no student."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(place)
    path = F.regexp_extract("path", r"([^/]+/[^/]+/[^/]+)\z", 1)
    rows = files.select(F.concat_ws(" ", F.sha2("content", 256), path).alias("file")).collect()
    return sorted((row["file"] for row in rows), key=lambda file: file.split(" ", 1)[1])


def load(spark: SparkSession, algorithm: str, place: str, recorded: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """The parts of a model; UnreadableError unless its files are those recorded when it was trained."""
    try:
        found = hashes(spark, place)
    except Exception:  # noqa: BLE001 - each platform has its own class for a folder that is not there
        found = []
    if found != list(recorded):
        raise UnreadableError(
            "a model's files are not those that ml_train wrote", f"in {place}", "restore them, or train again"
        )
    return tuple((name, saved(name, f"{place}/{name}")) for name in ALGORITHMS[algorithm])

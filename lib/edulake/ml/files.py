"""Fitted models as files, in Spark's own format, with the hash of each one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.errors import UnreadableError
from edulake.ml.learner import ALGORITHMS, MODELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession


def write(parts: Sequence[tuple[str, Any]], folder: str) -> None:
    """Each part in its own folder; what a killed run left there is replaced."""
    for name, model in parts:
        model.write().overwrite().save(f"{folder}/{name}")


def hashes(spark: SparkSession, folder: str) -> list[str]:
    """SHA-256 and path below `folder` of every file there, in order of the paths. The files hold no student."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder)
    path = F.regexp_extract("path", r"([^/]+/[^/]+/[^/]+)\z", 1)
    rows = files.select(F.concat_ws(" ", F.sha2("content", 256), path).alias("file")).collect()
    return sorted((row["file"] for row in rows), key=lambda file: file.split(" ", 1)[1])


def load(spark: SparkSession, algorithm: str, folder: str, recorded: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """The parts of a model; UnreadableError unless its files are those recorded when it was trained."""
    try:
        found = hashes(spark, folder)
    except Exception:  # noqa: BLE001 - each platform has its own class for a folder that is not there
        found = []
    if found != list(recorded):
        raise UnreadableError(
            "a model's files are not those that ml_train wrote", f"in {folder}", "restore them, or train again"
        )
    return tuple((name, MODELS[name].load(f"{folder}/{name}")) for name in ALGORITHMS[algorithm])

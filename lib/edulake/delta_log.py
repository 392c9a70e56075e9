"""What a local table's transaction log says, read without Spark: a question to Delta costs half a second of CPU.

The log is the public part of Delta's protocol: one file of JSON lines a commit, named by its version. Delta removes
old ones some weeks after a checkpoint; a question that needs one of those ends in FileNotFoundError, and is for Spark.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql.types import StructField

COMMIT = re.compile(r"\d{20}\.json")


class Commit(NamedTuple):
    """One version of a table: when (UTC), what was done, and the whole numbers that the writer noted."""

    version: int
    at: dt.datetime
    operation: str
    metrics: dict[str, int]


class Declared(NamedTuple):
    """What a table says of itself: columns with types as SQL names them, clustering, and which may not be null."""

    format: str
    columns: dict[str, str]
    clustering: list[str]
    required: set[str]


def newest_version(table: Path) -> int:
    return max(int(path.stem) for path in (table / "_delta_log").iterdir() if COMMIT.fullmatch(path.name))


def commits(table: Path, limit: int) -> list[Commit]:
    """The newest `limit` commits, newest first; all of a table that has fewer."""
    newest = newest_version(table)
    versions = range(newest, max(newest - limit, -1), -1)
    return [_commit(version, next(_actions(table, version, "commitInfo"), {})) for version in versions]


def as_described(row: dict[str, Any]) -> Commit:
    """A row of DESCRIBE HISTORY, whose time Spark gives in this process's own time zone, and without it."""
    at = row["timestamp"].astimezone(dt.UTC)
    return Commit(row["version"], at, row["operation"], whole_numbers(row["operationMetrics"]))


def whole_numbers(metrics: dict[str, Any] | None) -> dict[str, int]:
    """Of what a writer noted as text, what counts something."""
    return {name: int(value) for name, value in (metrics or {}).items() if str(value).isdigit()}


def declared(table: Path) -> Declared:
    """The newest schema and clustering."""
    schema, clustering = None, None
    version = newest_version(table)
    while schema is None or (clustering is None and version >= 0):
        for metadata in _actions(table, version, "metaData"):
            schema = schema or metadata["schemaString"]
        for domain in _actions(table, version, "domainMetadata"):
            if domain["domain"] == "delta.clustering" and clustering is None:
                clustering = [] if domain.get("removed") else _clustering(domain["configuration"])
        version -= 1
    fields = _fields(schema)
    columns = {field.name: field.dataType.simpleString() for field in fields}
    return Declared("delta", columns, clustering or [], {field.name for field in fields if not field.nullable})


def _commit(version: int, info: dict[str, Any]) -> Commit:
    at = dt.datetime.fromtimestamp(info.get("timestamp", 0) / 1000, dt.UTC)
    return Commit(version, at, info.get("operation", ""), whole_numbers(info.get("operationMetrics")))


def _actions(table: Path, version: int, kind: str) -> Iterator[dict[str, Any]]:
    """The actions of one kind in a commit."""
    text = (table / "_delta_log" / f"{version:020d}.json").read_text("utf-8")
    # Most lines are about files, and need not be taken apart.
    found = (json.loads(line) for line in text.splitlines() if f'"{kind}"' in line)
    return (line[kind] for line in found if kind in line)


def _fields(schema: str) -> list[StructField]:
    from pyspark.sql import types as T

    return T.StructType.fromJson(json.loads(schema)).fields


def _clustering(configuration: str) -> list[str]:
    return [".".join(parts) for parts in json.loads(configuration)["clusteringColumns"]]

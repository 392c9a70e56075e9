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

    from pyspark.sql import types as T

COMMIT = re.compile(r"\d{20}\.json")
# Says of a table that a purge took its clustering away for a moment (purge.py).
PURGING = "edulake.purging"
CHECKPOINT = re.compile(r"\d{20}\.checkpoint\..+")


class Commit(NamedTuple):
    """One version of a table: when (UTC), what was done, the whole numbers that the writer noted, and the operation's
    parameters and the writer's own text, if they are given.
    """

    version: int
    at: dt.datetime
    operation: str
    metrics: dict[str, int]
    overwrites: bool = False  # a WRITE that put its rows in the place of all others
    parameters: dict[str, str] = {}  # noqa: RUF012 - never changed
    note: str = ""


class Declared(NamedTuple):
    """What a table says of itself."""

    format: str
    columns: dict[str, str]  # by name, the type as SQL names it
    clustering: list[str]
    required: frozenset[str] = frozenset()  # the columns that take no null
    contract_version: int = 1
    purging: bool = False  # whether a purge took the clustering away, and did not come to give it back


def exists(table: Path) -> bool:
    """Whether a folder is a Delta table: a log without a commit is what a run leaves that was killed at the first."""
    log = table / "_delta_log"
    names = (path.name for path in log.iterdir()) if log.is_dir() else ()
    return any(COMMIT.fullmatch(name) or CHECKPOINT.fullmatch(name) for name in names)


def newest_version(table: Path) -> int:
    return max(int(path.stem) for path in (table / "_delta_log").iterdir() if COMMIT.fullmatch(path.name))


def oldest_version(table: Path) -> int:
    return min(int(path.stem) for path in (table / "_delta_log").iterdir() if COMMIT.fullmatch(path.name))


def commits(table: Path, limit: int) -> list[Commit]:
    """The newest `limit` commits, newest first; all of a table that has fewer."""
    newest = newest_version(table)
    versions = range(newest, max(newest - limit, -1), -1)
    return [_commit(version, next(_actions(table, version, "commitInfo"), {})) for version in versions]


def as_described(row: dict[str, Any]) -> Commit:
    """A row of DESCRIBE HISTORY, whose time Spark gives in this process's own time zone, and without it."""
    at = row["timestamp"].astimezone(dt.UTC)
    parameters = row.get("operationParameters") or {}
    return Commit(
        row["version"],
        at,
        row["operation"],
        whole_numbers(row["operationMetrics"]),
        _overwrites(parameters),
        _texts(parameters),
        row.get("userMetadata") or "",
    )


def whole_numbers(metrics: dict[str, Any] | None) -> dict[str, int]:
    """Of what a writer noted as text, what counts something."""
    return {name: int(value) for name, value in (metrics or {}).items() if str(value).isdigit()}


def _texts(parameters: dict[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (parameters or {}).items() if value is not None}


def declared(table: Path) -> Declared:
    """The newest schema, properties and clustering."""
    newest, clustering = None, None
    version = newest_version(table)
    while newest is None or (clustering is None and version >= 0):
        for metadata in _actions(table, version, "metaData"):
            newest = newest or metadata
        for domain in _actions(table, version, "domainMetadata"):
            if domain["domain"] == "delta.clustering" and clustering is None:
                clustering = [] if domain.get("removed") else _clustering(domain["configuration"])
        version -= 1
    fields = _fields(newest["schemaString"])
    types = {field.name: field.dataType.simpleString() for field in fields}
    required = frozenset(field.name for field in fields if not field.nullable)
    properties = newest.get("configuration", {})
    return Declared("delta", types, clustering or [], required, contract_version(properties), PURGING in properties)


def contract_version(properties: dict[str, str]) -> int:
    """Of which version of its contract a table is; tables of before there were versions are of the first."""
    return int(properties.get("edulake.contract_version", 1))


def _commit(version: int, info: dict[str, Any]) -> Commit:
    at = dt.datetime.fromtimestamp(info.get("timestamp", 0) / 1000, dt.UTC)
    metrics, parameters = whole_numbers(info.get("operationMetrics")), info.get("operationParameters") or {}
    note = info.get("userMetadata") or ""
    return Commit(version, at, info.get("operation", ""), metrics, _overwrites(parameters), _texts(parameters), note)


def _overwrites(parameters: dict[str, Any]) -> bool:
    return parameters.get("mode") == "Overwrite"


def _actions(table: Path, version: int, kind: str) -> Iterator[dict[str, Any]]:
    """The actions of one kind in a commit."""
    text = (table / "_delta_log" / f"{version:020d}.json").read_text("utf-8")
    # Most lines are about files, and need not be taken apart.
    found = (json.loads(line) for line in text.splitlines() if f'"{kind}"' in line)
    return (line[kind] for line in found if kind in line)


def _fields(schema: str) -> T.StructType:
    from pyspark.sql import types as T

    return T.StructType.fromJson(json.loads(schema))


def _clustering(configuration: str) -> list[str]:
    return [".".join(parts) for parts in json.loads(configuration)["clusteringColumns"]]

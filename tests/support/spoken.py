"""A session that only keeps what it is told, and a table's log as Delta would have written it: no Spark is needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from edulake.config.settings import Settings
from edulake.contract.table import Column, Table

THINGS = Table(
    layer="silver",
    name="things",
    meaning="For this test.",
    columns=(Column("id", "STRING", "Key", nullable=False), Column("day", "DATE", "Day"), Column("n", "INT", "Number")),
    key=("id",),
    cluster_by=("id", "day"),
    contract_version=2,
)


class Answer:
    """The rows of a statement."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows = [SpokenRow(row) for row in rows]

    def collect(self) -> list[SpokenRow]:
        return self.rows


class SpokenRow(dict[str, Any]):
    def asDict(self) -> dict[str, Any]:  # noqa: N802 - as Spark spells it
        return dict(self)


class Session:
    """Keeps each statement; answers those that begin as `answers` say, and raises what an answer is."""

    def __init__(self, answers: Mapping[str, Any] | None = None, conf: Mapping[str, str] | None = None) -> None:
        self.said: list[str] = []
        self.answers = answers or {}
        self.values = dict(conf or {})
        self.conf = SimpleNamespace(get=self.values.get, set=self.values.__setitem__, unset=self.values.pop)
        self.catalog = SimpleNamespace(tableExists=lambda name: name in self.answers)

    def sql(self, statement: str) -> Answer:
        self.said.append(statement)
        found = next((answer for begins, answer in self.answers.items() if statement.startswith(begins)), [])
        if isinstance(found, Exception):
            raise found
        return Answer(found)


def on_disk(folder: Path, **changes: Any) -> Settings:
    return replace(
        Settings(warehouse=str(folder / "warehouse"), landing=str(folder), lock_timeout_seconds=1), **changes
    )


def write_log(folder: Path, table: Table, *later: list[dict[str, Any]], without: Iterable[str] = ()) -> None:
    """The log of a table as its contract makes it, `without` some columns; then `later` commits."""
    fields = [field for field in table.struct().fields if field.name not in without]
    schema = json.dumps({"type": "struct", "fields": [field.jsonValue() for field in fields]})
    clustering = json.dumps({"clusteringColumns": [[name] for name in table.cluster_by]})
    created = [
        {"commitInfo": {"operation": "CREATE TABLE", "timestamp": 0}},
        {"metaData": {"schemaString": schema, "configuration": table.properties}},
        {"domainMetadata": {"domain": "delta.clustering", "configuration": clustering, "removed": False}},
    ]
    log = folder / "_delta_log"
    log.mkdir(parents=True)
    for version, actions in enumerate([created, *later]):
        lines = [json.dumps(action) + "\n" for action in actions]
        log.joinpath(f"{version:020d}.json").write_text("".join(lines))

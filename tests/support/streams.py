"""Attendance devices that send to a topic of a test's own, and what a run reads of it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from kafka import Broker, Value
from lake import Lake
from pyspark.sql import SparkSession

from edulake.jobs import bronze_ingest
from edulake.ops.runs import Entry
from edulake.silver.wellbeing.attendance import ATTENDANCE

SOURCE = ["devices"]
CONF = """
[sources.devices]
subject = "attendance"
format = "kafka"

[sources.devices.columns]
attendance_id = "id"
student_id = "student"
date = "day"
status = "status"
updated_at = "changed"

[sources.devices.kafka]
brokers = "env:DEVICES_BROKERS"
topic = "TOPIC"
"""


class Stream:
    """A topic, and lakes that read it as the source devices."""

    def __init__(self, broker: Broker, spark: SparkSession, folder: Path, partitions: int = 1) -> None:
        self.broker, self.spark, self.folder = broker, spark, folder
        self.topic = f"attendance-{uuid4().hex[:8]}"
        # Records are as old as they say: nothing is to expire by itself.
        broker.create(self.topic, partitions, retention_ms="-1")

    def send(self, *values: Value, partition: int = 0, key: Value = None, at: int | None = None) -> None:
        self.broker.produce(self.topic, values, partition, key, at)

    def lake(self, further: str = "", name: str = "lake", replaced: tuple[str, str] = ("", "")) -> Lake:
        """A lake of that name; its settings altered, or followed by further ones of the topic."""
        assert replaced[0] in CONF
        text = CONF.replace(*replaced, 1).replace("TOPIC", self.topic) + further
        return Lake(self.spark, self.folder / name).configured(text)


Streams = Callable[..., Stream]


def event(id_: str, **changes: Any) -> str:
    """What a device sends of a student's day, as JSON; None leaves a field out."""
    valid = {"id": id_, "student": "S1", "day": "2025-01-06", "status": "Present", "changed": "2025-01-06T08:00:00Z"}
    return json.dumps({k: v for k, v in {**valid, **changes}.items() if v is not None}, ensure_ascii=False)


def events(numbers: range, **changes: Any) -> list[str]:
    return [event(f"A{number}", **{"student": f"S{number % 7}", **changes}) for number in numbers]


def ingested(lake: Lake) -> int:
    """Records that a run adds to bronze, which it counted as well."""
    table = ATTENDANCE.form.table
    before = lake.frame(table).count() if lake.store.exists(table) else 0
    entry = lake.ingest(source=SOURCE).entries[0]
    added = (lake.frame(table).count() if lake.store.exists(table) else 0) - before
    assert entry.records_in == added
    return added


def run_accepting(lake: Lake, *accepted: str, source: Sequence[str] = SOURCE) -> tuple[list[str], list[Entry]]:
    """What a run could not do, by what is said of it, and what it did; sources may let go what they lost."""
    context = lake.context(source=list(source))
    context.options = Namespace(accept_loss=list(accepted))
    [run] = bronze_ingest.run(context)
    context.journal.close()
    context.store.clear_staging()
    return [error.what for error in context.failures], run.entries

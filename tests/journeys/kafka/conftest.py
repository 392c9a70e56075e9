from __future__ import annotations

from pathlib import Path

import pytest
from kafka import Broker
from pyspark.sql import SparkSession
from streams import Stream, Streams


@pytest.fixture
def streams(broker: Broker, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Streams:
    monkeypatch.setenv("DEVICES_BROKERS", broker.address)
    return lambda partitions=1: Stream(broker, spark, tmp_path, partitions)

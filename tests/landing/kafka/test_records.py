"""What becomes of a record of a topic, whatever was sent; no broker is needed to see it."""

from __future__ import annotations

import base64
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as F

from edulake.config.kafka import Kafka
from edulake.config.settings import Settings
from edulake.contract.feed import Feed, Topic, Withheld
from edulake.errors import BalanceError, UnreadableError
from edulake.landing.kafka import records
from edulake.landing.kafka.ranges import Life, Range
from edulake.landing.kafka.records import as_rows, options, range_read
from edulake.silver.wellbeing.attendance import ATTENDANCE

LIFE = Life("days", "cluster", "id")
TOPIC = Kafka("127.0.0.1:9092", "days")
COLUMNS = {"raw_student_id": "student", "raw_status": "at.status"}
FEED = Feed(ATTENDANCE.form.table, COLUMNS, Topic(TOPIC))
# In hexadecimal, as Spark makes bytes of it: the value, and what becomes of it (values, payload, form, issue).
SENT: dict[str, tuple[bytes | None, tuple[Any, ...]]] = {
    "an object": (b'{"student": "S1", "at": {"status": "A"}}', ("S1", "A", None, "verbatim", None)),
    "blanks and lines": (b' {\n"student": "S1"}\n', ("S1", None, None, "verbatim", None)),
    "numbers as they stand": (b'{"student": 95.50}', ("95.50", None, None, "verbatim", None)),
    "other fields": (b'{"pupil": "S1"}', (None, None, None, "verbatim", None)),
    "a list": (b'[{"student": "S1"}]', (None, None, None, "verbatim", "BAD_JSON")),
    "half of it": (b'{"student": "S1"', (None, None, None, "verbatim", "BAD_JSON")),
    "two": (b'{"student": "S1"} {"student": "S2"}', (None, None, None, "verbatim", "BAD_JSON")),
    "text": (b"S1", (None, None, None, "verbatim", "BAD_JSON")),
    "bad bytes": (b'{"student": "S\xff"}', (None, None, "b64", "base64", "ENCODING")),
    "a zero": (b'\x00\x00\x00\x00\x01{"student": "S1"}', (None, None, "b64", "base64", "NUL_BYTE")),
    "blanks": (b"  ", (None, None, None, "verbatim", "EMPTY")),
    "nothing": (b"", (None, None, None, "verbatim", "EMPTY")),
    "too long": (b'{"student": "' + b"S" * 90 + b'"}', (None, None, None, "verbatim", "OVERSIZE")),
    "no value": (None, (None, None, "key", "key", "TOMBSTONE")),
}


def sent(spark: SparkSession, *values: bytes | None, millis: int = 1_736_150_400_123) -> Any:
    """Records as the connector gives them."""
    rows = [(n, "" if value is None else value.hex(), value is None) for n, value in enumerate(values)]
    frame = spark.createDataFrame(rows, "offset long, hex string, gone boolean")
    value = F.when(~F.col("gone"), F.unhex("hex"))
    at = F.timestamp_millis(F.lit(millis))
    return frame.select(
        F.lit(b"k1").alias("key"), value.alias("value"), F.lit(3).alias("partition"), "offset", at.alias("timestamp")
    )


def test_every_record_has_a_place(spark: SparkSession) -> None:
    values = [value for value, _ in SENT.values()]
    found = as_rows(sent(spark, *values), FEED, LIFE, 100).orderBy("offset").collect()
    for case, (value, (student, status, payload, form, issue)), row in zip(SENT, SENT.values(), found, strict=True):
        expected = value.decode() if payload is None and value is not None else None
        expected = base64.b64encode(value or b"").decode() if payload == "b64" else expected
        expected = "k1" if payload == "key" else expected
        values_ = (
            row["raw_student_id"],
            row["raw_status"],
            row["raw_payload"],
            row["payload_form"],
            row["parse_issue"],
        )
        assert values_ == (student, status, expected, form, issue), case
        assert row["source_file_bytes"] == len(value or b"")
        assert row["source_file"] == LIFE.name(3, row["offset"])
        assert row["source_file_sha256"] == LIFE.identity(3, row["offset"])


@pytest.mark.once
def test_times_are_those_of_the_record(spark: SparkSession) -> None:
    micros = [F.unix_micros(name) for name in ("delivered_at", "source_file_modified_at")]
    rows = as_rows(sent(spark, b"{}"), FEED, LIFE, 100)
    assert tuple(rows.select(*micros).collect()[0]) == (1_736_150_400_123_000,) * 2
    before_time = as_rows(sent(spark, b"{}", millis=-1), FEED, LIFE, 100)
    assert tuple(before_time.select(*micros, "parse_issue").collect()[0]) == (0, 0, "NO_TIME")


@pytest.mark.once
def test_what_is_kept_out_is_nowhere(spark: SparkSession) -> None:
    feed = Feed(ATTENDANCE.form.table, COLUMNS, Topic(TOPIC, Withheld(("ssn",))))
    values = (b'{"student": "S1", "ssn": "Canary"}', b'{"ssn": "Canary"', None, b'"ssn": "Canary\xff"')
    found = as_rows(sent(spark, *values), feed, LIFE, 100).orderBy("offset").collect()
    assert [row["payload_form"] for row in found] == ["json", "withheld", "withheld", "withheld"]
    assert [row["raw_payload"] for row in found] == ['{"student":"S1"}', None, None, None]
    assert "Canary" not in str(found)


@pytest.mark.once
def test_a_key_that_is_no_text_is_kept_in_base64(spark: SparkSession) -> None:
    rows = sent(spark, None, None, None).withColumn("key", F.when(F.col("offset") > 0, F.unhex(F.lit("ff00"))))
    found = as_rows(rows.where("offset < 2"), FEED, LIFE, 100).orderBy("offset").collect()
    assert [(row["raw_payload"], row["payload_form"]) for row in found] == [(None, "key"), ("/wA=", "base64")]


COUNTED = {"records": 2, "offsets": 2, "first": 5, "last": 7, "bytes": 30, "earliest": 1_000_000, "latest": 3_000_000}


@pytest.mark.once
def test_a_range_is_known_by_its_last_offset() -> None:
    file = range_read("devices", LIFE, Range(1, 5, 9), Row(**COUNTED))
    assert (file.source, file.records, file.note) == ("devices", 2, "2 offsets without a record")
    known = file.provenance
    assert (known.source_file, known.source_file_sha256) == (LIFE.name(1, 8), LIFE.identity(1, 8))
    assert (known.source_file_bytes, known.is_snapshot) == (30, False)
    assert [known.delivered_at, known.source_file_modified_at] == [
        dt.datetime.fromtimestamp(second, dt.UTC) for second in (1, 3)
    ]
    empty = range_read("devices", LIFE, Range(1, 5, 6), None)
    assert (empty.records, empty.note, empty.provenance.source_file) == (
        0,
        "1 offsets without a record",
        LIFE.name(1, 5),
    )
    mark = range_read("devices", LIFE, Range(1, 5, 5), None)
    assert (mark.records, mark.note, mark.provenance.source_file) == (0, None, LIFE.name(1, 4))


@pytest.mark.once
@pytest.mark.parametrize("amiss", [{"offsets": 1}, {"first": 4}, {"last": 9}])
def test_a_reading_that_does_not_balance_is_refused(amiss: dict[str, int]) -> None:
    with pytest.raises(BalanceError, match="does not balance"):
        range_read("devices", LIFE, Range(1, 5, 9), Row(**{**COUNTED, **amiss}))


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "why", "fix"),
    [
        (OSError(28, "No space left on device"), "the disk is full", "make room"),
        (RuntimeError("kafka.X: java.io.IOException: Disk quota exceeded"), "the disk is full", "make room"),
        (RuntimeError("org.apache.kafka.TimeoutException"), "RuntimeError: brokers went away", "run it again"),
        (RuntimeError("S1 is late"), "RuntimeError", "run again with --debug"),
    ],
)
def test_what_ended_a_reading_is_told(error: Exception, why: str, fix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stage(*_: object) -> None:
        raise error

    monkeypatch.setattr(records, "sent_in", lambda *_: None)
    monkeypatch.setattr(records, "as_rows", lambda *_: None)
    store: Any = SimpleNamespace(spark=None, settings=Settings(), stage=stage)
    with pytest.raises(UnreadableError, match="could not be read to the end") as told:
        records.read(store, "devices", FEED, LIFE, [Range(0, 0, 2)])
    assert told.value.why.startswith(why)
    assert told.value.fix.startswith(fix)
    assert "S1" not in str(told.value.lines())


@pytest.mark.once
def test_spark_reads_what_was_committed_and_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert options(TOPIC) == {
        "failOnDataLoss": "true",
        "kafka.bootstrap.servers": "127.0.0.1:9092",
        "kafka.security.protocol": "PLAINTEXT",
        "kafka.isolation.level": "read_committed",
    }
    monkeypatch.setenv("BROKERS", "a.example:9092")
    monkeypatch.setenv("DEVICE", "edu")
    monkeypatch.setenv("WORD", 'say "\\"')
    signed = Kafka("env:BROKERS", "days", "env:DEVICE", "env:WORD", ca="/ca.pem")
    found = options(signed)
    assert (found["kafka.bootstrap.servers"], found["kafka.security.protocol"]) == ("a.example:9092", "SASL_SSL")
    assert (found["kafka.ssl.truststore.type"], found["kafka.ssl.truststore.location"]) == ("PEM", "/ca.pem")
    login = 'scram.ScramLoginModule required username="edu" password="say \\"\\\\\\"";'
    assert found["kafka.sasl.jaas.config"] == f"org.apache.kafka.common.security.{login}"
    monkeypatch.setattr(records.load, "platform", lambda: "databricks")
    assert options(signed)["kafka.sasl.jaas.config"].startswith("kafkashaded.org.apache.kafka.")
    assert "PlainLoginModule" in options(Kafka("a:1", "t", "env:DEVICE", "env:WORD", "PLAIN"))["kafka.sasl.jaas.config"]

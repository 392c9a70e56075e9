"""Records of a topic as rows of raw text: each with its payload as it was sent, and where in the topic it is.

The brokers are asked once for each record, and what they answer is staged and counted: a second reading could differ.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

from edulake.config import load, secret
from edulake.contract.raw import IN_TOPIC, KEY, Provenance
from edulake.errors import BalanceError, EdulakeError, NotInstalledError, UnreadableError, known
from edulake.expr import is_valid_utf8
from edulake.expr.called import told
from edulake.landing.files.json_records import objects
from edulake.landing.files.withheld import NOT_KEPT
from edulake.ops.loads import File
from edulake.store.small_rows import utc

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

    from edulake.config.kafka import Kafka
    from edulake.contract.feed import Feed
    from edulake.landing.kafka.ranges import Life, Range
    from edulake.store.store import Store

MODULES = {"PLAIN": "plain.PlainLoginModule"}
SCRAM = "scram.ScramLoginModule"
# What Databricks calls the classes of its own copy of the client.
SHADED = "kafkashaded."
NO_ROOM = ("no space left on device", "disk quota exceeded")


class Records(NamedTuple):
    """What was read of a topic: `rows` with provenance, `new` of them.

    The `files` are its ranges that have any, `empty` those that have none, `gaps` the offsets without a record: of
    transactions, or compacted. `missing` are mapped columns that none of them has.
    """

    rows: DataFrame
    new: int
    files: list[File]
    empty: list[File]
    gaps: int
    missing: tuple[str, ...]


def read(store: Store, source: str, feed: Feed, life: Life, ranges: list[Range]) -> Records:
    """Reads and stages the records of the ranges. UnreadableError where Spark cannot read all of them."""
    topic = feed.topic.settings
    try:
        sent = sent_in(store.spark, topic, ranges)
        rows = as_rows(sent, feed, life, store.settings.limits.record_bytes)
        staged = store.stage(rows, "topic")
        counted = {row["partition"]: row for row in _counted(staged, feed).collect()}
    except EdulakeError:
        raise
    except AnalysisException as error:
        if "kafka" not in str(error).lower():
            raise
        what = f"topic {topic.topic} cannot be read: Spark has no connector for it"
        why = "add org.apache.spark:spark-sql-kafka-0-10 of its version, or on a laptop set EDULAKE_EXTRAS=kafka"
        raise NotInstalledError(what, "it is a JAR that few need", why) from error
    except Exception as error:
        raise UnreadableError(f"topic {topic.topic} could not be read to the end", *_ended_by(error)) from error
    files = [range_read(source, life, one, counted.get(one.partition)) for one in ranges]
    new = sum(row["records"] for row in counted.values())
    missing = [
        told(called) for raw, called in feed.columns.items() if new and not any(row[raw] for row in counted.values())
    ]
    return Records(
        staged.drop("partition", "offset"),
        new,
        [file for file in files if file.records],
        [file for file in files if not file.records],
        sum(one.end - one.start for one in ranges) - new,
        tuple(sorted(missing)),
    )


def _ended_by(error: Exception) -> tuple[str, str]:
    """Why a reading ended, and what to do. What Spark says itself may hold what was read."""
    text, kind = str(error).lower(), known(error).why
    if any(said in text for said in NO_ROOM):
        return "the disk is full", "make room for the warehouse, and run it again"
    if "kafka" in text:
        return f"{kind}: brokers went away, or records expired meanwhile", "run it again"
    return kind, "run again with --debug to see the whole error"


def sent_in(spark: SparkSession, kafka: Kafka, ranges: list[Range]) -> DataFrame:
    """What was sent in these ranges, and committed: the offsets without a record are left out."""
    named = {kafka.topic: [one.partition for one in ranges]}
    starts, ends = (
        json.dumps({kafka.topic: {str(one.partition): at(one) for one in ranges}})
        for at in (lambda one: one.start, lambda one: one.end)
    )
    reader = spark.read.format("kafka").options(**options(kafka)).option("assign", json.dumps(named))
    return reader.option("startingOffsets", starts).option("endingOffsets", ends).load()


def options(kafka: Kafka) -> dict[str, str]:
    """How Spark speaks to the brokers: every record is wanted, of those that were committed."""
    brokers = secret.read(kafka.brokers) if kafka.brokers.startswith("env:") else kafka.brokers
    named = {
        "bootstrap.servers": brokers,
        "security.protocol": kafka.protocol(brokers),
        "isolation.level": "read_committed",
    }
    if kafka.ca:
        named |= {"ssl.truststore.type": "PEM", "ssl.truststore.location": kafka.ca}
    if kafka.user:
        shaded = SHADED if load.platform() == "databricks" else ""
        module = f"{shaded}org.apache.kafka.common.security.{MODULES.get(kafka.mechanism, SCRAM)}"
        user, password = (_quoted(secret.read(reference)) for reference in (kafka.user, kafka.password))
        named |= {
            "sasl.mechanism": kafka.mechanism,
            "sasl.jaas.config": f"{module} required username={user} password={password};",
        }
    return {"failOnDataLoss": "true", **{f"kafka.{name}": value for name, value in named.items()}}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_rows(sent: DataFrame, feed: Feed, life: Life, longest: int) -> DataFrame:
    """Records as rows of bronze, and their partition and offset.

    One without a value (TOMBSTONE) has its key as its payload, as text where it is one: whom it names must be found.
    One of blanks is EMPTY, one of more than `longest` bytes OVERSIZE, and one of before records had a time NO_TIME:
    these keep their payloads, and are not taken apart.
    """
    value = F.col("value").cast("string")
    issue = (
        F.when(F.col("value").isNull(), "TOMBSTONE")
        .when(F.octet_length("value") > longest, "OVERSIZE")
        .when(F.trim(value) == "", "EMPTY")
        .when(F.unix_micros("timestamp") < 0, "NO_TIME")
    )
    places = ("partition", "offset", "timestamp", "key", F.octet_length("value").alias("bytes"))
    texts = sent.select(value.alias("value"), F.struct(*places).alias("file"), issue.alias("amiss"))
    rows = objects(texts, feed.columns, feed.topic.withheld, F.col("amiss"))
    is_tombstone = F.col("parse_issue") == "TOMBSTONE"
    if feed.topic.withheld:
        payload, form = F.lit(None).cast("string"), F.lit(NOT_KEPT)
    else:
        key = F.col("file.key").cast("string")
        is_text = is_valid_utf8(key) & (F.instr(key, "\0") == 0)
        payload = F.when(is_text, key).otherwise(F.base64("file.key"))
        form = F.when(is_text | F.col("file.key").isNull(), KEY).otherwise("base64")
    return rows.select(
        *feed.columns,
        F.when(is_tombstone, payload).otherwise(F.col("raw_payload")).alias("raw_payload"),
        F.when(is_tombstone, form).otherwise(F.col("payload_form")).alias("payload_form"),
        "parse_issue",
        F.lit(None).cast("string").alias("source_header"),
        *[column.alias(name) for name, column in _provenance(life).items()],
        F.col("file.partition").alias("partition"),
        F.col("file.offset").alias("offset"),
    )


def _provenance(life: Life) -> dict[str, Column]:
    """Where a record came from, as ranges.py names it."""
    partition, offset = F.col("file.partition"), F.col("file.offset")
    name = F.format_string(f"{IN_TOPIC}{life.topic}/%05d/%020d", partition, offset)
    identity = F.sha2(F.concat_ws("|", F.lit(life.stem), partition, offset), 256)
    moment = F.when(F.unix_micros("file.timestamp") >= 0, F.col("file.timestamp"))
    moment = F.coalesce(moment, F.timestamp_micros(F.lit(0)))
    known = (name, identity, moment, F.coalesce("file.bytes", F.lit(0)).cast("bigint"), moment, F.lit(False))
    return dict(zip(Provenance._fields, known, strict=True))


def _counted(staged: DataFrame, feed: Feed) -> DataFrame:
    at = F.unix_micros("delivered_at")
    return staged.groupBy("partition").agg(
        F.count("*").alias("records"),
        F.count_distinct("offset").alias("offsets"),
        F.min("offset").alias("first"),
        F.max("offset").alias("last"),
        F.sum("source_file_bytes").alias("bytes"),
        F.min(at).alias("earliest"),
        F.max(at).alias("latest"),
        *[F.count(raw).alias(raw) for raw in feed.columns],
    )


def range_read(source: str, life: Life, asked: Range, found: Row | None) -> File:
    """A range as ops.deliveries knows it, by its last offset; BalanceError where other records came than were asked."""
    last = asked.end - 1
    records = found["records"] if found else 0
    if found and (records != found["offsets"] or found["first"] < asked.start or found["last"] > last):
        why = f"offsets {asked.start} to {last} of partition {asked.partition} were asked for, {records} records came"
        fix = "nothing was written: report this if it stays"
        raise BalanceError(f"the reading of topic {life.topic} does not balance", why, fix)
    moments = (utc(found["earliest"]), utc(found["latest"])) if found else (utc(0), utc(0))
    gaps = max(asked.end - asked.start, 0) - records
    provenance = Provenance(
        source_file=life.name(asked.partition, last),
        source_file_sha256=life.identity(asked.partition, last),
        source_file_modified_at=moments[1],
        source_file_bytes=found["bytes"] if found else 0,
        delivered_at=moments[0],
        is_snapshot=False,
    )
    return File(source, provenance, records, f"{gaps} offsets without a record" if gaps else None)

"""Rows of ops.quarantine: refused files, and refused records."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.landing import delivered_at
from edulake.ops import QUARANTINE
from edulake.ops.deliveries import micros, utc

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.contract import Table
    from edulake.landing import DeliveredFile, Refusal
    from edulake.runs import Run
    from edulake.store import Store

# What may be another thing a moment later: such a verdict is on record, but not held against the file.
PASSING = ("FILE_CHANGED", "FILE_UNREADABLE", "FILE_UNBALANCED")


@dataclass
class Refusals:
    """Files that were refused: content and rule version of each; and by name, size and time its content and when."""

    verdicts: set[tuple[str, str]] = field(default_factory=set)
    known: dict[tuple[str, int, dt.datetime], tuple[str, dt.datetime]] = field(default_factory=dict)


def refused_files(store: Store) -> dict[str, Refusals]:
    """The files refused for what they are, by bronze table: not looked at again until the rules change."""
    refused: dict[str, Refusals] = defaultdict(Refusals)
    if store.exists(QUARANTINE):
        passing = F.arrays_overlap("reason_codes", F.array(*map(F.lit, PASSING)))
        rows = store.read(QUARANTINE).where((F.col("payload_form") == "file") & ~passing)
        times = [F.unix_micros(name) for name in ("quarantined_at", "source_file_modified_at")]
        columns = ("subject", "source_file_sha256", "rule_version", "source_file", "source_file_bytes", *times)
        for table, sha256, rules, name, size, at, modified in rows.select(*columns).collect():
            refused[table].verdicts.add((sha256, rules))
            refused[table].known[name, size, utc(modified)] = (sha256, utc(at))
    return refused


def moments_of_refused_files(store: Store, source: str, table: Table) -> dict[str, list[tuple[int, int]]]:
    """Of a source's files for a bronze table that were refused: by name, when modified and delivered, microseconds."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if store.exists(QUARANTINE):
        of_table = (F.col("subject") == str(table)) & (F.col("source_system") == source)
        rows = store.read(QUARANTINE).where((F.col("payload_form") == "file") & of_table)
        for name, modified in rows.select("source_file", F.unix_micros("source_file_modified_at")).collect():
            delivered = delivered_at(name, utc(modified))
            found[name].append((modified, micros(delivered)))
    return found


def file_refusal(
    file: DeliveredFile, refusal: Refusal, source: str, table: str, rule_version: str, run: Run
) -> tuple[object, ...]:
    """The row of ops.quarantine for a whole file."""
    identity = f"{source}|{table}|{file.sha256}|{rule_version}"
    values = {
        "source_system": source,
        "quarantined_at": run.started_at,
        "subject": table,
        "status": "OPEN",
        "quarantine_id": hashlib.sha256(identity.encode()).hexdigest(),
        "reason_codes": [refusal.code],
        "payload_form": "file",
        "advice": refusal.advice,
        "source_file": file.name,
        "source_file_sha256": file.sha256,
        "source_file_modified_at": file.modified_at,
        "source_file_bytes": file.bytes,
        "rule_version": rule_version,
        "run_id": run.run_id,
    }
    return tuple(values.get(name) for name in QUARANTINE.column_names)


def record_refusals(refused: DataFrame, subject: str, run: Run) -> DataFrame:
    """Refused records, numbered among equal payloads by `ordinal`, as rows of ops.quarantine."""
    identity = F.concat_ws("|", "source_system", F.lit(subject), "source_file_sha256", "payload_hash", "ordinal")
    added = {
        "quarantined_at": F.lit(run.started_at),
        "subject": F.lit(subject),
        "status": F.lit("OPEN"),
        "quarantine_id": F.sha2(identity, 256),
        "run_id": F.lit(run.run_id),
        "bronze_batch_id": F.col("batch_id"),
        **{name: F.lit(None) for name in ("advice", "rule_version", "resolved_at", "resolved_run_id")},
    }
    rows = refused.withColumn("payload_hash", F.sha2(F.coalesce("raw_payload", F.lit("")), 256)).withColumns(added)
    return rows.select(*QUARANTINE.casts())

"""Rows of ops.quarantine: refused files, and refused records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ops.tables import QUARANTINE
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.ops.runs import Run
    from edulake.store.store import Store

# What may be another thing a moment later: such a verdict is on record, but not held against the file.
PASSING = ("FILE_CHANGED", "FILE_UNREADABLE", "FILE_UNBALANCED")
# What is known of a file that was refused.
OF_FILE = (
    "subject",
    "source_file_sha256",
    "rule_version",
    "source_file",
    "source_file_bytes",
    "source_file_modified_at",
    "quarantined_at",
    "reason_codes",
)


@dataclass
class Refusals:
    """Files that were refused: content and rule version of each; and by name, size and time its content and when."""

    verdicts: set[tuple[str, str]] = field(default_factory=set)
    known: dict[tuple[str, int, dt.datetime], tuple[str, dt.datetime]] = field(default_factory=dict)


def refused_files(store: Store) -> dict[str, Refusals]:
    """The files refused for what they are, by bronze table: not looked at again until the rules change."""
    refused: dict[str, Refusals] = defaultdict(Refusals)
    if store.exists(QUARANTINE):
        for row in store.values(QUARANTINE, Asked(OF_FILE, "payload_form = 'file'")):
            table, sha256, rules, name, size, modified, at, codes = row.values()
            if not set(codes) & set(PASSING):
                refused[table].verdicts.add((sha256, rules))
                refused[table].known[name, size, modified] = (sha256, at)
    return refused


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
        **{name: F.lit(None) for name in ("rule_version", "resolved_at", "resolved_run_id")},
        **{name: F.lit(None) for name in ("advice", "places") if name not in refused.columns},
    }
    rows = refused.withColumn("payload_hash", F.sha2(F.coalesce("raw_payload", F.lit("")), 256)).withColumns(added)
    return rows.select(*QUARANTINE.casts())

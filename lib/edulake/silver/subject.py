"""What a subject is: its table, the rules on its candidates, and how they are cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edulake.contract import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract import Rule, Table

# The last columns of every silver table: which version of the record it is, and where it came from.
KEPT = (
    Column("first_known_at", "TIMESTAMP", "When the source first knew of it", nullable=False),
    Column(
        "source_updated_at",
        "TIMESTAMP",
        "When the source last changed the record, UTC; null in snapshots, where the delivery counts",
    ),
    Column(
        "delivered_at",
        "TIMESTAMP",
        "Date of the delivery: decides between versions without update time",
        nullable=False,
    ),
    Column("source_file", "STRING", "File that delivered this version", nullable=False),
    Column("source_file_modified_at", "TIMESTAMP", "Modification time of that file, UTC", nullable=False),
    Column("record_hash", "BIGINT", "Hash of the delivered record", nullable=False, personal="direct"),
    Column("content_hash", "BIGINT", "Hash of the business columns", nullable=False, personal="direct"),
    Column("batch_id", "STRING", "Run that wrote this version", nullable=False),
    Column("bronze_batch_id", "STRING", "Bronze batch of this version", nullable=False),
    Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote this version, UTC", nullable=False),
)
# What fates need to know of a cleaned row, beside the table's own columns.
DECIDING = ("reason_codes", "raw_payload", "payload_form", "record_hash", "content_hash", "delivered_at")


def content(table: Table) -> list[str]:
    """The columns in which two versions of a row can differ: neither its key nor where it came from."""
    kept = {column.name for column in KEPT}
    return [name for name in table.column_names if name not in kept and name not in table.key]


@dataclass(frozen=True)
class Subject:
    """One kind of fact, or of what facts are about.

    `clean(candidates, notations, provides, latest)` turns candidates (raw text with provenance) into typed rows: the
    columns of `table` except those that only the run knows, and `reason_codes`, which is empty for rows that may
    enter the table. Of every source among the rows, by name, `notations` says how it writes values and `provides`
    which raw columns it has; `latest` is the last plausible date. The last part of `table.key` is the row's id
    within its source. A row that a snapshot of its source lacks is deleted, or marked by what `closed` says of its
    columns; to close twice is to close once. Where a row has no id of its own, its key is made of what it says: one
    that is refused can still be told by it if it breaks nothing but rules of `keyed_despite`. A subject with a
    `history` keeps every version (SCD type 2): a new one begins where one of these columns, or is_active, changes.
    `refers` names the subject that should know the value of a column: a fact about an unknown student is kept, and
    flagged.
    """

    name: str
    table: Table
    refusals: tuple[Rule, ...]
    issues: tuple[Rule, ...]
    clean: Callable[..., DataFrame]
    closed: Callable[[], dict[str, SparkColumn]] | None = None
    keyed_despite: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=dict, hash=False)

"""The columns that every bronze table has beside its raw ones: where a record came from, and its payload."""

from __future__ import annotations

from dataclasses import replace

from edulake.contract.table import Column, Table

BEFORE = (
    Column("ingestion_timestamp", "TIMESTAMP", "Start of the run that loaded it, UTC", nullable=False),
    Column("source_system", "STRING", "Source that delivered it", nullable=False),
    Column("batch_number", "BIGINT", "Number of the load within this table, from 1", nullable=False),
    Column("batch_id", "STRING", "Source and batch number", nullable=False),
    Column("run_id", "STRING", "Run that loaded it", nullable=False),
)
AFTER = (
    Column("raw_payload", "STRING", "The record as delivered, without what its source keeps out", personal="direct"),
    Column(
        "payload_form",
        "STRING",
        "verbatim, json (the raw strings as JSON), base64 (not UTF-8), withheld (no payload: a record that cannot be"
        " taken apart, of a source that keeps columns out), or empty (no record: a snapshot without any)",
        nullable=False,
    ),
    Column("parse_issue", "STRING", "Why the record could not be taken apart; null when it could"),
    Column(
        "source_header",
        "STRING",
        "Of a line of CSV, the first line of its file: which column is which",
        personal="direct",
    ),
    Column("source_file", "STRING", "File below the landing folder", nullable=False),
    # A file may hold a single record, whose other cells are known: its hash is one over a person's values.
    Column("source_file_sha256", "STRING", "Identity of the file's content", nullable=False, personal="direct"),
    Column("source_file_modified_at", "TIMESTAMP", "Modification time of the file, UTC", nullable=False),
    Column("source_file_bytes", "BIGINT", "Size of the file as delivered", nullable=False),
    Column("delivered_at", "TIMESTAMP", "Date of the delivery folder, else the modification time, UTC", nullable=False),
    Column(
        "is_snapshot",
        "BOOLEAN",
        "Whether the delivery holds every record there is: what it lacks is gone",
        nullable=False,
    ),
)


def as_delivered(**meanings: str) -> tuple[Column, ...]:
    """Raw columns by what they mean: all STRING, their names with the prefix `raw_`."""
    return tuple(Column(f"raw_{name}", "STRING", f"{what}, as delivered") for name, what in meanings.items())


def raw_table(
    name: str, meaning: str, raw: tuple[Column, ...], cluster_by: tuple[str, ...], student: str | None
) -> Table:
    """A bronze table: `raw` columns as delivered, all STRING, with provenance around them.

    Of a table about a `student` all of them are personal: in a record that is out of step, a name stands anywhere.
    """
    delivered = tuple(replace(column, personal="direct") for column in raw) if student else raw
    return Table(
        layer="bronze",
        name=name,
        meaning=meaning,
        columns=(*delivered, *BEFORE, *AFTER),
        cluster_by=cluster_by,
        statistics=("source_system", "batch_number"),
        student=student,
    )


def raw_columns(table: Table) -> tuple[str, ...]:
    """The columns that hold values as delivered, each apart (not the payload as a whole)."""
    return tuple(name for name in table.column_names if name.startswith("raw_") and name != "raw_payload")


EMPTY = "empty"

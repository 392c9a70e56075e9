"""The columns that every bronze table has beside its raw ones: where a record came from, and its payload."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple, get_type_hints

from edulake.contract.table import Column, Table

if TYPE_CHECKING:
    from edulake.contract.table import Person


class Provenance(NamedTuple):
    """Where a record came from, by whichever way it arrived: each field is a column of every bronze table."""

    source_file: Annotated[str, "File below the landing folder, or jdbc:table, or kafka:topic/partition/offset"]
    # A file may hold a single record, whose other cells are known: its hash is one over a person's values.
    source_file_sha256: Annotated[str, "Identity of the file's content", "direct"]
    source_file_modified_at: Annotated[dt.datetime, "Modification time of the file, UTC"]
    source_file_bytes: Annotated[int, "Size of the file as delivered"]
    delivered_at: Annotated[dt.datetime, "Date of the delivery folder, else the modification time, UTC"]
    is_snapshot: Annotated[bool, "Whether the delivery holds every record there is: what it lacks is gone"]


def provenance_columns() -> tuple[Column, ...]:
    """The fields of Provenance as columns: none is ever null."""
    sql = {str: "STRING", dt.datetime: "TIMESTAMP", int: "BIGINT", bool: "BOOLEAN"}
    hints = get_type_hints(Provenance, include_extras=True).items()
    return tuple(
        Column(name, sql[hint.__origin__], hint.__metadata__[0], False, *hint.__metadata__[1:]) for name, hint in hints
    )


# The payload_form of the row that a snapshot without any record leaves.
EMPTY = "empty"
# That of a record of a topic that has a key and no value: the key.
KEY = "key"
# How the source_file of a record of a topic begins; what follows is in the order of its partitions and offsets.
IN_TOPIC = "kafka:"
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
        " taken apart, of a source that keeps columns out), key (of a record without a value), or empty (no"
        " record: a snapshot without any)",
        nullable=False,
    ),
    Column("parse_issue", "STRING", "Why the record could not be taken apart; null when it could"),
    Column(
        "source_header",
        "STRING",
        "Of a line of CSV, the first line of its file: which column is which",
        personal="direct",
    ),
    *provenance_columns(),
)

# What holds a record as a whole.
OF_RECORD = ("raw_payload", "source_header")


def as_delivered(**meanings: str) -> tuple[Column, ...]:
    """Raw columns by what they mean: all STRING, their names with the prefix `raw_`."""
    return tuple(Column(f"raw_{name}", "STRING", f"{what}, as delivered") for name, what in meanings.items())


def raw_table(
    name: str,
    meaning: str,
    raw: tuple[Column, ...],
    cluster_by: tuple[str, ...],
    people: dict[str, Person] | None = None,
    *,
    sensitive: bool | tuple[str, ...] = False,
) -> Table:
    """A bronze table: `raw` columns as delivered, all STRING, with provenance around them.

    Of a table about `people` all of them are personal: in a record that is out of step, a name stands anywhere. Of a
    `sensitive` one all but the ids of people are sensitive, or those that are named; and so is the record as a whole.
    """
    named = people or {}
    delivered, after = raw, AFTER
    if named:
        delivered = tuple(column if column.is_guarded else replace(column, personal="direct") for column in raw)
    if sensitive:
        chosen = {c.name for c in raw if c.name not in named} if sensitive is True else set(sensitive)
        delivered = tuple(_sensitive(column) if column.name in chosen else column for column in delivered)
    if any(column.personal == "sensitive" for column in delivered):
        after = tuple(_sensitive(column) if column.name in OF_RECORD else column for column in AFTER)
    return Table(
        layer="bronze",
        name=name,
        meaning=meaning,
        columns=(*delivered, *BEFORE, *after),
        cluster_by=cluster_by,
        statistics=("source_system", "batch_number"),
        people=named,
    )


def _sensitive(column: Column) -> Column:
    return replace(column, personal="sensitive")


def raw_columns(table: Table) -> tuple[str, ...]:
    """The columns that hold values as delivered, each apart (not the payload as a whole)."""
    return tuple(name for name in table.column_names if name.startswith("raw_") and name != "raw_payload")

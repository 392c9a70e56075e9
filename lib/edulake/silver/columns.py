"""Columns that silver tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.table import Column

if TYPE_CHECKING:
    from edulake.contract.table import Table


STUDENT_ID = Column(
    "student_id",
    "STRING",
    "Student, with the source's namespace if it has one",
    nullable=False,
    personal="direct",
    mask="identifier",
)

STAFF_ID = Column(
    "staff_id",
    "STRING",
    "Member of staff, with the source's namespace if it has one",
    nullable=False,
    personal="direct",
    mask="identifier",
)

SOURCE_SYSTEM = Column("source_system", "STRING", "Source that delivered it", nullable=False)
ISSUE_CODES = Column("issue_codes", "ARRAY<STRING>", "Faults of a row that was kept", nullable=False)
SCHOOL_ID = Column("school_id", "STRING", "School, where the source says")
# Of what happens on a day, and of what lasts.
SCHOOL_YEAR = Column(
    "school_year", "INT", "Year in which the school year ends (from July), unless the source says", nullable=False
)
YEAR_SAID = Column("school_year", "INT", "Year in which the school year ends, where the source says")
TERM = Column("term", "STRING", "Term, where the source says")

KNOWN_AT = Column(
    "known_at",
    "TIMESTAMP",
    "When the source knew this version: its update time, else the event's date",
    nullable=False,
)


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
# What people are called.
NAMES = (
    Column("name", "STRING", "Full name", personal="direct"),
    Column("given_name", "STRING", "Given name", personal="direct"),
    Column("family_name", "STRING", "Family name", personal="direct"),
    Column("email", "STRING", "Email address", personal="direct", mask="email"),
)
# Of a history: when a version holds, and where it came from.
VALIDITY = (
    Column("valid_from", "TIMESTAMP", "When the source first said so, UTC", nullable=False),
    Column("valid_to", "TIMESTAMP", "When it said otherwise, UTC; null for the current version"),
    Column("is_current", "BOOLEAN", "Whether it is the latest version", nullable=False),
)
VERSION_FROM = (
    Column("source_file", "STRING", "File that delivered the version first", nullable=False),
    Column("content_hash", "BIGINT", "Hash of what makes the version", nullable=False, personal="direct"),
    Column("batch_id", "STRING", "Run that wrote this row", nullable=False),
    Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote this row, UTC", nullable=False),
)


def content(table: Table) -> list[str]:
    """The columns in which two versions of a row can differ: neither its key nor where it came from."""
    kept = {column.name for column in KEPT}
    return [name for name in table.column_names if name not in kept and name not in table.key]

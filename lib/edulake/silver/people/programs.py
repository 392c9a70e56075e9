"""Programs: one row per program that students may be in, such as special education or meals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import is_open, standing
from edulake.expr.categories.people import PROGRAM_TYPES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_id, unmapped, unmapped_in
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "programs_raw",
        "Programs as delivered, every record of them, with payload and provenance.",
        as_delivered(
            program_id="Program",
            name="Name",
            program_type="What it is for",
            begin_date="First day",
            end_date="Last day",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_program_id", "ingestion_timestamp"),
    ),
    required=("program_id",),
    identity=("raw_program_id",),
)


# A program is nobody's: that it is for the homeless says nothing of a person. Who is in it does.
BUSINESS = (
    Column("program_id", "STRING", "Program", nullable=False),
    SOURCE_SYSTEM,
    Column("name", "STRING", "Title"),
    Column("program_type", "STRING", f"What it is for: {', '.join(PROGRAM_TYPES)} or {UNKNOWN}", nullable=False),
    Column("program_type_raw", "STRING", "What it is for as delivered, trimmed"),
    *spells.COLUMNS,
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
PROGRAMS_TABLE = Table(
    layer="silver",
    name="programs",
    meaning="One row per program: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "program_id"),
    cluster_by=("program_id", "source_system"),
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (no_id("program_id"), destroyed("program_id"))
ISSUES = (
    unmapped_in("program_type"),
    *spells.ISSUES,
    unmapped("said"),
    *left_out("school_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            name="raw_name",
            program_type_raw="raw_program_type",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **spells.words(),
        **reading.ids(program_id="raw_program_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.category(how.notations, "program_type", PROGRAM_TYPES),
        **spells.values(how),
        **reading.versioned(how.notations),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "program_type_raw": reading.as_coded("program_type"),
        "program_type": reading.or_unknown("program_type"),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "program_id", "school_id"),
    }


PROGRAMS = Subject(
    name="programs",
    form=FORM,
    table=PROGRAMS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    coded=("program_type",),
)

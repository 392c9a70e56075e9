"""What courses, classes and line items have in common: columns, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import grade_level, is_open, standing
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.rules import UNKNOWN_GRADE_LEVEL, unmapped

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

NAMED = (
    SOURCE_SYSTEM,
    Column("name", "STRING", "Title"),
)
PLACED = (
    Column("subject", "STRING", "Subject, where the source says"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
ISSUES = (UNKNOWN_GRADE_LEVEL, unmapped("said"))


def table(name: str, meaning: str, identity: Column, *own: Column) -> Table:
    """The table of one kind of them: its `identity` and its `own` columns among those of all."""
    return Table(
        layer="silver",
        name=name,
        meaning=meaning,
        columns=(identity, *NAMED, *own, *PLACED, *KEPT),
        key=("source_system", identity.name),
        cluster_by=(identity.name, "source_system"),
        change_feed=True,
        deletion_vectors=True,
        # From 2 on the key has the namespace of its source.
        contract_version=2,
    )


def words(**own: str) -> dict[str, SparkColumn]:
    """Texts that all of them have, and their `own`, by name."""
    shared = {"name": "raw_name", "subject": "raw_subject", "grade": "raw_grade_level", "standing": "raw_status"}
    said = reading.words(**shared, **own, updated="raw_updated_at", year="raw_school_year", term="raw_term")
    return {**said, **reading.ids(school_id="raw_school_id")}


def values(notations: Notations) -> dict[str, SparkColumn]:
    return {
        **reading.versioned(notations),
        "grade_level": grade_level(F.col("grade")),
        "said": standing(F.col("standing")),
    }


def derived(notations: Notations, *ids: str) -> dict[str, SparkColumn]:
    """Whether it is open, its school year, when it was known; its `ids` and its school's, in the source's namespace."""
    return {
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(notations, *ids, "school_id"),
    }

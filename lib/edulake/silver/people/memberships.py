"""Memberships: one row per stay of a student in a school, from the first day to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, grade_level
from edulake.expr.categories.people import EXIT_TYPES
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.people import shares
from edulake.silver.rules import (
    BAD_VERSION,
    UNKNOWN_GRADE_LEVEL,
    left_out,
    refusals,
    undecided,
    unmapped_in,
    unread,
)
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "memberships_raw",
        "Stays of students in schools as delivered, every record of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            grade_level="Grade level on entry",
            entry_date="First day as a member",
            exit_date="Last day as a member",
            entry_type="How the student came",
            exit_type="How the student left",
            is_primary="Whether it is the student's main school",
            fte="Share of a full-time student",
            status="Status of the record",
            membership_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "entry_date"),
    identity=("raw_membership_id",),
    or_identity=("raw_student_id", "raw_school_id", "raw_entry_date"),
)


ENTRY = "entry_date"
BUSINESS = (
    STUDENT_ID,
    Column("entry_date", "DATE", "First day as a member", nullable=False),
    SCHOOL_ID,
    SOURCE_SYSTEM,
    Column(
        "membership_id",
        "STRING",
        "The source's id of the row, else a hash of who, where and since when",
        nullable=False,
        personal="direct",
    ),
    Column("exit_date", "DATE", "Last day as a member; null while the stay goes on"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("entry_type", "STRING", "How the student came, as the source words it"),
    Column("exit_type", "STRING", f"{', '.join(EXIT_TYPES)} or Unknown; null where nothing is said", True, "indirect"),
    Column("exit_type_raw", "STRING", "How the student left as delivered, trimmed", personal="direct"),
    Column(
        "is_primary", "BOOLEAN", "Whether it is the student's main school, where the source says", personal="indirect"
    ),
    Column("fte", "DECIMAL(5,4)", "Share of a full-time student, 0 to 1; null, not 1, where the source does not say"),
    spells.IS_GONE,
    spells.IS_DELETED,
    ISSUE_CODES,
    Column("school_year", "INT", "Year in which the only school year of the stay ends, where the source says"),
    TERM,
    KNOWN_AT,
)
MEMBERSHIPS_TABLE = Table(
    layer="silver",
    name="memberships",
    meaning="One row per stay of a student in a school: its newest version; both days count, and over ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "membership_id"),
    cluster_by=("student_id", "entry_date", "school_id"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *refusals(ENTRY),
    undecided("membership_id", "school_id"),
    Rule("EXIT_BEFORE_ENTRY", "a last day before the first one", lambda: F.col("exit_date") < F.col(ENTRY)),
)
ISSUES = (
    Rule("ZERO_DAY_STAY", "a stay of one day, or of none", lambda: F.col("exit_date") == F.col(ENTRY)),
    UNKNOWN_GRADE_LEVEL,
    unmapped_in("exit_type"),
    unread("BAD_EXIT_DATE", "a last day that cannot be read", "last", "exit_date"),
    *shares.ISSUES,
    *left_out("school_id", own="membership_id"),
    *BAD_VERSION,
)
_STAYS = f"WITH stays AS ({spells.living(ENTRY, 'exit_date')})"
_TOGETHER = (
    "a.source_system = b.source_system AND a.student_id = b.student_id AND a.membership_id <> b.membership_id"
    f" AND {spells.together('first_day', 'last_day')}"
)
CHECKS = (
    Check(
        "OVERLAPPING_PRIMARY",
        "a stay at the main school on a day on which another school is the main one as well",
        f"{_STAYS} SELECT DISTINCT a.source_system, a.membership_id FROM stays a JOIN stays b ON {_TOGETHER}"
        " WHERE a.is_primary AND b.is_primary",
    ),
    Check(
        "NO_PRIMARY",
        "a stay at another than the main school, of a student who has none on any day of it",
        f"{_STAYS} SELECT a.source_system, a.membership_id FROM stays a"
        f" LEFT ANTI JOIN (SELECT * FROM stays WHERE is_primary) b ON {_TOGETHER} WHERE NOT a.is_primary",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_entry_date",
            last="raw_exit_date",
            grade="raw_grade_level",
            entry_type="raw_entry_type",
            exit_type_raw="raw_exit_type",
            **shares.words(),
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_membership_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, ENTRY, how.latest),
        **reading.day(how.notations, "exit_date", "last", how.latest),
        **reading.category(how.notations, "exit_type", EXIT_TYPES),
        **shares.values(how.notations),
        "grade_level": grade_level(F.col("grade")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [reading.who(), *reading.as_said("school_id"), reading.day_as_read(ENTRY)]
    return {
        "membership_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "exit_type_raw": reading.as_coded("exit_type"),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "school_id"),
    }


MEMBERSHIPS = Subject(
    name="memberships",
    form=FORM,
    table=MEMBERSHIPS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=spells.closed,
    keyed_despite=frozenset({"EXIT_BEFORE_ENTRY"}),
    coded=("exit_type",),
    refers=reading.refers("student_id"),
    checks=CHECKS,
)

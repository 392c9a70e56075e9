"""Program memberships: one row per stay of a student in a program, from the first day to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import business_key, is_taken_back
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.rules import BAD_VERSION, left_out, no_id, nobody, undecided
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "program_memberships_raw",
        "Stays of students in programs as delivered, every record of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            program_id="Program",
            begin_date="First day",
            end_date="Last day",
            exit_reason="Why it ended",
            status="Status of the record",
            program_membership_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School that serves the student",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id", "program_id"),
    identity=("raw_program_membership_id",),
    or_identity=("raw_student_id", "raw_program_id", "raw_begin_date"),
)


# In which program somebody is tells of a disability, of poverty, of no home, as a student's groups do, and why it ended
# of health or of a removal. The days and the school tell nothing without it.
BUSINESS = (
    STUDENT_ID,
    Column("program_id", "STRING", "Program", nullable=False, personal="sensitive"),
    SOURCE_SYSTEM,
    Column(
        "program_membership_id",
        "STRING",
        "The source's id of the row, else a hash of who, which program and since when",
        nullable=False,
        personal="direct",
    ),
    *spells.COLUMNS,
    Column("exit_reason", "STRING", "Why it ended, as the source words it", personal="sensitive"),
    spells.IS_GONE,
    spells.IS_DELETED,
    ISSUE_CODES,
    SCHOOL_ID,
    Column("school_year", "INT", "Year in which the only school year of the stay ends, where the source says"),
    TERM,
    KNOWN_AT,
)
PROGRAM_MEMBERSHIPS_TABLE = Table(
    layer="silver",
    name="program_memberships",
    meaning="One row per stay of a student in a program: its newest version; both days count, and over ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "program_membership_id"),
    cluster_by=("student_id", "program_id"),
    statistics=("source_system",),
    people={"student_id": "student"},
    harmful_rows=True,
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody(),
    no_id("program_id"),
    undecided("program_membership_id", needed=("student_id", "program_id")),
)
ISSUES = (
    spells.BEGIN_UNKNOWN,
    *spells.ISSUES,
    *left_out("school_id", own="program_membership_id"),
    *BAD_VERSION,
)
_STAYS = f"WITH stays AS ({spells.living('begin_date', 'end_date')})"
_TOGETHER = f"a.student_id = b.student_id AND {spells.together('first_day', 'last_day')}"
CHECKS = (
    Check(
        "OVERLAPPING_PROGRAM",
        "a stay in a program on a day on which the student is in the same program by another row as well",
        f"{_STAYS} SELECT DISTINCT a.source_system, a.program_membership_id FROM stays a JOIN stays b"
        f" ON a.source_system = b.source_system AND a.program_id = b.program_id AND {_TOGETHER}"
        " AND a.program_membership_id <> b.program_membership_id",
    ),
    Check(
        "NOT_A_MEMBER",
        "a stay in a program of a student who is a member of no school on any of its days",
        f"{_STAYS}, members AS ({spells.told('entry_date', 'exit_date', '{silver.memberships}')})"
        f" SELECT a.source_system, a.program_membership_id FROM stays a LEFT ANTI JOIN members b ON {_TOGETHER}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **spells.words(),
        **reading.words(
            exit_reason="raw_exit_reason",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_program_membership_id", program_id="raw_program_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **spells.values(how),
        **reading.versioned(how.notations),
        "is_deleted": is_taken_back(F.col("standing")),
        "is_gone": F.lit(None).cast("boolean"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    # Without a first day the year that is named tells a stay from that of the next year.
    since = F.coalesce(F.col("begin_date").cast("string"), F.col("first"), F.col("given_year").cast("string"))
    made = business_key(F.col("source_system"), reading.who(), *reading.as_said("program_id"), since)
    return {
        "program_membership_id": F.coalesce("source_id", made),
        "school_year": F.col("given_year"),
        "known_at": spells.known_at(how),
        **reading.named(how.notations, "program_id", "school_id"),
    }


PROGRAM_MEMBERSHIPS = Subject(
    name="program_memberships",
    form=FORM,
    table=PROGRAM_MEMBERSHIPS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=spells.closed,
    refers=reading.refers("student_id", "program_id"),
    checks=CHECKS,
)

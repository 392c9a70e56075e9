"""Who teaches in which class: one row per member of staff and class, from the first day to the last.

It is what Ed-Fi calls a StaffSectionAssociation, and OneRoster an enrollment that is no student's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, is_open, is_taken_back, standing
from edulake.expr.categories.learning import POSITIONS
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STAFF_ID, TERM, YEAR_SAID
from edulake.silver.rules import BAD_VERSION, left_out, no_id, nobody, undecided, unmapped, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "class_staff_raw",
        "Staff of classes as delivered, every record of them, with payload and provenance.",
        as_delivered(
            staff_id="Member of staff",
            class_id="Class",
            role="Position in the class",
            begin_date="First day",
            end_date="Last day",
            is_primary="Whether it is the main teacher of the class",
            status="Status of the record",
            class_staff_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_staff_id", "ingestion_timestamp"),
        people={"raw_staff_id": "staff"},
    ),
    required=("staff_id", "class_id"),
    identity=("raw_class_staff_id",),
    or_identity=("raw_staff_id", "raw_class_id", "raw_role", "raw_begin_date"),
)


BUSINESS = (
    STAFF_ID,
    Column("class_id", "STRING", "Class", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "class_staff_id",
        "STRING",
        "The source's id of the row, else a hash of who, which class, as what and since when",
        nullable=False,
        personal="direct",
    ),
    Column("role", "STRING", f"{', '.join(POSITIONS)} or Unknown", nullable=False),
    Column("role_raw", "STRING", "Position as delivered, trimmed", personal="direct"),
    *spells.COLUMNS,
    Column(
        "is_primary",
        "BOOLEAN",
        "Whether it is the main teacher of the class, where the source says",
        personal="indirect",
    ),
    Column("is_active", "BOOLEAN", "False once its status says so, or its newest snapshot lacks it", nullable=False),
    spells.IS_GONE,
    spells.IS_DELETED,
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
CLASS_STAFF_TABLE = Table(
    layer="silver",
    name="class_staff",
    meaning="One row per member of staff of a class: its newest version; both days count, and over ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "class_staff_id"),
    cluster_by=("staff_id", "class_id"),
    statistics=("source_system",),
    people={"staff_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody("staff"),
    no_id("class_id"),
    undecided("class_staff_id", needed=("staff_id", "class_id")),
)
ISSUES = (
    unmapped_in("role"),
    unmapped("said"),
    *spells.ISSUES,
    unread("BAD_IS_PRIMARY", "a word for the main one that is neither yes nor no", "primary", "is_primary"),
    *left_out("school_id", own="class_staff_id"),
    *BAD_VERSION,
)
_MAIN = f"WITH main AS ({spells.living('begin_date', 'end_date')} AND is_primary)"
CHECKS = (
    Check(
        "TWO_MAIN_TEACHERS",
        "a class with two main teachers on one day",
        f"{_MAIN} SELECT DISTINCT a.source_system, a.class_staff_id FROM main a JOIN main b"
        " ON a.source_system = b.source_system AND a.class_id = b.class_id AND a.staff_id <> b.staff_id"
        f" AND {spells.together('first_day', 'last_day')}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("staff"),
        **spells.words(),
        **reading.words(
            role_raw="raw_role",
            primary="raw_is_primary",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_class_staff_id", class_id="raw_class_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations, "staff"),
        **spells.values(how),
        **reading.versioned(how.notations),
        **reading.category(how.notations, "role", POSITIONS),
        "is_primary": as_flag(F.col("primary")),
        "said": standing(F.col("standing")),
        "is_deleted": is_taken_back(F.col("standing")),
        "is_gone": F.lit(None).cast("boolean"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    # A class is of one term: without a first day nothing else tells two rows of it apart.
    since = F.coalesce(F.col("begin_date").cast("string"), F.col("first"))
    where = [reading.who("staff"), *reading.as_said("class_id"), F.col("role_raw"), since]
    return {
        "class_staff_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "role_raw": reading.as_coded("role"),
        "role": reading.or_unknown("role"),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": spells.known_at(how),
        **reading.named(how.notations, "class_id", "school_id"),
    }


def closed() -> dict[str, SparkColumn]:
    """Columns of a row that a snapshot lacks: its days stay, and it holds no more."""
    return {**spells.closed(), **reading.closed()}


CLASS_STAFF = Subject(
    name="class_staff",
    form=FORM,
    table=CLASS_STAFF_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=closed,
    coded=("role",),
    refers=reading.refers("staff_id", "class_id"),
    checks=CHECKS,
)

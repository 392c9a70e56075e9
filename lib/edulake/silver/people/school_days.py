"""School days: one row per school and day of its calendar. A day that no calendar names is unknown, not closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, is_taken_back, whole_number
from edulake.expr.categories.people import DAY_KINDS, SCHOOL_IS_HELD
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_YEAR, SOURCE_SYSTEM, TERM
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, no_day, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "school_days_raw",
        "Days of schools' calendars as delivered, every record of them, with payload and provenance.",
        as_delivered(
            date="Day",
            is_school_day="Whether school is held",
            kind="Kind of day",
            minutes="Minutes of instruction",
            status="Status of the record",
            school_day_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_school_id", "ingestion_timestamp"),
    ),
    required=("date",),
    identity=("raw_school_day_id",),
    or_identity=("raw_school_id", "raw_date"),
)


DATE = "date"
MINUTES_OF_A_DAY = 24 * 60
BUSINESS = (
    Column("school_id", "STRING", "School; null in a calendar of all schools that have none of their own"),
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column("school_day_id", "STRING", "The source's id of the row, else a hash of where and when", nullable=False),
    Column("is_school_day", "BOOLEAN", "Whether school is held, as the source says, else by its kind", nullable=False),
    Column("minutes", "INT", "Minutes of instruction, where the source says"),
    Column("kind", "STRING", f"{', '.join(DAY_KINDS)} or Unknown; null where nothing is said"),
    Column("kind_raw", "STRING", "Kind of day as delivered, trimmed"),
    spells.IS_DELETED,
    ISSUE_CODES,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
SCHOOL_DAYS_TABLE = Table(
    layer="silver",
    name="school_days",
    meaning="One row per school and day of its calendar: whether school is held; its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "school_day_id"),
    cluster_by=("school_id", "date"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
UNKNOWN_DAY = "UNKNOWN_SCHOOL_DAY"
REFUSALS = (
    no_day(DATE),
    undecided("school_day_id", "school_id", needed=()),
    Rule(
        UNKNOWN_DAY,
        "neither whether school is held, nor a kind of day that tells",
        lambda: F.col("is_school_day").isNull(),
    ),
)
ISSUES = (
    unmapped_in("kind"),
    unread("BAD_IS_SCHOOL_DAY", "a word for school that is neither yes nor no", "held", "says_held"),
    unread("BAD_MINUTES", "minutes that are no plain whole number from 0 to 1440", "length", "minutes"),
    *left_out("school_id", own="school_day_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            day="raw_date",
            held="raw_is_school_day",
            kind_raw="raw_kind",
            length="raw_minutes",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_school_day_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.day(how.notations, DATE, "day", how.latest),
        **reading.versioned(how.notations),
        **reading.category(how.notations, "kind", DAY_KINDS),
        "says_held": as_flag(F.col("held")),
        "said_minutes": number(how.notations, "length", whole_number),
        "is_deleted": is_taken_back(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [*reading.as_said("school_id"), reading.day_as_read(DATE)]
    by_kind = F.when(F.col("kind") != UNKNOWN, F.col("kind").isin(*SCHOOL_IS_HELD))
    return {
        "school_day_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "is_school_day": F.coalesce("says_held", by_kind),
        "kind_raw": reading.as_coded("kind"),
        "minutes": F.when(F.col("said_minutes") <= MINUTES_OF_A_DAY, F.col("said_minutes")),
        **reading.derived(how.notations, DATE),
        # A calendar tells of days to come.
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "school_id"),
    }


SCHOOL_DAYS = Subject(
    name="school_days",
    form=FORM,
    table=SCHOOL_DAYS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({UNKNOWN_DAY}),
    coded=("kind",),
)

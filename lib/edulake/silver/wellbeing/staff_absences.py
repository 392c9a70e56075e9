"""Absences of staff: one row per record, of a day or of a leave from its first day to its last."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, cleaned, share_of_day
from edulake.expr.categories.wellbeing import ABSENCES
from edulake.expr.numbers import exact_number, rounded
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_YEAR, SOURCE_SYSTEM, STAFF_ID, TERM
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "staff_absences_raw",
        "Absences of staff as delivered, every one of them, with payload and provenance.",
        as_delivered(
            staff_id="Member of staff",
            date="Day",
            begin_date="First day of a leave",
            end_date="Last day of a leave",
            hours="Hours missed",
            share_of_day="Share of the day missed",
            category="Why",
            has_substitute="Whether somebody stood in",
            leave_id="Leave that the row belongs to",
            staff_absence_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_staff_id", "ingestion_timestamp"),
        people={"raw_staff_id": "staff"},
        sensitive=True,
    ),
    required=("staff_id",),
    identity=("raw_staff_absence_id",),
    or_identity=("raw_staff_id", "raw_date", "raw_begin_date", "raw_category", "raw_school_id"),
)

DATE = "date"
HOURS_OF_A_DAY = 24
HOURS_TYPE, MOST_HOURS = "decimal(5,2)", Decimal("999.99")
CLOCK = r"\A([+-]?)([0-9]{1,3}):([0-5][0-9])\z"
BUSINESS = (
    STAFF_ID,
    Column("date", "DATE", "Day, or the first one of a leave", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "staff_absence_id",
        "STRING",
        "The source's id of the row, else a hash of who, where, when and why",
        nullable=False,
        personal="direct",
    ),
    Column("is_leave", "BOOLEAN", "Whether it is a leave, from begin_date to end_date", nullable=False),
    Column("begin_date", "DATE", "First day of a leave; null for an absence of a day"),
    Column("end_date", "DATE", "Last day of a leave; null while it goes on, and for an absence of a day"),
    Column("hours", "DECIMAL(5,2)", "Hours missed, where the source says", personal="indirect"),
    Column(
        "share_of_day",
        "DECIMAL(5,4)",
        "Share of each day missed, 0 to 1: as said, else 1 for a leave of which no hours of one day are said; null"
        " where nothing tells, never a whole day",
        personal="indirect",
    ),
    Column("category", "STRING", f"{', '.join(ABSENCES)} or Unknown", nullable=False, personal="sensitive"),
    Column("category_raw", "STRING", "Why, as the source words it", personal="sensitive"),
    Column("has_substitute", "BOOLEAN", "Whether somebody stood in, where the source says"),
    Column("leave_id", "STRING", "Leave that the row belongs to, where the source says", personal="direct"),
    ISSUE_CODES,
    Column("school_id", "STRING", "School, where the source says; else that of the person's role tells"),
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
STAFF_ABSENCES_TABLE = Table(
    layer="silver",
    name="staff_absences",
    meaning="One row per absence of a member of staff, of a day or of a leave: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "staff_absence_id"),
    cluster_by=("staff_id", "date"),
    statistics=("source_system",),
    people={"staff_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)


def _has_several_days(begin: SparkColumn, end: SparkColumn) -> SparkColumn:
    """Whether it is a leave of more than one day, or of nobody knows how many."""
    return F.coalesce(begin.isNotNull() & (end.isNull() | (begin < end)), F.lit(False))


REFUSALS = (
    *refusals(DATE, "staff"),
    undecided("staff_absence_id", "school_id", needed=("staff_id",)),
    # A leave whose last day nobody can read would go on for ever.
    unread("BAD_BEGIN_DATE", "a first day of a leave that cannot be read", "first", "read_begin"),
    unread("BAD_END_DATE", "a last day of a leave that cannot be read", "last", "read_end"),
    Rule("END_BEFORE_BEGIN", "a last day before the first one", lambda: F.col("end_date") < F.col("begin_date")),
    Rule(
        "NEGATIVE_HOURS", "hours under 0: one that was cancelled is deleted at the source", lambda: F.col("spent") < 0
    ),
)
ISSUES = (
    unmapped_in("category"),
    Rule(
        "HOURS_OVER_DAY",
        "more hours than a day has",
        lambda: (F.col("hours") > HOURS_OF_A_DAY) & ~_has_several_days(F.col("begin_date"), F.col("end_date")),
    ),
    Rule(
        "HOURS_UNKNOWN",
        "neither hours nor a share of the day",
        lambda: F.col("hours").isNull() & F.col("share_of_day").isNull(),
    ),
    unread("BAD_HOURS", "hours that are neither a plain number nor hours and minutes", "clock", "hours"),
    unread("BAD_SHARE_OF_DAY", "a share that is no plain number from 0 to 1, or percent", "share", "own_share"),
    unread("BAD_HAS_SUBSTITUTE", "a word for a substitute that is neither yes nor no", "cover", "has_substitute"),
    *left_out("school_id", "leave_id", own="staff_absence_id"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "LEAVE_AND_ABSENCE",
        "an absence on a day on which the same person is on leave",
        "SELECT DISTINCT a.source_system, a.staff_absence_id FROM {table} a JOIN {table} l ON l.is_leave"
        " AND l.staff_id = a.staff_id AND a.date BETWEEN l.begin_date AND coalesce(l.end_date, a.date)"
        " WHERE NOT a.is_leave",
    ),
    Check(
        "ABSENT_ON_CLOSED_DAY",
        "an absence on a day on which the school that it names is closed",
        "SELECT DISTINCT a.source_system, a.staff_absence_id FROM {table} a JOIN {silver.school_days} d"
        " ON d.school_id = a.school_id AND d.date = a.date AND NOT d.is_school_day AND NOT d.is_deleted"
        " WHERE NOT a.is_leave AND a.category <> 'Closure'",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("staff"),
        **reading.words(
            first="raw_begin_date",
            last="raw_end_date",
            clock="raw_hours",
            share="raw_share_of_day",
            category_raw="raw_category",
            cover="raw_has_substitute",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_staff_absence_id", leave_id="raw_leave_id", school_id="raw_school_id"),
        "day": F.coalesce(cleaned(F.col("raw_date")), cleaned(F.col("raw_begin_date"))),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest, "staff"),
        **reading.day(how.notations, "read_begin", "first", how.latest),
        **reading.day(how.notations, "read_end", "last", how.latest),
        **reading.category(how.notations, "category", ABSENCES),
        "is_leave": F.coalesce("first", "last", "leave_id").isNotNull(),
        "spent": number(how.notations, "clock", _hours),
        "own_share": number(how.notations, "share", share_of_day),
        "has_substitute": as_flag(F.col("cover")),
    }


def _hours(text: SparkColumn) -> SparkColumn:
    """Hours as people write them, exactly: 7.5 or 7:30; null for anything else."""
    clock = F.when(text.rlike(CLOCK), text)
    hours, minutes = (F.regexp_extract(clock, CLOCK, group).cast("int") for group in (2, 3))
    of_clock = hours + minutes / F.lit(Decimal(60))
    return F.coalesce(F.when(clock.startswith("-"), -of_clock).otherwise(of_clock), exact_number(text))


def _derived(how: Reading) -> dict[str, SparkColumn]:
    hours = rounded(F.col("spent"), Decimal(0), MOST_HOURS, HOURS_TYPE)
    why = reading.as_coded("category")
    what = [reading.who("staff"), *reading.as_said("school_id"), why, reading.day_as_read(DATE)]
    begin = F.when(F.col("is_leave"), F.coalesce("read_begin", DATE))
    end = F.when(F.col("is_leave"), F.coalesce("read_end", F.when(F.col("first").isNull(), F.col(DATE))))
    is_whole = F.col("is_leave") & (_has_several_days(begin, end) | F.col("clock").isNull())
    return {
        "staff_absence_id": F.coalesce("source_id", business_key(F.col("source_system"), *what)),
        "begin_date": begin,
        "end_date": end,
        "hours": hours,
        "share_of_day": F.coalesce("own_share", F.when(is_whole, F.lit(1)).cast("decimal(5,4)")),
        "category": reading.or_unknown("category"),
        "category_raw": why,
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "school_id", "leave_id"),
    }


STAFF_ABSENCES = Subject(
    name="staff_absences",
    form=FORM,
    table=STAFF_ABSENCES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"NEGATIVE_HOURS", "BAD_BEGIN_DATE", "BAD_END_DATE", "END_BEFORE_BEGIN"}),
    coded=("category",),
    refers=reading.refers("staff_id"),
    checks=CHECKS,
)

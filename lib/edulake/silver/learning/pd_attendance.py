"""Professional learning: one row per member of staff, activity, session and day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key
from edulake.expr.categories.learning import PD_STATUSES, PD_UNITS
from edulake.expr.money import to_the_cent
from edulake.expr.numbers import exact_number, rounded
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import money, reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, TERM
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "pd_attendance_raw",
        "Professional learning of staff as delivered, every record of it, with payload and provenance.",
        as_delivered(
            staff_id="Member of staff",
            activity_id="Activity",
            title="Title of the activity",
            session_id="Session of the activity",
            date="Day",
            status="How it went",
            amount="How much it counts for",
            unit="Unit of that",
            category="Kind of activity",
            is_required="Whether it is required",
            provider="Who offers it",
            delivery="How it is held",
            approved_from="First day of its approval",
            approved_to="Last day of its approval",
            cost="Cost",
            pd_attendance_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_staff_id", "ingestion_timestamp"),
        people={"raw_staff_id": "staff"},
    ),
    required=("staff_id", "activity_id", "date"),
    identity=("raw_pd_attendance_id",),
    or_identity=("raw_staff_id", "raw_activity_id", "raw_session_id", "raw_date"),
)


DATE = "date"
BUSINESS = (
    Column(
        "staff_id",
        "STRING",
        "Member of staff, with the source's namespace if it has one",
        nullable=False,
        personal="direct",
        mask="identifier",
    ),
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "pd_attendance_id",
        "STRING",
        "The source's id of the row, else a hash of who, what, which session and when",
        nullable=False,
        personal="direct",
    ),
    Column("activity_id", "STRING", "Activity", nullable=False),
    Column("title", "STRING", "Title of the activity"),
    Column("session_id", "STRING", "Session of the activity, where the source says"),
    Column("status", "STRING", f"{', '.join(PD_STATUSES)} or Unknown", nullable=False, personal="indirect"),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
    Column("amount", "DECIMAL(7,2)", "How much it counts for, in its unit", personal="indirect"),
    Column("unit", "STRING", f"{', '.join(PD_UNITS)} or Unknown", nullable=False),
    Column("unit_raw", "STRING", "Unit as delivered, trimmed", personal="direct"),
    Column(
        "hours",
        "DECIMAL(7,2)",
        "Clock hours: of a CEU ten; null for other units, which say nothing of hours",
        personal="indirect",
    ),
    Column("category", "STRING", "Kind of activity, as the source words it", personal="indirect"),
    Column("is_required", "BOOLEAN", "Whether it is required, where the source says"),
    Column("provider", "STRING", "Who offers it, as the source words it"),
    Column("delivery", "STRING", "How it is held, as the source words it"),
    Column("approved_from", "DATE", "First day of its approval, where the source says"),
    Column("approved_to", "DATE", "Last day of its approval, where the source says"),
    Column("cost", "DECIMAL(12,2)", "Cost, 0 or more, in the source's currency; never rounded"),
    ISSUE_CODES,
    SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
PD_ATTENDANCE_TABLE = Table(
    layer="silver",
    name="pd_attendance",
    meaning="One row per member of staff, activity, session and day: its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "pd_attendance_id"),
    cluster_by=("staff_id", "date"),
    statistics=("source_system",),
    people={"staff_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)
AMOUNT_TYPE, MOST = "decimal(7,2)", Decimal("99999.99")
COST_TYPE, COSTLIEST = "decimal(12,2)", Decimal("9999999999.99")
HOURS_OF = {"Clock Hours": 1, "CEU": 10}
CODED = ("status", "unit")
REFUSALS = (
    *refusals(DATE, "staff"),
    no_id("activity_id"),
    undecided("pd_attendance_id", "session_id", needed=("staff_id", "activity_id")),
    Rule("NEGATIVE_HOURS", "an amount below 0", lambda: F.col("said_amount") < 0),
)
ISSUES = (
    unmapped_in("status"),
    unmapped_in("unit"),
    Rule(
        "UNKNOWN_UNIT",
        "an amount of nobody knows what: its hours are not known",
        lambda: F.col("amount").isNotNull() & (F.col("unit") == UNKNOWN),
    ),
    unread("BAD_AMOUNT", "an amount that is no plain number, or over 99999.99", "much", "amount"),
    Rule("HOURS_OVER_DAY", "more hours than a day has", lambda: F.col("hours") > 24),
    Rule(
        "OUTSIDE_APPROVAL",
        "a day on which the activity was not approved, or no longer",
        lambda: (F.col(DATE) < F.col("approved_from")) | (F.col(DATE) > F.col("approved_to")),
    ),
    unread("BAD_APPROVED_FROM", "a first day of approval that cannot be read", "first", "approved_from"),
    unread("BAD_APPROVED_TO", "a last day of approval that cannot be read", "last", "approved_to"),
    unread("BAD_IS_REQUIRED", "a word for required that is neither yes nor no", "required", "is_required"),
    unread("BAD_COST", "a cost that is no amount of 0 or more with two decimals at most", "spent", "cost"),
    *left_out("session_id", "school_id", own="pd_attendance_id"),
    *BAD_VERSION,
)
# What has the same id in another school year is another session.
_SESSION = "source_system, staff_id, activity_id, school_year, coalesce(session_id, CAST(date AS STRING)) AS session"
CHECKS = (
    Check(
        "DUPLICATE_SESSION",
        "a session that the same person attended or completed twice: it counts once",
        f"WITH held AS (SELECT pd_attendance_id, {_SESSION} FROM {{table}} WHERE status IN ('Completed', 'Attended')),"
        " twice AS (SELECT source_system, staff_id, activity_id, school_year, session FROM held"
        " GROUP BY source_system, staff_id, activity_id, school_year, session HAVING count(*) > 1)"
        " SELECT source_system, pd_attendance_id FROM held JOIN twice"
        " USING (source_system, staff_id, activity_id, school_year, session)",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("staff"),
        **reading.words(
            day="raw_date",
            title="raw_title",
            status_raw="raw_status",
            much="raw_amount",
            unit_raw="raw_unit",
            category="raw_category",
            required="raw_is_required",
            provider="raw_provider",
            delivery="raw_delivery",
            first="raw_approved_from",
            last="raw_approved_to",
            spent="raw_cost",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_pd_attendance_id",
            activity_id="raw_activity_id",
            session_id="raw_session_id",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest, "staff"),
        **reading.day(how.notations, "approved_from", "first", how.latest),
        **reading.day(how.notations, "approved_to", "last", how.latest),
        **reading.category(how.notations, "status", PD_STATUSES),
        **reading.category(how.notations, "unit", PD_UNITS),
        "is_required": as_flag(F.col("required")),
        "said_amount": number(how.notations, "much", exact_number),
        "said_cost": money.amount(how.notations, "spent"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [reading.who("staff"), F.col("activity_id"), *reading.as_said("session_id"), reading.day_as_read(DATE)]
    amount = rounded(F.col("said_amount"), Decimal(0), MOST, AMOUNT_TYPE)
    return {
        "pd_attendance_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        **{column: reading.or_unknown(column) for column in CODED},
        **{f"{column}_raw": reading.as_coded(column) for column in CODED},
        "amount": amount,
        "hours": _hours(),
        "cost": to_the_cent(F.col("said_cost"), Decimal(0), COSTLIEST, COST_TYPE),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "activity_id", "school_id"),
    }


def _hours() -> SparkColumn:
    """The amount in hours, rounded once; null for a unit that says nothing of them, and for more than 99999.99."""
    cases = [F.when(F.col("unit") == unit, F.col("said_amount") * each) for unit, each in HOURS_OF.items()]
    return rounded(F.coalesce(*cases), Decimal(0), MOST, AMOUNT_TYPE)


PD_ATTENDANCE = Subject(
    name="pd_attendance",
    form=FORM,
    table=PD_ATTENDANCE_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"NEGATIVE_HOURS"}),
    refers=reading.refers("staff_id"),
    coded=CODED,
    checks=CHECKS,
)

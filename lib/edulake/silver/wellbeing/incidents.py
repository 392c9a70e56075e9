"""Incidents: what happened in a school, where and when, whoever took part in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, cleaned, is_damaged
from edulake.expr.categories.wellbeing import BEHAVIOURS, INCIDENT_STATUSES
from edulake.expr.money import to_the_cent
from edulake.silver import money, reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, TERM
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_day, unmapped_in, unread
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing import behaviour

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "incidents_raw",
        "Incidents as delivered, every one of them, with payload and provenance.",
        as_delivered(
            incident_id="What the school calls the incident",
            date="Day or moment",
            time="Time of day, where the day is without one",
            location="Place",
            category="What happened",
            severity="Severity",
            tier="Tier",
            status="Status",
            merged_into="The incident that holds what this one said, as the school calls it",
            reporter_id="Member of staff who reported it",
            is_law_enforcement="Whether the police was told",
            cost="Cost of what was damaged",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_school_id", "ingestion_timestamp"),
        people={"raw_reporter_id": "staff"},
        # What happened is told in the record, with names.
        sensitive=True,
    ),
    required=("incident_id", "date"),
    identity=("raw_incident_id", "raw_school_id"),
    or_identity=("raw_incident_id",),
)

DATE = "date"
COST_TYPE, MOST = "decimal(12,2)", Decimal("9999999999.99")
BUSINESS = (
    Column(
        "incident_id",
        "STRING",
        "Incident: its school and what that calls it, a slash between, with the source's namespace if it has one",
        nullable=False,
    ),
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column("occurred_at", "TIMESTAMP", "Moment of it, UTC, where the source says"),
    Column("location", "STRING", "Place as the source words it"),
    Column(
        "category",
        "STRING",
        f"What happened: {', '.join(BEHAVIOURS)} or Unknown",
        nullable=False,
        personal="indirect",
    ),
    Column("category_raw", "STRING", "What happened as the source words it", personal="direct"),
    Column("severity", "STRING", "Severity as the source words it", personal="indirect"),
    Column(
        "tier_raw",
        "STRING",
        "Tier as the source words it: the first is the worst for some, the mildest for others",
        personal="direct",
    ),
    Column(
        "status",
        "STRING",
        f"{', '.join(INCIDENT_STATUSES)} or Unknown; those dismissed, merged or drafts count nowhere",
        nullable=False,
        personal="indirect",
    ),
    Column("status_raw", "STRING", "Status as the source words it", personal="direct"),
    Column("merged_into", "STRING", "Incident that holds what this one said, where the source says"),
    Column("reporter_id", "STRING", "Member of staff who reported it", personal="direct", mask="identifier"),
    Column("is_law_enforcement", "BOOLEAN", "Whether the police was told, where the source says", personal="sensitive"),
    Column("cost", "DECIMAL(12,2)", "Cost of what was damaged, in the currency of the school"),
    ISSUE_CODES,
    SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
INCIDENTS_TABLE = Table(
    layer="silver",
    name="incidents",
    meaning="One row per incident of a school: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "incident_id"),
    cluster_by=("school_id", "date"),
    statistics=("source_system", "incident_id"),
    people={"reporter_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    Rule(
        "NULL_INCIDENT_ID",
        "no incident",
        lambda: F.col("incident").isNull() & ~F.coalesce(is_damaged(F.col("raw_incident_id")), F.lit(False)),
    ),
    destroyed("incident_id", "school_id"),
    no_day(DATE),
)
ISSUES = (
    unmapped_in("category"),
    unmapped_in("status"),
    *left_out("school_id", "merged_into", "reporter_id"),
    unread("BAD_TIME", "a time of day that cannot be read", "moment", "occurred_at"),
    unread(
        "BAD_COST",
        "a cost that is no amount, in the source's notation, of 0 or more with two decimals at most",
        "spent",
        "cost",
    ),
    unread("BAD_LAW_ENFORCEMENT", "neither yes nor no", "police", "is_law_enforcement"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "MERGED_LOOP",
        "up to three incidents that are merged into each other, so that none of them counts",
        "SELECT one.source_system, one.incident_id FROM {table} one"
        " JOIN {table} next ON next.source_system = one.source_system AND next.incident_id = one.merged_into"
        " JOIN {table} third ON third.source_system = one.source_system AND third.incident_id = next.merged_into"
        " WHERE one.incident_id IN (one.merged_into, next.merged_into, third.merged_into)",
    ),
)


def _words() -> dict[str, SparkColumn]:
    day, time = cleaned(F.col("raw_date")), cleaned(F.col("raw_time"))
    timed = day.rlike(r"[0-9][T ][0-9]")
    return {
        **reading.words(
            day="raw_date",
            location="raw_location",
            category_raw="raw_category",
            severity="raw_severity",
            tier_raw="raw_tier",
            status_raw="raw_status",
            police="raw_is_law_enforcement",
            spent="raw_cost",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **behaviour.words(),
        **reading.ids(other="raw_merged_into", reporter_id="raw_reporter_id"),
        "moment": F.when(timed, day).when(time.isNotNull(), F.concat(day, F.lit(" "), time)),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        "incident_id": behaviour.incident("incident"),
        "merged_into": behaviour.incident("other"),
        **reading.day(how.notations, DATE, "day", how.latest),
        **reading.moment(how.notations, "occurred_at", "moment"),
        **reading.category(how.notations, "category", BEHAVIOURS),
        **reading.category(how.notations, "status", INCIDENT_STATUSES),
        **reading.versioned(how.notations),
        "is_law_enforcement": as_flag(F.col("police")),
        "amount": money.amount(how.notations, "spent"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        **behaviour.categories("category", "status"),
        "cost": to_the_cent(F.col("amount"), Decimal(0), MOST, COST_TYPE),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "incident_id", "merged_into", "reporter_id", "school_id"),
    }


INCIDENTS = Subject(
    name="incidents",
    form=FORM,
    table=INCIDENTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    coded=("category", "status"),
    checks=CHECKS,
)

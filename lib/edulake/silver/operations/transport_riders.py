"""Transport riders: one row per student, direction and route, from when to when.

A source that lists who rides today, and not since when, gives no first day: it stays null, because another day each
night would be another ride each night. The ride counts from `first_known_at`, when the source first told of it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, cleaned, days_of_the_week, is_taken_back
from edulake.expr.categories.operations import DIRECTIONS, MODES
from edulake.expr.numbers import exact_number, rounded
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, nobody, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "transport_riders_raw",
        "Transport records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            begin_date="First day",
            end_date="Last day",
            direction="To school, from school, or both",
            mode="How the student travels",
            route_id="Route",
            stop_id="Stop",
            bus_number="Number of the bus",
            days="Days of the week, commas between",
            miles="Distance in miles",
            kilometers="Distance in kilometers, where it is not given in miles",
            eligibility="Whether and why the public pays",
            accommodation="What the student needs on the way",
            provider_org_id="Who runs the transport",
            status="Status of the record",
            ride_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id",),
    identity=("raw_ride_id",),
    or_identity=("raw_student_id", "raw_direction", "raw_route_id", "raw_begin_date"),
)


BUSINESS = (
    STUDENT_ID,
    Column("begin_date", "DATE", "First day; null where nobody says: it counts from first_known_at"),
    SOURCE_SYSTEM,
    Column(
        "ride_id",
        "STRING",
        "The source's id of the row, else a hash of who, which way, on which route and from when",
        nullable=False,
        personal="direct",
    ),
    Column("end_date", "DATE", "Last day, which still counts; null while it goes on"),
    spells.IS_GONE,
    spells.IS_DELETED,
    Column("direction", "STRING", "To School, From School, Both or Unknown", nullable=False),
    Column("direction_raw", "STRING", "Direction as delivered, trimmed", personal="direct"),
    Column("mode", "STRING", "Bus, Van, Walk, Car, Public, Other or Unknown", nullable=False),
    Column("mode_raw", "STRING", "Mode as delivered, trimmed", personal="direct"),
    Column("route_id", "STRING", "Route, where the source says", personal="indirect"),
    Column("stop_id", "STRING", "Stop, where the source says: often the address of a home", personal="direct"),
    Column("bus_number", "STRING", "Number of the bus, where the source says"),
    Column("days", "ARRAY<STRING>", "Days of the week, Monday first; null where the source does not say"),
    Column("miles", "DECIMAL(6,2)", "Distance in miles, 0 to 100", personal="indirect"),
    Column("eligibility", "STRING", "Why the public pays, as the source words it", personal="sensitive"),
    Column("accommodation", "STRING", "What the student needs, as the source words it", personal="sensitive"),
    Column("provider_org_id", "STRING", "Who runs the transport, where the source says"),
    ISSUE_CODES,
    SCHOOL_ID,
    Column("school_year", "INT", "Year in which the only school year of the ride ends, where the source says"),
    TERM,
    KNOWN_AT,
)
TRANSPORT_RIDERS_TABLE = Table(
    layer="silver",
    name="transport_riders",
    meaning="One row per student, direction and route: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "ride_id"),
    cluster_by=("student_id", "begin_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
MILES_TYPE, LONGEST, KILOMETERS_IN_A_MILE = "decimal(6,2)", Decimal(100), "1.609344"
CODED = ("direction", "mode")
REFUSALS = (
    *nobody(),
    undecided("ride_id", "route_id"),
    Rule("END_BEFORE_BEGIN", "a last day before the first", lambda: F.col("end_date") < F.col("begin_date")),
)
ISSUES = (
    Rule(
        "BEGIN_FROM_DELIVERY",
        "no first day: it counts from when the source first told of it",
        lambda: F.col("begin_date").isNull(),
    ),
    *spells.UNREAD,
    Rule("NEGATIVE_DISTANCE", "a distance below 0, left out", lambda: F.col("distance") < 0),
    Rule("DISTANCE_OUT_OF_RANGE", "a distance of over 100 miles, left out", lambda: F.col("distance") > LONGEST),
    unread("BAD_DISTANCE", "a distance that is no plain number", "how_far", "distance"),
    unread("BAD_DAYS_OF_WEEK", "days of the week that cannot all be read, left out", "on_days", "days"),
    unmapped_in("direction"),
    unmapped_in("mode"),
    *left_out("route_id", "stop_id", "provider_org_id", "school_id", own="ride_id"),
    *BAD_VERSION,
)
_RIDES = f"WITH rides AS ({spells.living('coalesce(begin_date, to_date(first_known_at))', 'end_date')})"
_STAYS = f"stays AS ({spells.told('entry_date', 'exit_date', '{silver.memberships}')})"
_MEET = f"a.student_id = b.student_id AND {spells.together('first_day', 'last_day')}"
CHECKS = (
    Check(
        "OVERLAPPING_RIDE",
        "a ride on a day on which the student rides the same way on another route as well",
        f"{_RIDES} SELECT DISTINCT a.source_system, a.ride_id FROM rides a JOIN rides b"
        f" ON a.source_system = b.source_system AND {_MEET} WHERE a.ride_id <> b.ride_id"
        f" AND a.direction <> '{UNKNOWN}' AND b.direction <> '{UNKNOWN}'"
        " AND (a.direction = b.direction OR 'Both' IN (a.direction, b.direction))"
        " AND coalesce(arrays_overlap(a.days, b.days), true)",
    ),
    Check(
        "NOT_A_MEMBER",
        "a ride of a student who is a member of no school on any of its days",
        f"{_RIDES}, {_STAYS} SELECT a.source_system, a.ride_id FROM rides a LEFT ANTI JOIN stays b ON {_MEET}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **spells.words(),
        **reading.words(
            direction_raw="raw_direction",
            mode_raw="raw_mode",
            bus_number="raw_bus_number",
            on_days="raw_days",
            in_miles="raw_miles",
            in_kilometers="raw_kilometers",
            eligibility="raw_eligibility",
            accommodation="raw_accommodation",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        "how_far": F.coalesce(cleaned(F.col("raw_miles")), cleaned(F.col("raw_kilometers"))),
        **reading.ids(
            source_id="raw_ride_id",
            route_id="raw_route_id",
            stop_id="raw_stop_id",
            provider_org_id="raw_provider_org_id",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    miles = number(how.notations, "in_miles", exact_number)
    kilometers = number(how.notations, "in_kilometers", exact_number).cast("decimal(24,12)")
    from_kilometers = kilometers / F.lit(KILOMETERS_IN_A_MILE).cast("decimal(7,6)")
    return {
        **reading.person(how.notations),
        **spells.values(how),
        **reading.versioned(how.notations),
        **reading.category(how.notations, "direction", DIRECTIONS),
        **reading.category(how.notations, "mode", MODES),
        "days": days_of_the_week(F.col("on_days")),
        "distance": F.when(F.col("in_miles").isNotNull(), miles).otherwise(from_kilometers),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    begin = F.coalesce(F.col("begin_date").cast("string"), F.col("first"))
    where = [reading.who(), reading.or_unknown("direction"), *reading.as_said("route_id"), begin]
    return {
        "ride_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "is_gone": F.lit(None).cast("boolean"),
        "is_deleted": is_taken_back(F.col("standing")),
        **{column: reading.or_unknown(column) for column in CODED},
        **{f"{column}_raw": reading.as_coded(column) for column in CODED},
        "miles": rounded(F.col("distance"), Decimal(0), LONGEST, MILES_TYPE),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "route_id", "provider_org_id", "school_id"),
    }


TRANSPORT_RIDERS = Subject(
    name="transport_riders",
    form=FORM,
    table=TRANSPORT_RIDERS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=spells.closed,
    keyed_despite=frozenset({"END_BEFORE_BEGIN"}),
    refers=reading.refers("student_id"),
    coded=CODED,
    checks=CHECKS,
)

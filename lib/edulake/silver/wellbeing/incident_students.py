"""Students in incidents: who took part, in which role, and what they did; merits have no incident."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.expr.categories.wellbeing import BEHAVIOURS, ROLES
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.rules import BAD_VERSION, left_out, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing import behaviour

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "incident_students_raw",
        "Students in incidents as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            date="Day",
            incident_id="What the school calls the incident",
            incident_school_id="School of the incident, where it is not that of the row",
            role="Role in it",
            behaviour="What the student did",
            points="Points: more than 0 for a merit, less for a demerit",
            incident_student_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id", "date"),
    identity=("raw_incident_student_id",),
    or_identity=("raw_student_id", "raw_school_id", "raw_incident_id", "raw_role", "raw_behaviour", "raw_date"),
)

DATE = "date"
MOST_POINTS = Decimal(2**31 - 1)
BUSINESS = (
    STUDENT_ID,
    Column("date", "DATE", "Day", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "incident_student_id",
        "STRING",
        "The source's id of the row, else a hash of incident, student, role, behaviour and, without incident, day",
        nullable=False,
        personal="direct",
    ),
    Column("incident_id", "STRING", "Incident: its school and what that calls it, a slash between; null for merits"),
    Column("role", "STRING", f"{', '.join(ROLES)} or Unknown", nullable=False, personal="sensitive"),
    Column("role_raw", "STRING", "Role as the source words it", personal="sensitive"),
    Column("behaviour", "STRING", f"{', '.join(BEHAVIOURS)} or Unknown", nullable=False, personal="sensitive"),
    Column("behaviour_raw", "STRING", "What the student did as the source words it", personal="sensitive"),
    Column("points", "INT", "Points: more than 0 for a merit, less for a demerit", personal="sensitive"),
    ISSUE_CODES,
    SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
INCIDENT_STUDENTS_TABLE = Table(
    layer="silver",
    name="incident_students",
    meaning="One row per student, incident, role and behaviour: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "incident_student_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    harmful_rows=True,
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (*refusals(DATE), undecided("incident_student_id", "incident_id", "school_id"))
ISSUES = (
    unmapped_in("role"),
    unmapped_in("behaviour"),
    *left_out("incident_id", "school_id", own="incident_student_id"),
    unread("BAD_POINTS", "points that are no plain whole number", "counted", "points"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_date",
            role_raw="raw_role",
            behaviour_raw="raw_behaviour",
            counted="raw_points",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **behaviour.words(),
        **behaviour.of_incident(),
        **reading.ids(source_id="raw_incident_student_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        "incident_id": behaviour.incident("incident", "incident_school_id"),
        **reading.category(how.notations, "role", ROLES),
        **reading.category(how.notations, "behaviour", BEHAVIOURS),
        "exact_points": behaviour.signed(how.notations, "counted"),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    points = F.col("exact_points")
    is_whole = points.between(-MOST_POINTS, MOST_POINTS) & (points == F.floor(points))
    # As the source words it: two behaviours that nobody mapped are not one.
    # What happened in an incident happened once, on whichever day a row says; merits have nothing but their day.
    without = F.when(F.col("incident_id").isNull(), reading.day_as_read(DATE))
    what = [F.col("incident_id"), reading.who(), *map(reading.as_coded, ("role", "behaviour")), without]
    return {
        "incident_student_id": F.coalesce("source_id", business_key(F.col("source_system"), *what)),
        **behaviour.categories("role", "behaviour"),
        "points": F.when(is_whole, points).cast("int"),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "incident_id", "school_id"),
    }


INCIDENT_STUDENTS = Subject(
    name="incident_students",
    form=FORM,
    table=INCIDENT_STUDENTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    coded=("role", "behaviour"),
    refers=reading.refers("student_id", "incident_id"),
    checks=(behaviour.not_a_member("incident_student_id"),),
)

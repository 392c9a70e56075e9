"""Application stages: one row per application, stage and day.

"Ever reached" needs every stage. A source that tells only where each application stands today is no snapshot of its
stages: without `snapshot`, each delivery adds what it says, and none of it goes when the application moves on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_school_year, business_key, grade_level, local_day, school_year, whole_number
from edulake.expr.categories.operations import STAGES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, TERM
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "application_stages_raw",
        "Stages of applications as delivered, every record of them, with payload and provenance.",
        as_delivered(
            application_id="Application",
            applicant_id="Applicant",
            student_id="Student that the applicant is, or becomes",
            stage="Stage",
            stage_date="Day on which it was reached",
            entry_year="School year of entry",
            entry_grade="Grade level of entry",
            preference="Place of the school among those that the applicant prefers",
            channel="How the applicant came",
            stage_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School applied to",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_application_id", "ingestion_timestamp"),
        people={"raw_applicant_id": "applicant", "raw_student_id": "student"},
    ),
    required=("application_id", "stage", "entry_year"),
    identity=("raw_stage_id",),
    or_identity=("raw_application_id", "raw_entry_year", "raw_stage", "raw_stage_date"),
)


BUSINESS = (
    Column(
        "application_id",
        "STRING",
        "Application; some sources give an id again in another entry year",
        nullable=False,
        personal="direct",
    ),
    Column("stage_date", "DATE", "Day on which the stage was reached; null where the source does not say"),
    SOURCE_SYSTEM,
    Column(
        "stage_id",
        "STRING",
        "The source's id of the row, else a hash of application, entry year, stage and day",
        nullable=False,
        personal="direct",
    ),
    Column("applicant_id", "STRING", "Applicant, where the source says", personal="direct"),
    Column(
        "student_id",
        "STRING",
        "Student that the applicant is or becomes, where the source says",
        personal="direct",
        mask="identifier",
    ),
    Column("stage", "STRING", f"{', '.join(STAGES)} or Unknown", nullable=False, personal="indirect"),
    Column("stage_raw", "STRING", "Stage as delivered, trimmed", personal="direct"),
    Column("entry_year", "INT", "Year in which the school year of entry ends", nullable=False),
    Column("entry_grade", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("preference", "INT", "Place of the school among those preferred, 1 the first, where the source says"),
    Column("channel", "STRING", "How the applicant came, as the source words it"),
    ISSUE_CODES,
    Column("school_id", "STRING", "School applied to; null of an inquiry about none"),
    Column("school_year", "INT", "Year in which the school year of the stage ends (from July), unless the source says"),
    TERM,
    KNOWN_AT,
)
APPLICATION_STAGES_TABLE = Table(
    layer="silver",
    name="application_stages",
    meaning="One row per application, stage and day on which it was reached: its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "stage_id"),
    cluster_by=("application_id", "stage_date"),
    statistics=("source_system",),
    people={"applicant_id": "applicant", "student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    no_id("application_id"),
    undecided("stage_id", needed=("application_id",)),
    Rule("NULL_ENTRY_YEAR", "no school year of entry that can be read", lambda: F.col("entry_year").isNull()),
    Rule("NULL_STAGE", "no stage", lambda: F.col("stage").isNull()),
)
ISSUES = (
    unmapped_in("stage"),
    Rule("FUTURE_STAGE", "a stage of a day after its delivery", lambda: F.col("stage_date") > F.col("today")),
    unread("BAD_STAGE_DATE", "a day of a stage that cannot be read", "day", "stage_date"),
    Rule("UNKNOWN_ENTRY_GRADE", "a grade level that cannot be read", lambda: F.col("entry_grade") == UNKNOWN),
    unread("BAD_PREFERENCE", "a preference that is no plain whole number", "preferred", "preference"),
    *left_out("applicant_id", "student_id", "school_id", own="stage_id"),
    *BAD_VERSION,
)
# The stages that lead to each other, in their order.
IN_ORDER = ("Inquiry", "Applied", "Completed", "Offered", "Accepted", "Enrolled")
_PLACE = " ".join(f"WHEN '{stage}' THEN {place}" for place, stage in enumerate(IN_ORDER))
_ONE = "source_system, application_id, entry_year"
CHECKS = (
    Check(
        "STAGES_OUT_OF_ORDER",
        "a stage of an application on a day before one that comes first was reached",
        f"WITH dated AS (SELECT *, CASE stage {_PLACE} END AS place FROM {{table}} WHERE stage_date IS NOT NULL),"
        f" firsts AS (SELECT {_ONE}, place, min(stage_date) AS first_day FROM dated GROUP BY {_ONE}, place)"
        f" SELECT DISTINCT source_system, stage_id FROM dated a JOIN firsts b USING ({_ONE})"
        " WHERE a.place > b.place AND a.stage_date < b.first_day",
    ),
    Check(
        "DUPLICATE_APPLICANT",
        "a person who applies for a year under several ids of applicants, or to one school several times",
        "WITH ids AS (SELECT source_system, entry_year, student_id FROM {table} WHERE student_id IS NOT NULL"
        " GROUP BY source_system, entry_year, student_id HAVING count(DISTINCT applicant_id) > 1),"
        " times AS (SELECT source_system, entry_year, applicant_id, school_id FROM {table}"
        " WHERE applicant_id IS NOT NULL AND school_id IS NOT NULL"
        " GROUP BY source_system, entry_year, applicant_id, school_id HAVING count(DISTINCT application_id) > 1)"
        " SELECT source_system, stage_id FROM {table} JOIN ids USING (source_system, entry_year, student_id)"
        " UNION SELECT source_system, stage_id FROM {table}"
        " JOIN times USING (source_system, entry_year, applicant_id, school_id)",
    ),
    Check(
        "ENROLLED_WITHOUT_OFFER",
        "somebody enrolled who was never offered a place, of a source that tells of offers",
        "SELECT source_system, stage_id FROM {table} a LEFT ANTI JOIN (SELECT * FROM {table}"
        " WHERE stage IN ('Offered', 'Accepted')) b ON a.source_system = b.source_system"
        " AND a.application_id = b.application_id AND a.entry_year = b.entry_year WHERE a.stage = 'Enrolled'"
        " AND a.source_system IN (SELECT source_system FROM {table} WHERE stage IN ('Offered', 'Accepted'))",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("applicant"),
        **reading.person_words(),
        **reading.words(
            stage_raw="raw_stage",
            day="raw_stage_date",
            entry="raw_entry_year",
            grade="raw_entry_grade",
            preferred="raw_preference",
            channel="raw_channel",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_stage_id", application_id="raw_application_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, "stage_date", how.latest, "applicant"),
        **reading.person(how.notations),
        **reading.category(how.notations, "stage", STAGES),
        "entry_year": as_school_year(F.col("entry")),
        "entry_grade": grade_level(F.col("grade")),
        "preference": number(how.notations, "preferred", whole_number),
        "today": _day_of_delivery(how.notations),
    }


def _day_of_delivery(notations: Notations) -> SparkColumn:
    """The day of a dated folder, and where a file has only a moment, that day where its source is if it is later."""
    utc = local_day(F.col("delivered_at"), "UTC")
    return by_notation(
        notations,
        lambda n: n.time_zone,
        lambda zone: F.greatest(utc, local_day(F.col("delivered_at"), zone)) if zone else utc,
    )


def _derived(how: Reading) -> dict[str, SparkColumn]:
    said = F.coalesce(F.col("stage_date").cast("string"), F.col("day"))
    meant = F.when(F.col("stage") == UNKNOWN, F.col("stage_raw")).otherwise(F.col("stage"))
    made = business_key(F.col("source_system"), F.col("application_id"), F.col("entry_year"), meant, said)
    return {
        "stage_id": F.coalesce("source_id", made),
        "stage_raw": reading.as_coded("stage"),
        "school_year": F.coalesce("given_year", school_year(F.col("stage_date"))),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "application_id", "school_id"),
    }


APPLICATION_STAGES = Subject(
    name="application_stages",
    form=FORM,
    table=APPLICATION_STAGES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"NULL_STAGE"}),
    refers=reading.refers("student_id"),
    coded=("stage",),
    checks=CHECKS,
)

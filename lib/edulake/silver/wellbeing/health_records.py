"""Health records: immunizations, exemptions, conditions, screenings and visits, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, school_year, whole_number
from edulake.expr.categories.wellbeing import HEALTH_KINDS, HEALTH_STATUSES, VACCINES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, nobody, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "health_records_raw",
        "Health records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            kind="Kind of record",
            code="Vaccine, condition, allergy, alert, screening or reason of a visit",
            code_system="Which list the code is of",
            event_date="Day of it",
            dose="Number of the dose",
            status="Status",
            severity="Severity",
            as_of_date="Day as of which it is said",
            health_record_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id", "kind"),
    identity=("raw_health_record_id",),
    or_identity=("raw_student_id", "raw_kind", "raw_code", "raw_event_date", "raw_dose"),
)

DATE = "event_date"
# Of these kinds a code is a vaccine.
OF_VACCINES = ("Immunization", "Exemption")
BUSINESS = (
    STUDENT_ID,
    Column("event_date", "DATE", "Day of it; null where none is said or none can be read", personal="sensitive"),
    SOURCE_SYSTEM,
    Column(
        "health_record_id",
        "STRING",
        "The source's id of the row, else a hash of who, what and when, without a day of the dose as well",
        nullable=False,
        personal="sensitive",
    ),
    Column("kind", "STRING", ", ".join(HEALTH_KINDS), nullable=False, personal="sensitive"),
    Column("kind_raw", "STRING", "Kind as the source words it", personal="sensitive"),
    Column(
        "code",
        "STRING",
        f"Of immunizations and exemptions {', '.join(VACCINES)} or Unknown; of others as the source words it",
        nullable=False,
        personal="sensitive",
    ),
    Column("code_raw", "STRING", "Code as the source words it", personal="sensitive"),
    Column("code_system", "STRING", "Which list the code is of, where the source says"),
    Column("dose", "INT", "Number of the dose, where the source says", personal="sensitive"),
    Column(
        "status",
        "STRING",
        f"{', '.join(HEALTH_STATUSES)} or Unknown; null where the source does not say",
        personal="sensitive",
    ),
    Column("status_raw", "STRING", "Status as the source words it", personal="sensitive"),
    Column("severity", "STRING", "Severity as the source words it", personal="sensitive"),
    Column("as_of_date", "DATE", "Day as of which it is said, where the source says"),
    ISSUE_CODES,
    SCHOOL_ID,
    Column("school_year", "INT", "Year in which the school year of the day ends (from July), unless the source says"),
    TERM,
    KNOWN_AT,
)
HEALTH_RECORDS_TABLE = Table(
    layer="silver",
    name="health_records",
    meaning="One row per health record of a student: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "health_record_id"),
    cluster_by=("student_id", "event_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    harmful_rows=True,
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody(),
    undecided("health_record_id"),
    Rule(
        "UNKNOWN_KIND",
        "no kind of record, or one that means nothing known: the source's codes.kind says what it means",
        lambda: F.coalesce(F.col("kind"), F.lit(UNKNOWN)) == UNKNOWN,
    ),
)
ISSUES = (
    Rule(
        "UNMAPPED_CODE",
        "a vaccine that means nothing known: the source's codes.code says what it means",
        lambda: F.col("kind").isin(*OF_VACCINES) & F.col("code_raw").isNotNull() & (F.col("code") == UNKNOWN),
    ),
    unmapped_in("status"),
    unread("BAD_EVENT_DATE", "a day that cannot be read", "day", DATE),
    Rule(
        "GIVEN_WITHOUT_DATE",
        "an immunization that was given on nobody knows which day",
        lambda: (
            (F.col("kind") == "Immunization")
            & (F.coalesce(F.col("status"), F.lit("Given")) == "Given")
            & F.col(DATE).isNull()
        ),
    ),
    unread("BAD_DOSE", "a dose that is no plain whole number", "counted", "dose"),
    unread("BAD_AS_OF_DATE", "a day as of which it is said that cannot be read", "stated", "as_of_date"),
    *left_out("school_id", own="health_record_id"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "EXEMPT_AND_GIVEN",
        "an exemption of a student who was given the vaccine",
        "SELECT DISTINCT e.source_system, e.health_record_id FROM {table} e JOIN {table} g"
        " ON g.student_id = e.student_id AND g.kind = 'Immunization' AND coalesce(g.status, 'Given') = 'Given'"
        " AND (g.code = e.code OR e.code = 'All Vaccines')"
        f" WHERE e.kind = 'Exemption' AND e.code <> '{UNKNOWN}'",
    ),
    Check(
        "DATE_BEFORE_BIRTH",
        "a record of a year before the student was born",
        "SELECT DISTINCT r.source_system, r.health_record_id FROM {table} r JOIN {silver.students} s"
        " ON s.student_id = r.student_id AND s.is_current AND year(r.event_date) < s.birth_year",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_event_date",
            kind_raw="raw_kind",
            code_raw="raw_code",
            code_system="raw_code_system",
            counted="raw_dose",
            status_raw="raw_status",
            severity="raw_severity",
            stated="raw_as_of_date",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_health_record_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        **reading.day(how.notations, "as_of_date", "stated", how.latest),
        **reading.category(how.notations, "kind", HEALTH_KINDS),
        **reading.category(how.notations, "code", VACCINES),
        **reading.category(how.notations, "status", HEALTH_STATUSES),
        "dose": number(how.notations, "counted", whole_number),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    said = {f"{column}_raw": reading.as_coded(column) for column in ("kind", "code", "status")}
    # Two doses without a day are told apart by their number.
    dose = F.when(F.col(DATE).isNull(), F.col("counted"))
    what = [reading.who(), F.coalesce("kind", "kind_raw"), said["code_raw"], reading.day_as_read(DATE), dose]
    is_known = F.col("kind").isin(*OF_VACCINES) | (F.col("code") != UNKNOWN)
    return {
        **said,
        "health_record_id": F.coalesce("source_id", business_key(F.col("source_system"), *what)),
        "code": F.coalesce(F.when(F.coalesce(is_known, F.lit(False)), F.col("code")), _as_worded(), F.lit(UNKNOWN)),
        "school_year": F.coalesce("given_year", school_year(F.col(DATE))),
        # A shot of ten years ago is told today.
        "known_at": F.coalesce("source_updated_at", reading.day_begins(how.notations, "as_of_date"), "delivered_at"),
        **reading.named(how.notations, "school_id"),
    }


def _as_worded() -> SparkColumn:
    """What is said of a code that is no vaccine's."""
    return F.when(~F.coalesce(F.col("kind").isin(*OF_VACCINES), F.lit(False)), reading.as_coded("code"))


HEALTH_RECORDS = Subject(
    name="health_records",
    form=FORM,
    table=HEALTH_RECORDS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    coded=("kind", "code", "status"),
    refers=reading.refers("student_id"),
    checks=CHECKS,
)

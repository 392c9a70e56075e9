"""Staff: what is known of each, version by version. What somebody is paid is never taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import is_open, standing, years
from edulake.silver import reading
from edulake.silver.columns import NAMES, SOURCE_SYSTEM, STAFF_ID, TERM, VALIDITY, VERSION_FROM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, nobody, unmapped, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "staff_raw",
        "Staff records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            staff_id="Member of staff",
            name="Full name",
            given_name="Given name",
            family_name="Family name",
            email="Email address",
            staff_number="Number in personnel",
            sex="Sex",
            birth_date="Day or year of birth",
            degree="Highest degree",
            years_experience="Years of experience",
            hire_date="Day of hiring",
            leave_date="Last day of employment",
            leave_reason="Why employment ended",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_staff_id", "ingestion_timestamp"),
        people={"raw_staff_id": "staff"},
        sensitive=True,
    ),
    required=("staff_id",),
    identity=("raw_staff_id",),
)


# What makes a version: as long as none of these changes, a member of staff stays in the same one.
ATTRIBUTES = (
    *NAMES,
    Column("staff_number", "STRING", "Number in personnel", personal="direct"),
    Column("sex", "STRING", "Sex as the source words it", personal="sensitive"),
    Column("birth_year", "INT", "Year of birth", personal="indirect"),
    Column("degree", "STRING", "Highest degree as the source words it", personal="indirect"),
    Column("years_experience", "DECIMAL(4,1)", "Years of experience, 0 to 99.9", personal="indirect"),
    Column("hire_date", "DATE", "Day of hiring", personal="indirect"),
    Column("leave_date", "DATE", "Last day of employment", personal="indirect"),
    Column("leave_reason", "STRING", "Why employment ended as the source words it", personal="sensitive"),
    Column("school_id", "STRING", "School, where the source says; roles say where somebody works"),
    YEAR_SAID,
    TERM,
    Column("issue_codes", "ARRAY<STRING>", "Faults of a record that was kept", nullable=False),
)
STAFF_TABLE = Table(
    layer="silver",
    name="staff",
    meaning="One row per member of staff and version (SCD type 2): what was known from when to when.",
    columns=(
        STAFF_ID,
        SOURCE_SYSTEM,
        *VALIDITY,
        Column("is_active", "BOOLEAN", "False once left, or gone from the source's newest snapshot", nullable=False),
        *ATTRIBUTES,
        *VERSION_FROM,
    ),
    key=("source_system", "staff_id", "valid_from"),
    cluster_by=("staff_id", "source_system"),
    statistics=("valid_from",),
    people={"staff_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (*nobody("staff"), destroyed("staff_id"))
ISSUES = (
    unmapped("said"),
    unread("BAD_BIRTH_DATE", "a day or year of birth that cannot be read", "born", "birth_year"),
    unread("BAD_YEARS_EXPERIENCE", "years that are no plain number from 0 to 99.9", "experience", "years_experience"),
    unread("BAD_HIRE_DATE", "a day of hiring that cannot be read", "hired", "hire_date"),
    unread("BAD_LEAVE_DATE", "a last day of employment that cannot be read", "went", "leave_date"),
    *left_out("school_id"),
    *BAD_VERSION,
)


def _sharing(column: str) -> str:
    """SQL of those of `now` who share a value with another one: an equality alone, for an OR is joined row by row."""
    same = f"a.source_system = b.source_system AND a.{column} = b.{column} AND a.staff_id <> b.staff_id"
    return f"SELECT a.source_system, a.staff_id, a.valid_from FROM now a LEFT SEMI JOIN now b ON {same}"


# Two of them that are current, of one source, and say the same of what only one person can have.
CHECKS = (
    Check(
        "DUPLICATE_STAFF",
        "a member of staff with the email address or the number in personnel of another one",
        "WITH now AS (SELECT source_system, staff_id, valid_from, lower(email) AS email, staff_number FROM {table}"
        f" WHERE is_current) {_sharing('email')} UNION {_sharing('staff_number')}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("staff"),
        **reading.words(
            name="raw_name",
            given_name="raw_given_name",
            family_name="raw_family_name",
            email="raw_email",
            staff_number="raw_staff_number",
            sex="raw_sex",
            born="raw_birth_date",
            degree="raw_degree",
            experience="raw_years_experience",
            hired="raw_hire_date",
            went="raw_leave_date",
            leave_reason="raw_leave_reason",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations, "staff"),
        **reading.born(how.notations, how.latest),
        **reading.day(how.notations, "hire_date", "hired", how.latest),
        **reading.day(how.notations, "leave_date", "went", how.latest),
        **reading.versioned(how.notations),
        "years_experience": number(how.notations, "experience", years),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "birth_year": F.coalesce("born_in", F.year("birth_date")),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "school_id"),
    }


STAFF = Subject(
    name="staff",
    form=FORM,
    table=STAFF_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    history=tuple(column.name for column in ATTRIBUTES),
    checks=CHECKS,
)

"""Guardians and other contacts: one row per person, whoever is their charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import is_open, standing
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, NAMES, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, nobody, unmapped
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "guardians_raw",
        "Records of guardians and other contacts as delivered, every one of them, with payload and provenance.",
        as_delivered(
            guardian_id="Guardian",
            name="Full name",
            given_name="Given name",
            family_name="Family name",
            email="Email address",
            phone="Telephone number",
            language="Language",
            household_id="Household",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_guardian_id", "ingestion_timestamp"),
        people={"raw_guardian_id": "guardian"},
    ),
    required=("guardian_id",),
    identity=("raw_guardian_id",),
)


GUARDIAN_ID = Column(
    "guardian_id",
    "STRING",
    "Guardian, with the source's namespace if it has one",
    nullable=False,
    personal="direct",
    mask="identifier",
)
BUSINESS = (
    GUARDIAN_ID,
    SOURCE_SYSTEM,
    *NAMES,
    Column("phone", "STRING", "Telephone number as the source writes it", personal="direct"),
    Column("language", "STRING", "Language as the source words it", personal="indirect"),
    Column("household_id", "STRING", "Household, where the source says", personal="direct"),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
GUARDIANS_TABLE = Table(
    layer="silver",
    name="guardians",
    meaning="One row per guardian or other contact of students: the newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "guardian_id"),
    cluster_by=("guardian_id", "source_system"),
    people={"guardian_id": "guardian"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (*nobody("guardian"), destroyed("guardian_id"))
ISSUES = (unmapped("said"), *left_out("household_id", "school_id"), *BAD_VERSION)
FULL_NAME = "lower(coalesce(name, concat_ws(' ', given_name, family_name)))"
CHECKS = (
    Check(
        "DUPLICATE_GUARDIAN",
        "two guardians of one source with the same family name, and the same e-mail address or telephone number:"
        " listed, never taken for one",
        """SELECT DISTINCT source_system, guardian_id FROM (
  SELECT source_system, guardian_id, count(*) OVER (PARTITION BY source_system, family, kind, way) AS alike FROM (
    SELECT source_system, guardian_id, lower(family_name) AS family, 'email' AS kind, lower(email) AS way
    FROM {table} WHERE is_active
    UNION ALL
    SELECT source_system, guardian_id, lower(family_name), 'phone', regexp_replace(phone, '[^0-9]', '')
    FROM {table} WHERE is_active
  ) AS ways WHERE family IS NOT NULL AND way <> ''
) AS counted WHERE alike > 1""",
    ),
    Check(
        "STUDENT_AS_GUARDIAN",
        "a guardian with the name of a current student of the source, and the same id or e-mail address",
        f"""WITH g AS (
  SELECT source_system, guardian_id, lower(email) AS email, {FULL_NAME} AS named FROM {{table}} WHERE is_active
), s AS (
  SELECT source_system, student_id, lower(email) AS email, {FULL_NAME} AS named FROM {{silver.students}}
  WHERE is_current
)
SELECT DISTINCT g.source_system, g.guardian_id FROM g JOIN s
ON g.source_system = s.source_system AND g.named = s.named AND (g.guardian_id = s.student_id OR g.email = s.email)
WHERE g.named <> ''""",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("guardian"),
        **reading.words(
            name="raw_name",
            given_name="raw_given_name",
            family_name="raw_family_name",
            email="raw_email",
            phone="raw_phone",
            language="raw_language",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(household_id="raw_household_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations, "guardian"),
        **reading.versioned(how.notations),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "household_id", "school_id"),
    }


GUARDIANS = Subject(
    name="guardians",
    form=FORM,
    table=GUARDIANS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    checks=CHECKS,
)

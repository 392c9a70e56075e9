"""Students: what is known of each, version by version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column, Table
from edulake.expr import grade_code, grade_level, is_open, standing
from edulake.silver import reading
from edulake.silver.columns import NAMES, SOURCE_SYSTEM, STUDENT_ID, TERM, VALIDITY, VERSION_FROM, YEAR_SAID
from edulake.silver.rules import (
    BAD_VERSION,
    UNKNOWN_GRADE_LEVEL,
    destroyed,
    left_out,
    nobody,
    unmapped,
    unread,
)
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "students_raw",
        "Student records as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            name="Full name",
            given_name="Given name",
            family_name="Family name",
            email="Email address",
            birth_date="Day or year of birth",
            grade_level="Grade level",
            class_id="Class",
            enrollment_date="Day of enrollment",
            status="Status",
            gender="Gender",
            age_band="Band of ages",
            disability="Whether disabled",
            deprivation_band="Band of deprivation",
            updated_at="When the source last changed the record",
            school_id="School",
            school_ids="All schools, commas between",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=("raw_gender", "raw_disability"),
    ),
    required=("student_id",),
    identity=("raw_student_id",),
)


# What makes a version: as long as none of these changes, a student stays in the same one.
ATTRIBUTES = (
    *NAMES,
    Column("birth_year", "INT", "Year of birth", personal="indirect"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
    Column("grade_level_code", "STRING", "CEDS code of the grade level; null for Unknown"),
    Column("class_id", "STRING", "Class"),
    Column("enrollment_date", "DATE", "Day of enrollment"),
    Column(
        "status",
        "STRING",
        "Active, Completed, Failed, Withdrawn, Inactive or Unknown",
        nullable=False,
        personal="indirect",
    ),
    Column("gender", "STRING", "Gender as the source words it", personal="sensitive"),
    Column("age_band", "STRING", "Band of ages as the source words it", personal="indirect"),
    Column("disability", "STRING", "Disability as the source words it", personal="sensitive"),
    Column("deprivation_band", "STRING", "Band of deprivation as the source words it", personal="indirect"),
    Column("school_id", "STRING", "School, the main one of several"),
    Column("school_ids", "ARRAY<STRING>", "All schools that the source names, and what stands above them if it does"),
    YEAR_SAID,
    TERM,
    Column("issue_codes", "ARRAY<STRING>", "Faults of a record that was kept", nullable=False),
)
STUDENTS_TABLE = Table(
    layer="silver",
    name="students",
    meaning="One row per student and version (SCD type 2): what was known from when to when.",
    columns=(
        STUDENT_ID,
        SOURCE_SYSTEM,
        *VALIDITY,
        Column(
            "is_active", "BOOLEAN", "False once withdrawn, or gone from the source's newest snapshot", nullable=False
        ),
        *ATTRIBUTES,
        *VERSION_FROM,
    ),
    key=("source_system", "student_id", "valid_from"),
    cluster_by=("student_id", "source_system"),
    statistics=("valid_from",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (*nobody(), destroyed("student_id"))
ISSUES = (
    UNKNOWN_GRADE_LEVEL,
    unmapped("status"),
    unread("BAD_BIRTH_DATE", "a day or year of birth that cannot be read", "born", "birth_year"),
    unread("BAD_ENROLLMENT_DATE", "a day of enrollment that cannot be read", "enrolled", "enrollment_date"),
    *left_out("class_id", "school_id", listed="school_ids"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            name="raw_name",
            given_name="raw_given_name",
            family_name="raw_family_name",
            email="raw_email",
            born="raw_birth_date",
            grade="raw_grade_level",
            enrolled="raw_enrollment_date",
            standing="raw_status",
            gender="raw_gender",
            age_band="raw_age_band",
            disability="raw_disability",
            deprivation_band="raw_deprivation_band",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(class_id="raw_class_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations),
        **reading.born(how.notations, how.latest),
        **reading.day(how.notations, "enrollment_date", "enrolled", how.latest),
        **reading.versioned(how.notations),
        "grade_level": grade_level(F.col("grade")),
        "status": F.coalesce(standing(F.col("standing")), F.lit("Active")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "birth_year": F.coalesce("born_in", F.year("birth_date")),
        "grade_level_code": grade_code(F.col("grade_level")),
        "school_year": F.col("given_year"),
        "is_active": is_open(F.col("status")),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        "school_ids": reading.all_named(how.notations, "school_id", "raw_school_ids"),
        **reading.named(how.notations, "class_id", "school_id"),
    }


STUDENTS = Subject(
    name="students",
    form=FORM,
    table=STUDENTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.left,
    history=tuple(column.name for column in ATTRIBUTES),
)

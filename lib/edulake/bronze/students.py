"""Students as exports deliver them, one row per student."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_name", "STRING", "Full name, as delivered"),
    Column("raw_given_name", "STRING", "Given name, as delivered"),
    Column("raw_family_name", "STRING", "Family name, as delivered"),
    Column("raw_email", "STRING", "Email address, as delivered"),
    Column("raw_birth_date", "STRING", "Day or year of birth, as delivered"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered"),
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_enrollment_date", "STRING", "Day of enrollment, as delivered"),
    Column("raw_status", "STRING", "Status, as delivered"),
    Column("raw_gender", "STRING", "Gender, as delivered"),
    Column("raw_age_band", "STRING", "Band of ages, as delivered"),
    Column("raw_disability", "STRING", "Whether disabled, as delivered"),
    Column("raw_deprivation_band", "STRING", "Band of deprivation, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_ids", "STRING", "All schools, commas between, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENTS_RAW = raw_table(
    "students_raw",
    "Student records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
REQUIRED = ("student_id",)
IDENTITY = ("raw_student_id",)

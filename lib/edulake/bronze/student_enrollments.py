"""Enrollments as exports deliver them, one row per student and course or class."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_course_id", "STRING", "Course, as delivered"),
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_start_date", "STRING", "First day, as delivered"),
    Column("raw_end_date", "STRING", "Last day, as delivered"),
    Column("raw_status", "STRING", "Status, as delivered"),
    Column("raw_result", "STRING", "Final result, as delivered"),
    Column("raw_enrollment_id", "STRING", "The source's id of the row, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the row, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENT_ENROLLMENTS_RAW = raw_table(
    "student_enrollments_raw",
    "Enrollment records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
REQUIRED = ("student_id", "course_id")
IDENTITY = ("raw_enrollment_id",)
OR_IDENTITY = ("raw_student_id", "raw_course_id", "raw_class_id", "raw_term")

"""Attendance as exports deliver it, one row per student and day or session."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_date", "STRING", "Day, as delivered"),
    Column("raw_status", "STRING", "Status or code, as delivered"),
    Column("raw_absent_fraction", "STRING", "Share of the day missed, as delivered"),
    Column("raw_minutes_late", "STRING", "Minutes late, as delivered"),
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_session", "STRING", "Period or session of the day, as delivered"),
    Column("raw_attendance_id", "STRING", "The source's id of the row, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the row, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENT_ATTENDANCE_RAW = raw_table(
    "student_attendance_raw",
    "Attendance records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
REQUIRED = ("student_id", "date", "status")
IDENTITY = ("raw_attendance_id",)
OR_IDENTITY = ("raw_student_id", "raw_date", "raw_class_id", "raw_session")

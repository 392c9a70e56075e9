"""Classes as exports deliver them, one row per class."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_course_id", "STRING", "Course that it teaches, as delivered"),
    Column("raw_name", "STRING", "Title, as delivered"),
    Column("raw_start_date", "STRING", "First day, as delivered"),
    Column("raw_end_date", "STRING", "Last day, as delivered"),
    Column("raw_subject", "STRING", "Subject, as delivered"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered"),
    Column("raw_status", "STRING", "Status, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
CLASSES_RAW = raw_table(
    "classes_raw",
    "Class records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_class_id", "ingestion_timestamp"),
    student=None,
)
REQUIRED = ("class_id",)
IDENTITY = ("raw_class_id",)

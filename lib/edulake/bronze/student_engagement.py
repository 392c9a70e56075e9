"""Engagement as platforms export it, one row per login, visit or event of a student."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_course_id", "STRING", "Course, as delivered"),
    Column("raw_activity", "STRING", "Kind of activity, as delivered"),
    Column("raw_resource_id", "STRING", "Page, site or item, as delivered"),
    Column("raw_engaged_at", "STRING", "Day or moment, as delivered"),
    Column("raw_events", "STRING", "Number of events, as delivered"),
    Column("raw_progress_percentage", "STRING", "Progress in the course, as delivered"),
    Column("raw_engagement_score", "STRING", "Engagement, as delivered"),
    Column("raw_engagement_id", "STRING", "The source's id of the row, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the row, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENT_ENGAGEMENT_RAW = raw_table(
    "student_engagement_raw",
    "Engagement records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
REQUIRED = ("student_id", "engaged_at")
IDENTITY = ("raw_engagement_id",)
OR_IDENTITY = ("raw_student_id", "raw_engaged_at", "raw_course_id", "raw_activity", "raw_resource_id")

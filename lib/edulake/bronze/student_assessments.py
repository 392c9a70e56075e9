"""Assessment results as exports deliver them, one row per result of a student."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered"),
    Column("raw_assessment_date", "STRING", "Day of the assessment, as delivered"),
    Column("raw_subject", "STRING", "Subject, as delivered"),
    Column("raw_score", "STRING", "Score, as delivered"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered"),
    Column("raw_completion_time", "STRING", "Minutes needed, as delivered"),
    Column("raw_engagement_score", "STRING", "Engagement, as delivered"),
    Column("raw_assessment_id", "STRING", "The source's id of one student's result, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_class_id", "STRING", "Class, as delivered"),
    Column("raw_line_item_id", "STRING", "What was assessed: the line item, as delivered"),
    Column("raw_score_max", "STRING", "Highest score of this assessment, as delivered"),
    Column("raw_score_min", "STRING", "Lowest score of this assessment, as delivered"),
    Column("raw_status", "STRING", "Status of the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENT_ASSESSMENTS_RAW = raw_table(
    "student_assessments_raw",
    "Assessment records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
NAMES = tuple(column.name for column in RAW)
REQUIRED = ("student_id", "assessment_date")
IDENTITY = ("raw_assessment_id",)
OR_IDENTITY = ("raw_student_id", "raw_assessment_date", "raw_subject", "raw_class_id", "raw_line_item_id")

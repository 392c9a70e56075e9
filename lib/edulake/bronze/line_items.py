"""Line items as exports deliver them: what is graded in a class, one row each."""

from __future__ import annotations

from edulake.bronze.provenance import raw_table
from edulake.contract import Column

RAW = (
    Column("raw_line_item_id", "STRING", "Line item, as delivered"),
    Column("raw_class_id", "STRING", "Class in which it is graded, as delivered"),
    Column("raw_name", "STRING", "Title, as delivered"),
    Column("raw_category", "STRING", "Kind of work, as delivered"),
    Column("raw_due_date", "STRING", "Day on which it is due, as delivered"),
    Column("raw_weight", "STRING", "Weight in percent, as delivered"),
    Column("raw_score_max", "STRING", "Highest score, as delivered"),
    Column("raw_score_min", "STRING", "Lowest score, as delivered"),
    Column("raw_subject", "STRING", "Subject, as delivered"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered"),
    Column("raw_status", "STRING", "Status, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
LINE_ITEMS_RAW = raw_table(
    "line_items_raw",
    "Line items as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_line_item_id", "ingestion_timestamp"),
    student=None,
)
NAMES = tuple(column.name for column in RAW)
REQUIRED = ("line_item_id",)
IDENTITY = ("raw_line_item_id",)

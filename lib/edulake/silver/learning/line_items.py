"""Line items: what is graded in a class, when it is due and what it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import raw_table
from edulake.contract.table import Column
from edulake.expr import as_number, percentage
from edulake.silver import reading
from edulake.silver.columns import content
from edulake.silver.judging import judged
from edulake.silver.learning import offerings
from edulake.silver.notation import number
from edulake.silver.rules import BAD_UPDATED_AT, damaged, destroyed, no_id, unread
from edulake.silver.subject import Subject

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

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


LINE_ITEMS_TABLE = offerings.table(
    "line_items",
    "One row per line item: its newest version; closed ones stay.",
    Column("line_item_id", "STRING", "Line item", nullable=False),
    Column("class_id", "STRING", "Class in which it is graded"),
    Column("category", "STRING", "Kind of work as the source words it"),
    Column("due_date", "DATE", "Day on which it is due; null where none is set"),
    Column("weight", "DECIMAL(5,2)", "Weight in percent, where the source says"),
    Column("score_max", "DECIMAL(9,2)", "Highest score, where the source says"),
    Column("score_min", "DECIMAL(9,2)", "Lowest score, where the source says"),
)
REFUSALS = (no_id("line_item_id"), destroyed("line_item_id"))
ISSUES = (
    unread("BAD_DUE_DATE", "a due date that cannot be read", "due", "due_date"),
    unread("BAD_WEIGHT", "a weight that is no plain number from 0 to 100", "heavy", "weight"),
    damaged("class_id", "school_id"),
    BAD_UPDATED_AT,
)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    own = {"category": "raw_category", "due": "raw_due_date", "heavy": "raw_weight"}
    own |= {"highest": "raw_score_max", "lowest": "raw_score_min"}
    words = {**offerings.words(**own), **reading.ids(line_item_id="raw_line_item_id", class_id="raw_class_id")}
    values = {
        **offerings.values(notations),
        **reading.day(notations, "due_date", "due", latest),
        "weight": number(notations, "heavy", percentage),
        "score_max": _bound(notations, "highest"),
        "score_min": _bound(notations, "lowest"),
    }
    typed = (
        candidates.withColumns(words)
        .withColumns(values)
        .withColumns(offerings.derived(notations, "line_item_id", "class_id"))
    )
    return judged(typed, REFUSALS, ISSUES, notations, provides, content(LINE_ITEMS_TABLE))


def _bound(notations: Notations, word: str) -> SparkColumn:
    bound = number(notations, word, as_number)
    return F.when(bound.between(-9_999_999, 9_999_999), bound).cast("decimal(9,2)")


LINE_ITEMS = Subject(
    name="line_items",
    table=LINE_ITEMS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    clean=clean,
    closed=offerings.closed,
    refers=reading.refers("class_id"),
)

"""Line items: what is graded in a class, when it is due and what it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.table import Column
from edulake.expr import percentage
from edulake.silver import reading
from edulake.silver.learning import offerings, scores
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_id, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "line_items_raw",
        "Line items as delivered, every one of them, with payload and provenance.",
        as_delivered(
            line_item_id="Line item",
            class_id="Class in which it is graded",
            name="Title",
            category="Kind of work",
            due_date="Day on which it is due",
            weight="Weight in percent",
            score_max="Highest score",
            score_min="Lowest score",
            subject="Subject",
            grade_level="Grade level",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_line_item_id", "ingestion_timestamp"),
    ),
    required=("line_item_id",),
    identity=("raw_line_item_id",),
)


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
    *scores.BAD_BOUNDS,
    *offerings.ISSUES,
    *left_out("class_id", "school_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    own = {"category": "raw_category", "due": "raw_due_date", "heavy": "raw_weight"}
    own |= {"highest": "raw_score_max", "lowest": "raw_score_min"}
    return {**offerings.words(**own), **reading.ids(line_item_id="raw_line_item_id", class_id="raw_class_id")}


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **offerings.values(how.notations),
        **reading.day(how.notations, "due_date", "due", how.latest),
        "weight": number(how.notations, "heavy", percentage),
        **scores.bounds(how.notations),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    bounds = {name: F.col(value).cast("decimal(9,2)") for name, value in scores.BOUNDS.items()}
    return {**bounds, **offerings.derived(how.notations, "line_item_id", "class_id")}


LINE_ITEMS = Subject(
    name="line_items",
    form=FORM,
    table=LINE_ITEMS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    refers=reading.refers("class_id"),
)

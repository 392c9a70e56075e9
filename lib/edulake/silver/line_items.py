"""Line items: what is graded in a class, when it is due and what it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract import Column
from edulake.expr import as_number, percentage
from edulake.silver import student_facts, taught
from edulake.silver.notation import number
from edulake.silver.rules import judged
from edulake.silver.student_facts import BAD_UPDATED_AT
from edulake.silver.subject import Subject, content

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

LINE_ITEMS_TABLE = taught.table(
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
REFUSALS = (student_facts.no_id("line_item_id"), student_facts.destroyed("line_item_id"))
ISSUES = (
    student_facts.unread("BAD_DUE_DATE", "a due date that cannot be read", "due", "due_date"),
    student_facts.unread("BAD_WEIGHT", "a weight that is no plain number from 0 to 100", "heavy", "weight"),
    student_facts.damaged("class_id", "school_id"),
    BAD_UPDATED_AT,
)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, latest: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    own = {"category": "raw_category", "due": "raw_due_date", "heavy": "raw_weight"}
    own |= {"highest": "raw_score_max", "lowest": "raw_score_min"}
    words = {**taught.words(**own), **student_facts.ids(line_item_id="raw_line_item_id", class_id="raw_class_id")}
    values = {
        **taught.values(notations),
        **student_facts.day(notations, "due_date", "due", latest),
        "weight": number(notations, "heavy", percentage),
        "score_max": _bound(notations, "highest"),
        "score_min": _bound(notations, "lowest"),
    }
    typed = (
        candidates.withColumns(words)
        .withColumns(values)
        .withColumns(taught.derived(notations, "line_item_id", "class_id"))
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
    closed=taught.closed,
    refers=student_facts.refers("class_id"),
)

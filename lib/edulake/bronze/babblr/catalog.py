"""What can be learned and tested: lessons, and tests as line items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.babblr.fields import UNGRADED, class_of, course, title, told
from edulake.expr import as_flag, cleaned
from edulake.silver.language import lessons as taught
from edulake.silver.learning import line_items as items

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.bronze.babblr.fields import Current

# Of each test: it is scored in percent.
HIGHEST = "100"


def lessons(facts: DataFrame, _: Current) -> DataFrame:
    """Lessons, which say all of themselves."""
    columns = {
        "lesson_id": "raw_id",
        "course_id": "raw_language",
        "name": "raw_title",
        "lesson_type": "raw_lesson_type",
        "subject": "raw_subject",
        "topic_id": "raw_topic_id",
        "level": "raw_difficulty_level",
        "order_index": "raw_order_index",
        "is_active": "raw_is_active",
        "created_at": "raw_created_at",
        "updated_at": "raw_updated_at",
    }
    return told(facts, taught.FORM, columns)


def line_items(facts: DataFrame, _: Current) -> DataFrame:
    """Tests, each of the class of its language and level; closed while they are not offered."""
    language = course()
    columns = {
        "line_item_id": "raw_id",
        "class_id": class_of(language, "raw_difficulty_level"),
        "name": "raw_title",
        "category": "raw_assessment_type",
        "score_max": F.lit(HIGHEST),
        "subject": title(language),
        "grade_level": F.lit(UNGRADED),
        "status": F.when(~as_flag(cleaned(F.col("raw_is_active"))), "inactive"),
        "updated_at": "raw_updated_at",
    }
    return told(facts, items.FORM, columns)

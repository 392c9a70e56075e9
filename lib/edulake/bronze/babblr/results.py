"""How learners did: attempts at tests, also as results of them, and the levels that the app keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.babblr.fields import (
    UNGRADED,
    class_of,
    course,
    is_blank,
    mapped,
    title,
    told,
    waiting_for,
    with_named,
)
from edulake.bronze.babblr.tables import ASSESSMENTS, ATTEMPTS
from edulake.bronze.reference import any_of
from edulake.contract.rule import NOTHING_SAID, TAKEN_BACK
from edulake.expr import as_timestamp
from edulake.silver.language import attempts as tried
from edulake.silver.language import proficiency as levels
from edulake.silver.learning import assessments as scored

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.bronze.babblr.fields import Current

MICROS_OF_A_MINUTE = 60_000_000


def attempts(facts: DataFrame, current: Current) -> DataFrame:
    """Attempts with their test, for which they wait: it says of which kind and level they are."""
    columns = {
        "attempt_id": "raw_id",
        "student_id": "raw_user_id",
        "line_item_id": "raw_assessment_id",
        "assessment_type": "_test_assessment_type",
        "course_id": "raw_language",
        "level": "_test_difficulty_level",
        "score": "raw_score",
        "points": "raw_correct_answers",
        "points_max": "raw_total_questions",
        "started_at": "raw_started_at",
        "completed_at": "raw_completed_at",
        "recommended_level": "raw_recommended_level",
        "skills": "raw_skill_scores_json",
    }
    rows = with_named(facts, current, ASSESSMENTS.table, F.col("raw_assessment_id"), "_test")
    news = {"parse_issue": waiting_for("raw_assessment_id", F.col("_test_there")), "revisit": F.col("_test_is_new")}
    return mapped(rows, tried.FORM, columns).withColumns(news)


def assessments(facts: DataFrame, current: Current) -> DataFrame:
    """Attempts that were finished, as results of the test as a line item; others have no result yet.

    One that is not finished any more, as its row says now, has none any more.
    """
    language = course()
    columns = {
        "assessment_id": "raw_id",
        "student_id": "raw_user_id",
        "assessment_date": "raw_completed_at",
        "subject": title(language),
        "score": "raw_score",
        "grade_level": F.lit(UNGRADED),
        "completion_time": _minutes(),
        "class_id": class_of(language, "_test_difficulty_level"),
        "line_item_id": "raw_assessment_id",
    }
    tested = with_named(facts, current, ASSESSMENTS.table, F.col("raw_assessment_id"), "_test")
    rows = with_named(tested, current, ATTEMPTS.table, F.col("raw_id"), "_now")
    is_open = F.col("_now_there") & is_blank("_now_completed_at")
    unfinished = F.when(is_blank("raw_completed_at"), NOTHING_SAID).when(is_open, TAKEN_BACK)
    issue = F.coalesce("parse_issue", unfinished, waiting_for("raw_assessment_id", F.col("_test_there")))
    news = {"parse_issue": issue, "revisit": any_of("_test_is_new", "_now_is_new")}
    return mapped(rows, scored.FORM, columns).withColumns(news)


def _minutes() -> Column:
    """How long an attempt took; null where begin and end are one moment, which is that of handing it in.

    Both are taken as they are written: where clocks of their time zone changed in between, it is an hour off.
    """
    begin, end = (F.unix_micros(as_timestamp(F.col(name))) for name in ("raw_started_at", "raw_completed_at"))
    took = ((end - begin).cast("decimal(20,0)") / MICROS_OF_A_MINUTE).cast("decimal(20,2)")
    return F.when(begin != end, took.cast("string"))


def proficiency(facts: DataFrame, _: Current) -> DataFrame:
    """The level of a learner in a language, as it was when it was delivered."""
    columns = {
        "student_id": "raw_user_id",
        "course_id": "raw_language",
        "level": "raw_cefr_level",
        "score": "raw_proficiency_score",
        "assessed_at": "raw_assessed_at",
        "updated_at": "raw_updated_at",
    }
    return told(facts, levels.FORM, columns)

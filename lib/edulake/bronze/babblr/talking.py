"""What learners do of their own: conversations with their messages, lessons, and both as engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.babblr.fields import course, is_blank, mapped, told, waiting_for, with_named
from edulake.bronze.babblr.mentions import is_of
from edulake.bronze.babblr.tables import CONVERSATIONS, LESSON_PROGRESS
from edulake.bronze.reference import any_of
from edulake.contract.rule import NOTHING_SAID, TAKEN_BACK
from edulake.silver.language import conversations as talks
from edulake.silver.language import lesson_progress as progress
from edulake.silver.language import messages as said
from edulake.silver.learning import engagement as engaged

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.bronze.babblr.fields import Current


def conversations(facts: DataFrame, _: Current) -> DataFrame:
    """Conversations, which say all of themselves."""
    columns = {
        "conversation_id": "raw_id",
        "student_id": "raw_user_id",
        "course_id": "raw_language",
        "level": "raw_difficulty_level",
        "topic_id": "raw_topic_id",
        "started_at": "raw_created_at",
        "updated_at": "raw_updated_at",
    }
    return told(facts, talks.FORM, columns)


def messages(facts: DataFrame, current: Current) -> DataFrame:
    """Messages with their conversation, for which they wait: it says whose they are; they go when it goes."""
    joined = with_named(facts, current, CONVERSATIONS.table, F.col("raw_conversation_id"), "_talk")
    columns = {
        "message_id": "raw_id",
        "conversation_id": "raw_conversation_id",
        "student_id": "_talk_user_id",
        "course_id": "_talk_language",
        "level": "_talk_difficulty_level",
        "topic_id": "_talk_topic_id",
        "role": "raw_role",
        "sent_at": "raw_created_at",
        "content": "raw_content",
        "corrections": "raw_corrections",
        "conversation_updated_at": "_talk_updated_at",
    }
    issue = F.coalesce(
        waiting_for("raw_conversation_id", F.col("_talk_there")), F.when(F.col("_talk_is_gone"), TAKEN_BACK)
    )
    news = {"parse_issue": issue, "revisit": F.col("_talk_is_new")}
    return mapped(joined, said.FORM, columns).withColumns(news)


def lesson_progress(facts: DataFrame, _: Current) -> DataFrame:
    """How far learners are in lessons, as it was when it was delivered."""
    columns = {
        "progress_id": "raw_id",
        "student_id": "raw_user_id",
        "lesson_id": "raw_lesson_id",
        "course_id": "raw_language",
        "status": "raw_status",
        "completion": "raw_completion_percentage",
        "mastery": "raw_mastery_score",
        "started_at": "raw_started_at",
        "completed_at": "raw_completed_at",
        "last_accessed_at": "raw_last_accessed_at",
    }
    return told(facts, progress.FORM, columns)


def engagement(facts: DataFrame, current: Current) -> DataFrame:
    """A row for each conversation, when it began, and for each lesson that was begun or completed, when it was.

    Each is what its row says now, for which it waits, and goes with it; a lesson that nobody opened is none.
    """
    is_talk, is_lesson = is_of(CONVERSATIONS), is_of(LESSON_PROGRESS)
    talked = with_named(facts, current, CONVERSATIONS.table, F.when(is_talk, F.col("raw_id")), "_talk")
    rows = with_named(talked, current, LESSON_PROGRESS.table, F.when(is_lesson, F.col("raw_id")), "_lesson")
    opened = F.coalesce(F.when(~is_blank("_lesson_started_at"), F.col("_lesson_started_at")), "_lesson_completed_at")
    columns = {
        "engagement_id": F.concat(F.when(is_talk, "conversation:").otherwise("lesson:"), F.trim("raw_id")),
        "student_id": F.coalesce("_talk_user_id", "_lesson_user_id"),
        "course_id": F.coalesce(course("_talk_language"), course("_lesson_language")),
        "activity": F.when(is_talk, "conversation").when(is_lesson, "lesson"),
        "resource_id": F.coalesce("_talk_topic_id", "_lesson_lesson_id"),
        "engaged_at": F.coalesce("_talk_created_at", opened),
    }
    there = F.col("_talk_there") | F.col("_lesson_there")
    gone = F.col("_talk_is_gone") | F.col("_lesson_is_gone")
    unopened = F.col("_lesson_there") & F.coalesce(F.trim(opened) == "", F.lit(True))
    issue = F.when(~(is_talk | is_lesson), NOTHING_SAID).when(gone | unopened, TAKEN_BACK)
    news = {
        "parse_issue": F.coalesce("parse_issue", issue, waiting_for("raw_id", there)),
        "revisit": any_of("_talk_is_new", "_lesson_is_new"),
    }
    return mapped(rows, engaged.FORM, columns).withColumns(news)

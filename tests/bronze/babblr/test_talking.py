"""Conversations, messages and lessons of babblr, and both as engagement: messages wait for whose they are."""

from __future__ import annotations

import pytest
from babblr import SEVEN, conversation, message, progress
from babblr_rows import candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

WHAT = ("activity", "engagement_id", "student_id", "course_id", "resource_id", "engaged_at", "parse_issue", "revisit")


def test_conversations_and_lessons_say_all_of_themselves(spark: SparkSession) -> None:
    rows = candidates(spark, "conversations", SEVEN)
    names = ("conversation_id", "student_id", "course_id", "level", "topic_id", "started_at", "updated_at", "revisit")
    assert picked(rows, *names) == [
        ("1", "1", "spanish", "A1", "greetings", "2024-07-06T00:28:00", "2024-07-06T00:40:00", False),
        ("2", "2", "it", "A1", None, "2024-07-09T08:00:00", "2024-07-06T00:40:00", False),
    ]
    rows = candidates(spark, "lesson_progress", SEVEN)
    names = ("progress_id", "student_id", "lesson_id", "course_id", "status", "completion", "mastery", "updated_at")
    assert picked(rows, *names) == [
        ("1", "1", "1", "spanish", "completed", "100.0", "0.85", None),
        ("2", "2", "2", "italian", "not_started", "100.0", "0.85", None),
    ]


def test_a_message_is_its_conversations(spark: SparkSession) -> None:
    talks = [
        conversation(1, difficulty_level="B1"),
        conversation(2, 2, **{"+is_gone": True}),
        conversation(3, 2, topic_id=None, **{"+is_new": True}),
    ]
    said = [message(1, 1), message(2, 2), message(3, 3), message(4, 4), message(5, 4), message(6, 4)]
    said[4] |= {"conversation_id": None, "+parse_issue": "BAD_JSON"}
    said[5]["conversation_id"] = None
    rows = candidates(spark, "messages", {"conversations": talks, "messages": said})
    updated = "2024-07-06T00:40:00"
    names = ("message_id", "student_id", "course_id", "level", "topic_id", "conversation_updated_at", "parse_issue")
    assert picked(rows, *names, "revisit") == [
        ("1", "1", "spanish", "B1", "greetings", updated, None, False),
        ("2", "2", "spanish", "A1", "greetings", updated, "TAKEN_BACK", False),
        ("3", "2", "spanish", "A1", None, updated, None, True),
        ("4", None, None, None, None, None, "WAITING_FOR_REFERENCE", False),
        ("5", None, None, None, None, None, "BAD_JSON", False),
        ("6", None, None, None, None, None, None, False),
    ]
    assert picked(rows[:1], "role", "sent_at", "content", "corrections") == [
        ("user", "2024-07-06T00:29:00", "Hola, me llamo Ada", "[]")
    ]


def test_engagement_is_what_conversations_and_lessons_say_now(spark: SparkSession) -> None:
    """Of one id there may be a conversation and a lesson; one without an id waits for nothing, and is nobody's."""
    talks = [
        conversation(0) | {"id": None},
        conversation(7, language="es"),
        conversation(8, **{"+is_gone": True}),
        conversation(9, language="Klingon"),
    ]
    opened = [
        progress(7, 2, 4, started_at=" ", **{"+is_new": True}),
        progress(8, 2, 5, started_at=None, completed_at=None),
        progress(9, 2, 6, status="in_progress", completed_at=None),
    ]
    tables = {**SEVEN, "conversations": talks, "lesson_progress": opened}
    rows = candidates(spark, "engagement", tables)
    told = [row for row in picked(rows, *WHAT) if row[0]]
    moment, begun = "2024-07-06T00:28:00", "2024-07-07T10:00:00"
    assert told == [
        ("conversation", None, None, None, None, None, None, False),
        ("conversation", "conversation:7", "1", "es", "greetings", moment, None, False),
        ("conversation", "conversation:8", "1", "es", "greetings", moment, "TAKEN_BACK", False),
        ("conversation", "conversation:9", "1", "klingon", "greetings", moment, None, False),
        ("lesson", "lesson:7", "2", "es", "4", "2024-07-07T10:30:00", None, True),
        ("lesson", "lesson:8", "2", "es", "5", None, "TAKEN_BACK", False),
        ("lesson", "lesson:9", "2", "es", "6", begun, None, False),
    ]
    others = [row for row in rows if not row["raw_activity"]]
    assert {row["parse_issue"] for row in others} == {"NOTHING_SAID"}
    assert {row["source_file"].rpartition("/")[2] for row in others} == {
        "assessment_attempts.parquet", "user_levels.parquet", "lessons.parquet", "assessments.parquet"
    }  # fmt: skip

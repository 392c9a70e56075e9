"""Babblr, an app to learn a language in (facts of its schema: github.com/pkuppens/babblr): its tables as Parquet, or
its database.

A learner is a student, a language a course, a test a line item; a language has no end, so that nobody is enrolled in
one. Times without a time zone are UTC. The app itself has one learner and no id of whom: its block says it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.babblr import catalog, mentions, results, talking
from edulake.bronze.babblr.tables import (
    ASSESSMENTS,
    ATTEMPTS,
    CONVERSATIONS,
    LESSON_PROGRESS,
    LESSONS,
    MENTIONS,
    MESSAGES,
    USER_LEVELS,
)
from edulake.bronze.reference import Reference
from edulake.bronze.source import Source

if TYPE_CHECKING:
    from edulake.bronze.source import Candidates
    from edulake.contract.feed import Feed

__all__ = ["BABBLR"]

NAME = "babblr"
TALK = Reference(CONVERSATIONS.table, ("raw_id",), "raw_updated_at")
PROGRESS = Reference(LESSON_PROGRESS.table, ("raw_id",), "raw_last_accessed_at")
TEST = Reference(ASSESSMENTS.table, ("raw_id",), "raw_updated_at")
TRIED = Reference(ATTEMPTS.table, ("raw_id",))
FEEDS = {TALK: CONVERSATIONS, PROGRESS: LESSON_PROGRESS, TEST: ASSESSMENTS, TRIED: ATTEMPTS}


def _source(
    subject: str,
    candidates: Candidates,
    feeds: tuple[Feed, ...],
    provides: str,
    *references: Reference,
    sums: bool = False,
) -> Source:
    """What babblr delivers of a subject: its facts are those of the first of the `feeds`."""
    return Source(
        name=NAME,
        subject=subject,
        feeds=(*feeds, *(FEEDS[reference] for reference in references)),
        facts=feeds[0].table,
        candidates=candidates,
        provides=frozenset(f"raw_{name}" for name in provides.split()),
        references=references,
        sums=sums,
    )


BABBLR: tuple[Source, ...] = (
    _source("students", mentions.students, MENTIONS, "student_id grade_level"),
    _source("courses", mentions.courses, MENTIONS, "course_id name subject grade_level", sums=True),
    _source(
        "lessons",
        catalog.lessons,
        (LESSONS,),
        "lesson_id course_id name lesson_type subject topic_id level order_index is_active created_at updated_at",
    ),
    _source(
        "line_items",
        catalog.line_items,
        (ASSESSMENTS,),
        "line_item_id class_id name category score_max subject grade_level status updated_at",
    ),
    _source(
        "conversations",
        talking.conversations,
        (CONVERSATIONS,),
        "conversation_id student_id course_id level topic_id started_at updated_at",
    ),
    _source(
        "messages",
        talking.messages,
        (MESSAGES,),
        "message_id conversation_id student_id course_id level topic_id role sent_at content corrections"
        " conversation_updated_at",
        TALK,
    ),
    _source(
        "lesson_progress",
        talking.lesson_progress,
        (LESSON_PROGRESS,),
        "progress_id student_id lesson_id course_id status completion mastery started_at completed_at last_accessed_at",
    ),
    _source(
        "engagement",
        talking.engagement,
        MENTIONS,
        "engagement_id student_id course_id activity resource_id engaged_at",
        TALK,
        PROGRESS,
    ),
    _source(
        "attempts",
        results.attempts,
        (ATTEMPTS,),
        "attempt_id student_id line_item_id assessment_type course_id level score points points_max started_at"
        " completed_at recommended_level skills",
        TEST,
    ),
    _source(
        "assessments",
        results.assessments,
        (ATTEMPTS,),
        "assessment_id student_id assessment_date subject score grade_level completion_time class_id line_item_id",
        TEST,
        TRIED,
    ),
    _source(
        "proficiency",
        results.proficiency,
        (USER_LEVELS,),
        "student_id course_id level score assessed_at updated_at",
    ),
)

"""Bronze tables of babblr, and their files: a Parquet file a table of the app, or the app's database itself.

Each is one of its tables, with the columns that the app has and those of what is generated for it: a file may lack any
that is not required. Texts of messages and their corrections stand here, to be kept for a year; of those that are
refused also in quarantine, and in silver of none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.contract.raw import raw_table
from edulake.contract.table import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

PARQUET = Dialect("parquet")
LEARNER = {"user_id": "Learner; the app itself has one, and does not say whom"}
LANGUAGE = {"language": "Language that is learned, in English or as its code of ISO 639-1"}
# Ids of rows about people, and whatever somebody wrote or said, and where that lies.
OF_PEOPLE = {"id", "conversation_id", "content", "corrections", "audio_path", "answers_json"}
DAYS_OF_MESSAGES = 365


def _columns(fields: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(f"raw_{name}", "STRING", said, personal="direct" if name in OF_PEOPLE else "none")
        for name, said in fields.items()
    )


def _feed(name: str, meaning: str, fields: Mapping[str, str], *required: str) -> Feed:
    """The files of one table of the app: `conversations.parquet`, also with more behind its name."""
    everything = {"id": "The app's id of the row", **fields}
    people = {"raw_user_id": "student"} if "user_id" in fields else {}
    table = raw_table(
        f"babblr_{name}_raw",
        f"Table {name} of babblr as delivered: {meaning}.",
        _columns(everything),
        cluster_by=(next(iter(people), "raw_id"), "ingestion_timestamp"),
        people=people,  # type: ignore[arg-type]
    )
    columns = {f"raw_{name}": name for name in everything}
    needed = tuple(f"raw_{name}" for name in ("id", *required))
    return Feed(table, columns, _files(name), needed, identity=("raw_id",))


def _files(name: str, dialect: Dialect = PARQUET) -> Files:
    return Files(f"**/{name}*.parquet", dialect, table=name)


CONVERSATIONS = _feed(
    "conversations",
    "talks of a learner with the tutor",
    {
        **LEARNER,
        **LANGUAGE,
        "difficulty_level": "Level of the talk",
        "topic_id": "Topic",
        "created_at": "When it began",
        "updated_at": "When it was last changed",
    },
    "language",
    "created_at",
)
_MESSAGES = _feed(
    "messages",
    "what was said in conversations",
    {
        "conversation_id": "Conversation",
        "role": "user or assistant",
        "content": "Text",
        "audio_path": "Where its sound lies",
        "corrections": "What was corrected in it, a list of objects as JSON",
        "created_at": "When it was sent",
    },
    "conversation_id",
    "created_at",
)
MESSAGES = replace(_MESSAGES, table=replace(_MESSAGES.table, retention_days=DAYS_OF_MESSAGES))
LESSONS = _feed(
    "lessons",
    "what can be learned",
    {
        **LANGUAGE,
        "lesson_type": "Kind of lesson",
        "title": "Title",
        "title_en": "Title in English",
        "subject": "What it is about",
        "topic_id": "Topic",
        "difficulty_level": "Level",
        "order_index": "Place among the lessons of its level",
        "is_active": "Whether it is offered",
        "created_at": "When it was made",
        "updated_at": "When it was last changed",
    },
    "language",
    "lesson_type",
)
LESSON_PROGRESS = _feed(
    "lesson_progress",
    "how far a learner is in a lesson",
    {
        **LEARNER,
        "lesson_id": "Lesson",
        **LANGUAGE,
        "status": "not_started, in_progress or completed",
        "completion_percentage": "How much of it is done, 0 to 100",
        "mastery_score": "How well, 0 to 1",
        "started_at": "When it was begun",
        "completed_at": "When it was completed",
        "last_accessed_at": "When it was last opened",
    },
    "lesson_id",
    "status",
)
ASSESSMENTS = _feed(
    "assessments",
    "tests",
    {
        **LANGUAGE,
        "assessment_type": "Kind of test",
        "title": "Title",
        "description": "Description",
        "difficulty_level": "Level, or mixed",
        "duration_minutes": "Minutes that it should take",
        "is_active": "Whether it is offered",
        "created_at": "When it was made",
        "updated_at": "When it was last changed",
    },
    "language",
    "assessment_type",
)
ATTEMPTS = _feed(
    "assessment_attempts",
    "what learners reached in tests",
    {
        **LEARNER,
        "assessment_id": "Test",
        **LANGUAGE,
        "score": "Score, 0 to 100",
        "total_questions": "Points that there are",
        "correct_answers": "Points that were reached",
        "started_at": "When it was begun",
        "completed_at": "When it was handed in; null while it is not",
        "answers_json": "Answers, an object as JSON",
        "recommended_level": "Level that it recommends",
        "skill_scores_json": "Points by skill, a list of objects as JSON",
    },
    "assessment_id",
    "score",
)
USER_LEVELS = _feed(
    "user_levels",
    "at which level a learner is in a language",
    {
        **LEARNER,
        **LANGUAGE,
        "cefr_level": "Level",
        "proficiency_score": "Proficiency, 0 to 100",
        "assessed_at": "When it was assessed",
        "updated_at": "When it was last changed",
    },
    "language",
    "cefr_level",
)
NAMED = {**LEARNER, **LANGUAGE}
MENTIONED = ("conversations", "lesson_progress", "assessment_attempts", "user_levels", "lessons", "assessments")
MENTIONS_RAW = raw_table(
    "babblr_mentions_raw",
    f"Which learner and which language the rows of {', '.join(MENTIONED)} name, by the file that each is in.",
    _columns({"id": "The app's id of the row within its table", **NAMED}),
    cluster_by=("raw_user_id", "ingestion_timestamp"),
    people={"raw_user_id": "student"},
)
# Nothing else of those files is asked for here: the other tables have it.
_ONLY = Dialect("parquet", withheld=Withheld(only=("id", *NAMED)))
MENTIONS = tuple(
    Feed(MENTIONS_RAW, {f"raw_{name}": name for name in ("id", *NAMED)}, _files(name, _ONLY), ("raw_id",))
    for name in MENTIONED
)

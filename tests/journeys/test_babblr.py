"""Babblr from its seven files, and from the database of its app, to silver."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import babblr
import pytest
from babblr import SEVEN, Tables, attempt, conversation, exam, message
from lake import MONDAY, Lake

from edulake.bronze.babblr import BABBLR
from edulake.bronze.babblr.tables import MESSAGES
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS as EVERY

pytestmark = [pytest.mark.once, pytest.mark.more]

SUBJECTS = [
    *("students", "courses", "line_items", "lessons", "conversations", "messages", "lesson_progress", "engagement"),
    *("attempts", "assessments", "proficiency"),
]
TALKS = ["conversations", "messages", "engagement"]
FEEDS = [feed for source in BABBLR for feed in source.feeds]


def deliver(lake: Lake, day: str, tables: Tables) -> None:
    for name, content in babblr.files(tables).items():
        lake.deliver(f"babblr/{day}/{name}", content)


def bring(lake: Lake, subjects: list[str] = TALKS) -> None:
    lake.ingest(source=["babblr"])
    lake.cleanse(source=["babblr"], subject=subjects)


def told(lake: Lake, subject: str, *columns: str) -> list[tuple[str, ...]]:
    table = EVERY[subject].table
    rows = lake.rows(table, *columns) if lake.store.exists(table) else []
    return sorted(tuple(str(value) for value in row.values()) for row in rows)


def ids(lake: Lake, *subjects: str) -> list[list[str]]:
    return [[row[0] for row in told(lake, subject, EVERY[subject].row_id)] for subject in subjects]


def test_seven_files(lake: Lake) -> None:
    """What they say twice changes nothing; what learners wrote stays in bronze."""
    deliver(lake, "2024-08-01", SEVEN)
    bring(lake, SUBJECTS)
    assert lake.refused() == []
    assert told(lake, "students", "student_id", "grade_level") == [("1", "Ungraded"), ("2", "Ungraded")]
    assert told(lake, "courses", "course_id", "name", "is_active") == [
        ("es", "Spanish", "True"),
        ("it", "Italian", "True"),
    ]
    assert told(lake, "line_items", "line_item_id", "class_id", "category") == [
        ("1", "es:A1", "grammar"),
        ("2", "es:Mixed", "cefr_placement"),
    ]
    assert told(lake, "lessons", "lesson_id", "course_id", "level", "is_active") == [
        ("1", "es", "A1", "True"),
        ("2", "it", "A1", "True"),
    ]
    assert told(lake, "conversations", "conversation_id", "student_id", "course_id", "started_at") == [
        ("1", "1", "es", "2024-07-06 00:28:00"),
        ("2", "2", "it", "2024-07-09 08:00:00"),
    ]
    assert told(lake, "messages", "message_id", "student_id", "course_id", "role", "characters") == [
        ("1", "1", "es", "user", "18"),
        ("2", "1", "es", "assistant", "18"),
        ("3", "2", "it", "user", "18"),
    ]
    assert told(lake, "lesson_progress", "progress_id", "lesson_id", "status", "mastery") == [
        ("1", "1", "completed", "0.8500"),
        ("2", "2", "not_started", "0.8500"),
    ]
    assert told(lake, "engagement", "engagement_id", "student_id", "course_id", "resource_id", "events") == [
        ("conversation:1", "1", "es", "greetings", "1"),
        ("conversation:2", "2", "it", "None", "1"),
        ("lesson:1", "1", "es", "1", "1"),
    ]
    assert told(lake, "attempts", "attempt_id", "assessment_type", "score", "is_finished") == [
        ("1", "grammar", "82.50", "True"),
        ("2", "cefr_placement", "82.50", "False"),
    ]
    assert told(lake, "assessments", "assessment_id", "subject", "class_id", "score", "completion_time") == [
        ("1", "Spanish", "es:A1", "82.50", "12.50")
    ]
    assert told(lake, "proficiency", "student_id", "course_id", "level") == [("1", "es", "A1"), ("2", "it", "A1")]
    words = {row["raw_content"] for row in lake.rows(MESSAGES.table)}
    assert words == {"Hola, me llamo Ada"}
    before = lake.versions()
    for name, content in babblr.files(SEVEN).items():
        lake.deliver(f"babblr/2024-08-01/again/{name.replace('.', '_again.')}", content, MONDAY + timedelta(days=1))
    bring(lake, SUBJECTS)
    assert lake.versions() == before


FIRST = {"conversations": [conversation(1), conversation(2)], "messages": [message(1, 1), message(2, 2), message(3, 3)]}
MENDED = conversation(2, language="it", updated_at="2024-07-08T00:00:00")
SECOND = {"conversations": [conversation(3, 2), MENDED], "messages": [message(2, 2, content="Ciao"), message(4, 1)]}


@pytest.mark.parametrize("order", [(1, 2), pytest.param((2, 1), marks=pytest.mark.slow)])
def test_messages_come_before_their_conversation_or_after(order: tuple[int, int], lake: Lake) -> None:
    for day in order:
        deliver(lake, f"2024-08-0{day}", {1: FIRST, 2: SECOND}[day])
        bring(lake)
    assert told(lake, "messages", "message_id", "student_id", "course_id", "characters") == [
        ("1", "1", "es", "18"),
        ("2", "1", "it", "4"),
        ("3", "2", "es", "18"),
        ("4", "1", "es", "18"),
    ]
    assert told(lake, "engagement", "engagement_id", "course_id") == [
        ("conversation:1", "es"),
        ("conversation:2", "it"),
        ("conversation:3", "es"),
    ]
    assert {row["status"] for row in lake.rows(QUARANTINE, "status")} == {"RESOLVED"}


TRIED = [{"assessments": [exam(1)], "assessment_attempts": [attempt(1), attempt(2, score=70.0)]}]
TRIED += [{"assessment_attempts": [attempt(1, completed_at=at)]} for at in (None, "2024-07-09T10:00:00")]


@pytest.mark.parametrize("order", [(0, 1, 2), pytest.param((1, 2, 0), marks=pytest.mark.slow)])
def test_an_attempt_that_is_open_again_has_no_result(order: tuple[int, ...], lake: Lake) -> None:
    """Nor had it one where that came first; finished once more, it has one once more."""
    subjects, days = ["attempts", "assessments"], set()
    for day in order:
        deliver(lake, f"2024-08-0{day + 1}", TRIED[day])
        bring(lake, subjects)
        days.add(day)
        last, is_known = max(days), 0 in days
        finished = ["1"] if last != 1 and is_known else []
        assert ids(lake, "assessments") == [[*finished, *(["2"] if is_known else [])]]
    assert told(lake, "attempts", "attempt_id", "is_finished") == [("1", "True"), ("2", "True")]
    assert told(lake, "assessments", "assessment_id", "assessment_date") == [("1", "2024-07-09"), ("2", "2024-07-08")]


OF_THE_APP = """
[sources.babblr]
snapshot = true
[sources.babblr.constants]
student_id = "L1"
[limits]
snapshot_shrink = 1.0
"""
THREE = {**SEVEN, "conversations": [conversation(n) for n in (1, 2, 3)], "messages": [message(n, n) for n in (1, 2, 3)]}


def test_what_the_app_has_no_more_goes(lake: Lake, tmp_path: Path) -> None:
    """A database, then an export of one table: what no file says anything of stays, but for what goes with it."""
    lake = lake.configured(OF_THE_APP)
    lake.deliver("babblr/2024-08-01/app.db", babblr.content(tmp_path, babblr.of_the_app(THREE)))
    of_all = [*TALKS, "students", "lesson_progress"]
    bring(lake, of_all)
    assert lake.refused() == []
    talks = [f"conversation:{n}" for n in (1, 2, 3)]
    assert ids(lake, *TALKS, "students") == [["1", "2", "3"], ["1", "2", "3"], [*talks, "lesson:1"], ["L1"]]
    assert told(lake, "conversations", "student_id", "started_at")[0] == ("L1", "2024-07-06 00:28:00")
    assert told(lake, "messages", "student_id", "role")[0] == ("L1", "user")
    lake.deliver("babblr/2024-08-02/app.db", b"SQLite format 3\0, and then nothing")
    left = babblr.of_the_app({"conversations": [conversation(1), conversation(3)]})
    deliver(lake, "2024-08-03", left)
    bring(lake, of_all)
    assert ids(lake, *TALKS, "students") == [["1", "3"], ["1", "3"], [talks[0], talks[2], "lesson:1"], ["L1"]]
    refused = lake.rows(QUARANTINE, "subject", "reason_codes", "source_file")
    assert {(*row["reason_codes"], row["source_file"].partition("!")[0]) for row in refused} == {
        ("FILE_CORRUPT", "babblr/2024-08-02/app.db")
    }
    assert {row["subject"] for row in refused} == {str(feed.table) for feed in FEEDS}
    before = lake.versions()
    bring(lake, of_all)
    assert lake.versions() == before


GARBAGE = [
    conversation(1),
    {**conversation(2), "id": None},
    conversation(3, None),
    conversation(4, created_at="soon"),
    conversation(5, language=None),
    conversation(6, language="Klingon", difficulty_level="beginner"),
]


def test_what_cannot_be_used_is_refused_and_the_others_go_on(lake: Lake) -> None:
    deliver(lake, "2024-08-01", {"conversations": GARBAGE, "lessons": [{"id": 1, "title": "no language"}]})
    lake.deliver("babblr/2024-08-01/conversations_cut.parquet", b"PAR1 and then nothing")
    bring(lake, ["conversations"])
    refused = [(row["subject"], *row["reason_codes"]) for row in lake.rows(QUARANTINE, "subject", "reason_codes")]
    assert sorted(refused) == [
        ("bronze.babblr_conversations_raw", "FILE_CORRUPT"),
        ("bronze.babblr_lessons_raw", "FILE_SCHEMA"),
        ("bronze.babblr_mentions_raw", "FILE_CORRUPT"),
        ("conversations", "BAD_DATE"),
        ("conversations", "NULL_CONVERSATION_ID"),
        ("conversations", "NULL_COURSE_ID"),
        ("conversations", "NULL_STUDENT_ID"),
    ]
    assert told(lake, "conversations", "conversation_id", "course_id", "level", "level_raw") == [
        ("1", "es", "A1", "A1"),
        ("6", "klingon", "None", "beginner"),
    ]

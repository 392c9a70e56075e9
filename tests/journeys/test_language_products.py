"""Products about languages, delivery by delivery: what all files at once make of them, and what a rebuild does."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.jobs import gold_aggregate

SUBJECTS = {
    "conversations": ("conversation_id", "student_id", "course_id", "level", "topic_id", "started_at"),
    "messages": (
        *("message_id", "conversation_id", "student_id", "course_id", "level", "role", "sent_at"),
        "corrections",
    ),
    "lesson_progress": (
        *("progress_id", "student_id", "lesson_id", "course_id", "status", "mastery"),
        *("started_at", "completed_at", "last_accessed_at"),
    ),
    "attempts": ("attempt_id", "student_id", "course_id", "level", "score", "completed_at", "skills"),
}
NAMES = (
    *("language_activity", "retention", "topic_engagement", "error_patterns", "skill_profile"),
    "lesson_progress_summary",
)
TABLES = [PRODUCTS[name].table for name in NAMES]
SETTINGS = "[gold.language]\nmin_learners = 2\nmin_events = 1\n"
DAYS = ("2025-03-20", "2025-04-20")


def blocks(system: str) -> str:
    """Each subject as JSON lines of a system, whose fields are called as the subject's."""
    text = ""
    for subject, names in SUBJECTS.items():
        block = f"sources.{system}_{subject}"
        text += (
            f'[{block}]\nsystem = "{system}"\nsubject = "{subject}"\nfiles = "**/{subject}*.jsonl"\nformat = "jsonl"\n'
        )
        text += f"[{block}.columns]\n" + "".join(f'{name} = "{name}"\n' for name in names)
    return text


def deliveries(chance: random.Random) -> dict[str, str]:
    """Two systems and two months: the second one adds, corrects, and takes lessons up again."""
    files: dict[str, list[dict[str, Any]]] = {}
    for system in ("talker", "chatter"):
        for month, day in enumerate(DAYS):

            def moment(month: int = month) -> str:
                return f"2025-0{2 + month}-{chance.randint(1, 19):02d}T{chance.randint(8, 20)}:00:00Z"

            def add(subject: str, row: dict[str, Any], place: str = f"{system}/{day}") -> None:
                files.setdefault(f"{place}/{subject}.jsonl", []).append(row)

            for n in range(12):
                who = {"student_id": f"S{n % 4}", "course_id": chance.choice(["es", "it"]), "level": "A1"}
                talk = {"conversation_id": f"{month}-{n}", **who}
                began = moment()
                add("conversations", {**talk, "topic_id": chance.choice(["food", "work"]), "started_at": began})
                for m in range(chance.randint(0, 4)):
                    errors = json.dumps([{"type": "grammar"}] * chance.randint(0, 2))
                    at = began.replace(":00:00", f":0{m}:30")
                    said = {"message_id": f"{month}-{n}-{m}", "role": "user", "corrections": errors, "sent_at": at}
                    add("messages", {**talk, **said})
                skills = json.dumps([{"skill": "reading", "total": 5, "correct": chance.randint(0, 5), "score": 50}])
                id_ = f"{chance.choice([0, month])}-{n}"
                add("attempts", {**who, "attempt_id": id_, "score": "70", "completed_at": moment(), "skills": skills})
                status = chance.choice(["in_progress", "completed"])
                lesson = {"progress_id": f"p{n}", "lesson_id": f"l{n % 3}", "status": status, "mastery": "0.5"}
                add(
                    "lesson_progress",
                    {**who, "course_id": "es", **lesson, "started_at": moment(), "last_accessed_at": moment()},
                )
    return {name: "".join(json.dumps(row) + "\n" for row in rows) for name, rows in files.items()}


@pytest.mark.slow
@pytest.mark.once
def test_a_month_later_is_what_all_at_once_is(spark: SparkSession, tmp_path: Path) -> None:
    files = deliveries(random.Random(3))
    lakes = [Lake(spark, tmp_path / name).configured(blocks("talker") + blocks("chatter") + SETTINGS) for name in "ab"]
    one, other = lakes
    chosen = {"subject": list(SUBJECTS), "product": list(NAMES)}
    for name in files:
        other.deliver(name, files[name])
    other.run(**chosen)
    early = [name for name in files if DAYS[0] in name]
    # Of one system everything at first, of the other the first month.
    first = [*early, *[name for name in files if name.startswith("chatter") and name not in early]]
    for name in first:
        one.deliver(name, files[name])
    one.run(**chosen)
    before = {table: one.rows(table) for table in TABLES}
    for name in files.keys() - {*first}:
        one.deliver(name, files[name])
    one.run(**chosen)
    for table in TABLES:
        rows = one.content(table)
        assert rows, str(table)
        assert rows == other.content(table), str(table)
        untouched = [row for row in before[table] if row["source_system"] == "chatter"]
        assert untouched
        assert [row for row in one.rows(table) if row["source_system"] == "chatter"] == untouched, str(table)
    versions = one.versions()
    gold_aggregate.run(one.context(product=list(NAMES)), anew="a test asks for it")
    assert one.versions() == versions

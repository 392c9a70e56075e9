"""Tables of babblr as it delivers them: rows, and the Parquet files and databases that hold them."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Rows]


def conversation(id_: int, user: int | None = 1, **said: Any) -> dict[str, Any]:
    usual = {"language": "spanish", "difficulty_level": "A1", "topic_id": "greetings"}
    times = {"created_at": "2024-07-06T00:28:00", "updated_at": "2024-07-06T00:40:00"}
    return {"id": id_, "user_id": user, **usual, **times, **said}


def message(id_: int, of: int, **said: Any) -> dict[str, Any]:
    usual = {"role": "user", "content": "Hola, me llamo Ada", "audio_path": None, "corrections": "[]"}
    return {"id": id_, "conversation_id": of, **usual, "created_at": "2024-07-06T00:29:00", **said}


def lesson(id_: int, **said: Any) -> dict[str, Any]:
    usual = {"language": "spanish", "lesson_type": "vocabulary", "title": "Food", "subject": "food"}
    order = {"difficulty_level": "A1", "order_index": 1, "is_active": True, "created_at": "2024-01-01T00:00:00"}
    return {"id": id_, **usual, **order, **said}


def progress(id_: int, user: int | None = 1, of: int = 1, **said: Any) -> dict[str, Any]:
    usual = {"lesson_id": of, "language": "spanish", "status": "completed"}
    how = {"completion_percentage": 100.0, "mastery_score": 0.85, "started_at": "2024-07-07T10:00:00"}
    times = {"completed_at": "2024-07-07T10:30:00", "last_accessed_at": "2024-07-07T10:30:00"}
    return {"id": id_, "user_id": user, **usual, **how, **times, **said}


def exam(id_: int, **said: Any) -> dict[str, Any]:
    usual = {"language": "spanish", "assessment_type": "grammar", "title": "Verbs", "description": "Verbs"}
    how = {"difficulty_level": "A1", "duration_minutes": 20, "is_active": True, "created_at": "2024-01-01T00:00:00"}
    return {"id": id_, **usual, **how, **said}


def attempt(id_: int, user: int | None = 1, of: int = 1, **said: Any) -> dict[str, Any]:
    usual = {"assessment_id": of, "language": "spanish", "score": 82.5, "total_questions": 20, "correct_answers": 17}
    times = {"started_at": "2024-07-08T09:00:00", "completed_at": "2024-07-08T09:12:30"}
    skills = '[{"skill": "grammar", "total": 20, "correct": 17, "score": 85}]'
    told = {"answers_json": None, "recommended_level": "A2", "skill_scores_json": skills}
    return {"id": id_, "user_id": user, **usual, **times, **told, **said}


def level(id_: int, user: int | None = 1, **said: Any) -> dict[str, Any]:
    usual = {"language": "spanish", "cefr_level": "A1", "proficiency_score": 45.5}
    times = {"assessed_at": "2024-07-08T09:12:30", "updated_at": "2024-07-08T09:12:30"}
    return {"id": id_, "user_id": user, **usual, **times, **said}


# Two learners and two languages, of which one is spelled in two ways.
SEVEN: dict[str, list[dict[str, Any]]] = {
    "conversations": [
        conversation(1),
        conversation(2, 2, language="it", topic_id=None, created_at="2024-07-09T08:00:00"),
    ],
    "messages": [message(1, 1), message(2, 1, role="assistant", corrections=None), message(3, 2)],
    "lessons": [lesson(1), lesson(2, language="italian", order_index=2)],
    "lesson_progress": [
        progress(1),
        progress(2, 2, 2, language="italian", status="not_started", started_at=None, completed_at=None),
    ],
    "assessments": [exam(1), exam(2, difficulty_level="mixed", assessment_type="cefr_placement")],
    "assessment_attempts": [attempt(1), attempt(2, 2, 2, completed_at=None)],
    "user_levels": [level(1), level(2, 2, language="italian")],
}


def parquet(rows: Rows) -> bytes:
    """Rows as pandas writes them: a column without any value has no type."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), target)
    return target.getvalue()


def files(tables: Tables) -> dict[str, bytes]:
    return {f"{name}.parquet": parquet(rows) for name, rows in tables.items()}


def of_the_app(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """What the app itself has: nobody's id, times with a blank, and truth values that are numbers."""
    return {
        name: [{key: _as_the_app(value) for key, value in row.items() if key != "user_id"} for row in rows]
        for name, rows in tables.items()
    }


def _as_the_app(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    is_time = isinstance(value, str) and value[:2] == "20" and value[10:11] == "T"
    return f"{value.replace('T', ' ')}.000000" if is_time else value


def database(path: Path, tables: Tables) -> sqlite3.Connection:
    """A database of these tables at a path, still open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = sqlite3.connect(path)
    for name, rows in tables.items():
        columns = list(rows[0]) if rows else ["id"]
        opened.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        opened.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(row.values()) for row in rows])
    opened.commit()
    return opened


def content(folder: Path, tables: Tables) -> bytes:
    """The bytes of a database of these tables."""
    path = folder / "made.db"
    path.unlink(missing_ok=True)
    with closing(database(path, tables)):
        pass
    return path.read_bytes()

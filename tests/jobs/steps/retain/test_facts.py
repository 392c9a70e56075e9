"""What goes from silver: what is old, and named by no row that stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import Held, rows_of

from edulake.jobs.steps.retain import facts
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
EDGE = dt.date(2020, 1, 1)
OLD, YOUNG = dt.date(2019, 12, 31), EDGE
FIRST = dict.fromkeys(SUBJECTS, EDGE)
MESSAGES, TALKS, STUDENTS = (SUBJECTS[name] for name in ("messages", "conversations", "students"))
EVERY = [STUDENTS, TALKS, MESSAGES]


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def message(name: str, day: dt.date, talk: str, student: str = "S") -> dict[str, Any]:
    return {"source_system": "a", "message_id": name, "date": day, "conversation_id": talk, "student_id": student}


def talk(name: str, day: dt.date) -> dict[str, Any]:
    return {"source_system": "a", "conversation_id": name, "date": day, "student_id": "S"}


def version(student: str, since: dt.date, until: dt.date | None, *, active: bool = True) -> dict[str, Any]:
    ends = until and midnight(until)
    return {
        "source_system": "a",
        "student_id": student,
        "valid_from": midnight(since),
        "valid_to": ends,
        "is_active": active,
    }


@pytest.fixture
def store(spark: SparkSession) -> Any:
    rows = {
        MESSAGES: [message("1", OLD, "both"), message("2", YOUNG, "both"), message("3", OLD, "over", "left")],
        TALKS: [talk("both", OLD), talk("over", OLD), talk("new", YOUNG), talk("nobody's", OLD)],
        STUDENTS: [
            version("S", OLD - dt.timedelta(days=9), OLD),
            version("S", OLD, YOUNG),
            version("S", YOUNG, None),
            version("left", OLD, None, active=False),
            version("gone", OLD, None, active=False),
            version("quiet", OLD, None),
        ],
    }
    return Held(spark, {of.table: rows_of(spark, of.table, *said) for of, said in rows.items()})


def names(rows: Any, column: str) -> list[str]:
    return sorted(row[column] for row in rows.collect())


def test_only_tables_with_old_rows_are_looked_at_closely(store: Any) -> None:
    assert facts.holding_old(store, FIRST, EVERY) == EVERY
    early = dict.fromkeys(SUBJECTS, dt.date(2000, 1, 1))
    assert facts.holding_old(store, early, EVERY) == []
    assert facts.holding_old(store, FIRST, [SUBJECTS["attendance"]]) == [], "there is no such table"


def test_a_row_goes_unless_one_that_stays_names_it(store: Any) -> None:
    """A talk stays with its younger message; the student who left, with what refers to them, or goes with it."""
    gone = {"messages": facts.old(store, FIRST, MESSAGES, EVERY, {})}
    assert names(gone["messages"], "message_id") == ["1", "3"]
    gone["conversations"] = facts.old(store, FIRST, TALKS, EVERY, gone)
    assert names(gone["conversations"], "conversation_id") == ["nobody's", "over"]
    assert names(facts.old(store, FIRST, TALKS, EVERY, {}), "conversation_id") == ["nobody's"], "its message stays yet"
    students = facts.old(store, FIRST, STUDENTS, EVERY, gone)
    assert names(students, "student_id") == ["S", "gone", "left"]
    assert [row["valid_from"].date() for row in students.where("student_id = 'S'").collect()] != [YOUNG]
    assert names(facts.old(store, FIRST, STUDENTS, EVERY, {}), "student_id") == ["S", "gone"]

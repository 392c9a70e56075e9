"""A life told in versions: when one begins and ends, and what becomes of the records that say it.

Each case is a student of their own, told in words: the kind of the event, its day, and its content.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import day, frame

from edulake.jobs.steps.cleanse.versions import versions_of, with_fates
from edulake.silver import SUBJECTS, reading

pytestmark = pytest.mark.once
COLUMNS = {
    "source_system": "STRING", "student_id": "STRING", "place": "INT", "event": "STRING", "at": "TIMESTAMP",
    "status": "STRING", "grade": "STRING", "is_active": "BOOLEAN", "content_hash": "BIGINT", "is_new": "BOOLEAN",
    "revisit": "BOOLEAN", "source_file": "STRING", "source_file_modified_at": "TIMESTAMP", "record_hash": "BIGINT",
}  # fmt: skip
ATTRIBUTES = ("grade", "status")


class Case(NamedTuple):
    """Events, the versions that begin (grade, status, first day, day after the last), and the fates of what is new."""

    events: list[dict[str, Any]]
    versions: list[tuple[Any, ...]]
    fates: list[str | None]
    gone: tuple[int, ...] = ()


def event(kind: str, at: int, grade: str | None = "3", status: str = "Active", **values: Any) -> dict[str, Any]:
    active = kind != "absent" and status == "Active"
    told = {"event": kind, "at": day(at), "grade": grade, "status": status, "is_active": active, "record_hash": 1}
    told |= {"content_hash": hash_of(grade, status), "source_file": "f", "source_file_modified_at": day(at)}
    if kind == "absent":
        told |= {"grade": None, "status": None, "content_hash": None}
    return {**told, "is_new": kind == "row", **values}


def hash_of(grade: str | None, status: str) -> int:
    return sum(map(ord, f"{grade}{status}"))


def row(at: int, grade: str | None = "3", status: str = "Active", **values: Any) -> dict[str, Any]:
    return event("row", at, grade, status, **values)


OLD = {"is_new": False}
A, D, S = "accepted", "duplicate", "stale"
CASES = {
    "one": Case([row(1)], [("3", "Active", 1, None)], [A]),
    "same again": Case([row(1), row(2)], [("3", "Active", 1, None)], [A, D]),
    "another grade": Case([row(1), row(5, "4")], [("3", "Active", 1, 5), ("4", "Active", 5, None)], [A, A]),
    "there and back": Case(
        [row(1), row(2, "4"), row(3)], [("3", "Active", 1, 2), ("4", "Active", 2, 3), ("3", "Active", 3, None)], [A] * 3
    ),
    "nothing known of the grade": Case([row(1, None), row(2, None)], [(None, "Active", 1, None)], [A, D]),
    "absent, and back": Case(
        [row(1), event("absent", 2), event("absent", 3), row(4)],
        [("3", "Active", 1, 2), ("3", "Inactive", 2, 4), ("3", "Active", 4, None)],
        [A, None, None, A],
    ),
    "absent who had a status that says more": Case(
        [row(1, "3", "Graduated", is_active=True), event("absent", 2)],
        [("3", "Graduated", 1, 2), ("3", "Graduated", 2, None)],
        [A, None],
    ),
    "absent before anything is known": Case([event("absent", 1), row(2)], [("3", "Active", 2, None)], [None, A]),
    "two at once": Case(
        [row(1, "3", source_file_modified_at=day(2)), row(1, "4", source_file_modified_at=day(3))],
        [("4", "Active", 1, None)],
        [S, A],
    ),
    "two at once alike": Case([row(1), row(1, source_file="g")], [("3", "Active", 1, None)], [D, A]),
    "what was replaced is stale": Case(
        [row(1), event("replaced", 1, "4", is_new=True)], [("3", "Active", 1, None)], [A, S]
    ),
    "replaced by the same": Case([row(1), event("replaced", 1, is_new=True)], [("3", "Active", 1, None)], [A, S]),
    "an earlier word that stands": Case([event("earlier", 1, is_new=True)], [("3", "Active", 1, None)], [A]),
    "a record counts before an earlier word": Case(
        [event("earlier", 1, "4", is_new=True), row(1)], [("3", "Active", 1, None)], [S, A]
    ),
    "on top of what was valid": Case(
        [event("before", 1), row(3), row(5, "4")], [("3", "Active", 1, 5), ("4", "Active", 5, None)], [None, D, A]
    ),
    "what is read again has a fate, what is only background has none": Case(
        [row(1, revisit=True, **OLD), row(2, **OLD), row(3, is_new=None)], [("3", "Active", 1, None)], [A, None, None]
    ),
    "a version that begins no more": Case(
        [row(1), event("held", 2)], [("3", "Active", 1, None)], [A, None], gone=(1,)
    ),
    "a version that begins still": Case(
        [row(2, **OLD), event("held", 2)], [("3", "Active", 2, None)], [None, None]
    ),
}  # fmt: skip


def test_lives(spark: SparkSession) -> None:
    """The same ids of another source are other people."""
    rows = [
        {**told, "source_system": of, "student_id": name, "place": place}
        for of in ("sis", "lms")
        for name, case in CASES.items()
        for place, told in enumerate(case.events)
    ]
    told = with_fates(versions_of(frame(spark, COLUMNS, rows), "student_id", ATTRIBUTES), ATTRIBUTES, reading.left())
    assert not {"known", "state", "says", "said", "position", "at", "event"} & set(told.columns)
    first, last = (F.datediff(name, F.lit("2024-12-31")) for name in ("valid_from", "valid_to"))
    wanted = ("grade", "status", first, last, "begins", "fate", "gone", "is_current", "is_active", "content_hash")
    collected = told.select("source_system", "student_id", "place", *wanted).collect()
    assert len(collected) == len(rows)
    for source in ("sis", "lms"):
        for name, case in CASES.items():
            mine = sorted((r for r in collected if r[:2] == (source, name)), key=lambda row: row["place"])
            begun = sorted((r for r in mine if r["begins"]), key=lambda row: row[5])
            assert [tuple(r)[3:7] for r in begun] == case.versions, name
            assert [r["fate"] for r in mine] == case.fates, name
            assert tuple(r["place"] for r in mine if r["gone"]) == case.gone, name
            assert [r["is_current"] for r in begun] == [version[3] is None for version in case.versions], name
    left = next(r for r in collected if r["student_id"] == "absent, and back" and r["place"] == 1)
    assert (left["is_active"], left["content_hash"]) == (False, hash_of("3", "Active")), "what they were is known still"


def test_who_is_absent_is_only_less_active_where_nothing_else_is_said(spark: SparkSession) -> None:
    """The status of a lesson is none of a person: one that nobody knows is not Inactive once its record is gone."""
    rows = [{**told, "source_system": "app", "student_id": "P", "place": at} for at, told in enumerate(
        [row(1, "3", "Unknown", is_active=True), event("absent", 2)]
    )]  # fmt: skip
    told = with_fates(versions_of(frame(spark, COLUMNS, rows), "student_id", ATTRIBUTES), ATTRIBUTES, {})
    assert sorted(told.select("status", "is_active").collect()) == [("Unknown", False), ("Unknown", True)]


def test_no_history_has_a_column_that_is_written_while_it_is_told() -> None:
    steps = (
        "known",
        "state",
        "says",
        "said",
        "position",
        "at",
        "event",
        "place",
        "begins",
        "begins_then",
        "gone",
        "fate",
    )
    held = {name: set(subject.table.column_names) for name, subject in SUBJECTS.items() if subject.history}
    assert set(held) == {"students", "staff", "lesson_progress", "proficiency"}
    assert {name: columns & set(steps) for name, columns in held.items() if columns & set(steps)} == {}

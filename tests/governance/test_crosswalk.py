"""Students whom a crosswalk leaves open: counted by source, and named only to those who ask for it."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import Held, rows_of

from edulake.governance.crosswalk import MEANINGS, listed
from edulake.silver import SUBJECTS
from edulake.silver.rules import CONFLICTING_PERSON, UNMAPPED_PERSON

pytestmark = pytest.mark.once

STUDENTS, ATTENDANCE, STAFF = (SUBJECTS[name].table for name in ("students", "attendance", "staff"))


def row(student: str, *codes: str, source: str = "lms") -> dict[str, Any]:
    return {"student_id": student, "source_system": source, "issue_codes": list(codes)}


def held(spark: SparkSession) -> Held:
    attendance = [
        row("lms:u1", UNMAPPED_PERSON, "BAD_ID"),
        row("lms:u1", UNMAPPED_PERSON),
        row("lms:u2", UNMAPPED_PERSON),
        row("lms:u3", CONFLICTING_PERSON),
        row("S4", "BAD_ID"),
        row("gate:u1", UNMAPPED_PERSON, source="gate"),
    ]
    people = [row("lms:u1", UNMAPPED_PERSON)]
    tables = {ATTENDANCE: rows_of(spark, ATTENDANCE, *attendance), STUDENTS: rows_of(spark, STUDENTS, *people)}
    return Held(spark, {**tables, STAFF: rows_of(spark, STAFF)})


@pytest.mark.parametrize(
    ("identified", "due"),
    [
        (
            True,
            {
                ("lms", UNMAPPED_PERSON, "lms:u1", 1, 3),
                ("lms", UNMAPPED_PERSON, "lms:u2", 1, 1),
                ("lms", CONFLICTING_PERSON, "lms:u3", 1, 1),
                ("gate", UNMAPPED_PERSON, "gate:u1", 1, 1),
            },
        ),
        (
            False,
            {
                ("lms", UNMAPPED_PERSON, None, 2, 4),
                ("lms", CONFLICTING_PERSON, None, 1, 1),
                ("gate", UNMAPPED_PERSON, None, 1, 1),
            },
        ),
    ],
)
def test_what_is_open_is_counted(spark: SparkSession, *, identified: bool, due: set[tuple[Any, ...]]) -> None:
    found = listed(held(spark), identified=identified)  # type: ignore[arg-type]
    assert found is not None
    assert found.columns == ["source_system", "code", "id", "ids", "rows"]
    assert {tuple(one) for one in found.collect()} == due
    assert {code for _, code, *_ in due} == set(MEANINGS)


def test_without_tables_nothing_can_be_open(spark: SparkSession) -> None:
    assert listed(Held(spark, {STAFF: rows_of(spark, STAFF)})) is None  # type: ignore[arg-type]

"""Which records exist and where: by student, not by file; a repeat far from its first version."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate import plan
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.plan import COPIED, CORRECTED, FINAL, HEADER, ORIGINAL, REPEAT, STRAY

pytestmark = pytest.mark.once
BY_STUDENT, BY_RECORD = Draws(7, ("student",)), Draws(7, ("student", "number"))
STUDENTS, FILES, FROM = 200, 3, 1000


def test_files_hold_fifty_thousand_students_at_most() -> None:
    assert [plan.file_count(students) for students in (1, 50_000, 50_001, 150_000)] == [1, 1, 2, 3]


def slots(spark: SparkSession, students: int, files: int, students_from: int = 0) -> list[tuple[int, str, int]]:
    """File, role and student of each slot."""
    found = plan.slots(spark, students, students_from, files)
    assert found.columns == ["role", "student"]
    return [tuple(row) for row in found.select(F.spark_partition_id(), "role", "student").collect()]


def test_slots(spark: SparkSession) -> None:
    """Each student once as original and once as repeat; a header a file; strays once; files as large as each other."""
    found = slots(spark, 10, FILES, FROM)
    for role in (ORIGINAL, REPEAT):
        assert sorted(student for _, of, student in found if of == role) == list(range(FROM + 1, FROM + 11))
    assert [file for file, role, _ in found if role == HEADER] == [0, 1, 2]
    assert [file for file, role, _ in found if role == STRAY] == [0]
    assert Counter(file for file, role, _ in found if role == ORIGINAL) == {0: 3, 1: 3, 2: 4}
    originals = [student for _, role, student in found if role == ORIGINAL]
    assert originals != sorted(originals), "exports are not sorted by student"
    where = {(role, student): file for file, role, student in found}
    assert sum(where[ORIGINAL, s] != where[REPEAT, s] for s in range(FROM + 1, FROM + 11)) == 9


@pytest.mark.parametrize("students", [1, 2])
def test_the_fewest_students(students: int, spark: SparkSession) -> None:
    found = slots(spark, students, students)
    assert Counter(role for _, role, _ in found) == {ORIGINAL: students, REPEAT: students, HEADER: students, STRAY: 1}
    assert {student for *_, student in found} == set(range(1, students + 1))


@pytest.fixture(scope="module")
def records(spark: SparkSession) -> list[Any]:
    """All records, in the order of their files."""
    made = plan.records(plan.slots(spark, STUDENTS, FROM, FILES), BY_STUDENT, BY_RECORD)
    return plan.in_file_order(made, BY_RECORD).withColumn("file", F.spark_partition_id()).collect()


def test_a_student_has_fifteen_to_thirty_assessments_in_three_systems(records: list[Any]) -> None:
    numbers: dict[int, set[int]] = defaultdict(set)
    for row in records:
        if row["role"] == ORIGINAL:
            assert row["number"] not in numbers[row["student"]]
            numbers[row["student"]].add(row["number"])
    assert all(found == set(range(len(found))) for found in numbers.values())
    assert {len(found) for found in numbers.values()} == set(range(15, 31))
    systems = Counter(row["system"] for row in records if row["role"] == ORIGINAL)
    assert set(systems) == {0, 1, 2}
    assert max(systems.values()) < 1.2 * min(systems.values())


def test_a_repeat_is_of_an_assessment_that_is_copied_or_corrected(records: list[Any]) -> None:
    """Each once, in the system of its first version; no other assessment has one."""
    first = {(r["student"], r["number"]): r for r in records if r["role"] == ORIGINAL}
    repeats = {(r["student"], r["number"]): r for r in records if r["role"] == REPEAT}
    assert len(repeats) == sum(r["role"] == REPEAT for r in records)
    assert repeats.keys() == {key for key, row in first.items() if row["later"] != FINAL}
    assert all((r["system"], r["later"]) == (first[k]["system"], first[k]["later"]) for k, r in repeats.items())
    share = Counter(row["later"] for row in first.values())
    assert [share[later] / len(first) for later in (COPIED, CORRECTED)] == pytest.approx([0.01, 0.01], abs=0.005)


def test_headers_and_strays_are_one_a_system_and_never_repeated(records: list[Any]) -> None:
    for role, expected in ((HEADER, FILES), (STRAY, 1)):
        found = [row for row in records if row["role"] == role]
        assert Counter(row["system"] for row in found) == dict.fromkeys(range(3), expected)
        assert {row["number"] for row in found} == {30, 31, 32}
        assert {row["later"] for row in found} == {FINAL}


def test_a_file_begins_with_its_headers_and_goes_on_at_random(records: list[Any]) -> None:
    for file in range(FILES):
        mine = [row for row in records if row["file"] == file]
        assert [row["role"] for row in mine[:3]] == [HEADER] * 3
        assert HEADER not in {row["role"] for row in mine[3:]}
        positions = [row["position"] for row in mine[3:]]
        assert positions == sorted(positions)
        students = [row["student"] for row in mine[3:]]
        assert students != sorted(students)
    positions = defaultdict(set)
    for row in records:
        positions[row["student"], row["number"]].add(row["position"])
    repeated = {(row["student"], row["number"]) for row in records if row["role"] == REPEAT}
    assert {len(positions[key]) for key in repeated} == {2}

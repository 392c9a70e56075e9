"""Which records exist, and where: a frame with one row per record, made without a shuffle.

Every file is one partition and covers its own range of slots. A slot emits the records of one student, and
the repeats (exact copies and corrections) of another one, so that a repeat lies far from its first version.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.draws import Draws

FEWEST_ASSESSMENTS = 15
MOST_ASSESSMENTS = 30
SYSTEM_COUNT = 3

# Roles of a record. Headers are lines of a file, not records; strays are the records without a student.
HEADER, STRAY, ORIGINAL, REPEAT = "header", "stray", "original", "repeat"

# What comes of an assessment later on.
COPIED, CORRECTED, FINAL = "copied", "corrected", "final"
REPEATED_PER_MILLE = 10

# Headers and strays, one per system, are numbered after a student's assessments.
NUMBERS_PER_STUDENT = MOST_ASSESSMENTS + SYSTEM_COUNT

# A file of about 80 MB: 50,000 students with 7.5 records of some 200 bytes in each system.
STUDENTS_PER_FILE = 50_000


def file_count(students: int) -> int:
    return math.ceil(students / STUDENTS_PER_FILE)


def slots(spark: SparkSession, students: int, students_from: int, files: int) -> DataFrame:
    """One row per slot and role, one partition per file: `role` and `student` (from students_from + 1)."""
    file = F.col("file")
    first = F.floor(file * students / files)
    last = F.floor((file + 1) * students / files) - 1
    slot = F.col("slot")
    roles = F.array(F.lit(ORIGINAL), F.lit(REPEAT))
    starts_file = F.concat(F.array(F.lit(HEADER)), roles)
    starts_all = F.concat(F.array(F.lit(STRAY)), starts_file)
    role = F.col("role")
    student = F.when(role == REPEAT, _student_at(slot + students // 3, students)).otherwise(_student_at(slot, students))
    return (
        spark.range(0, files, 1, files)
        .withColumnRenamed("id", "file")
        .select("file", first.alias("first"), F.explode(F.sequence(first, last)).alias("slot"))
        .select(
            "slot",
            F.explode(F.when(slot == 0, starts_all).when(slot == F.col("first"), starts_file).otherwise(roles)).alias(
                "role"
            ),
        )
        .select("role", (student + students_from + 1).alias("student"))
    )


def records(slots: DataFrame, by_student: Draws, by_record: Draws) -> DataFrame:
    """One row per record: adds `number` (of the assessment), `system` (0 to 2) and `later` to its slot's."""
    role, number = F.col("role"), F.col("number")
    assessments = by_student.between("assessments", FEWEST_ASSESSMENTS, MOST_ASSESSMENTS)
    one_per_system = role.isin(HEADER, STRAY)
    numbers = F.when(
        one_per_system,
        F.sequence(F.lit(MOST_ASSESSMENTS).cast("bigint"), F.lit(NUMBERS_PER_STUDENT - 1).cast("bigint")),
    ).otherwise(F.sequence(F.lit(0).cast("bigint"), assessments - 1))
    system = F.when(one_per_system, number - MOST_ASSESSMENTS).otherwise(
        by_record.between("system", 0, SYSTEM_COUNT - 1)
    )
    return (
        slots.select("*", F.explode(numbers).alias("number"))
        .select("*", system.alias("system"), _later(one_per_system, by_record).alias("later"))
        .where((role != REPEAT) | (F.col("later") != FINAL))
    )


def in_file_order(records: DataFrame, draws: Draws) -> DataFrame:
    """Sorts each file: its header, then at random, a repeat apart from its first version.

    The sort stands before the texts are made, because it also parts the code that Spark generates: the JVM
    never compiles a method of more than 8,000 bytes, and values and texts together make one of 18,000.
    """
    role = F.col("role")
    anywhere = F.when(role == REPEAT, draws.bits("repeat position")).otherwise(draws.bits("position"))
    return records.select("*", F.when(role != HEADER, anywhere).alias("position")).sortWithinPartitions(
        F.col("position").asc_nulls_first(), "student", "number", "role"
    )


def _later(one_per_system: Column, draws: Draws) -> Column:
    drawn = draws.between("later", 0, 999)
    return (
        F.when(one_per_system, FINAL)
        .when(drawn < REPEATED_PER_MILLE, COPIED)
        .when(drawn < 2 * REPEATED_PER_MILLE, CORRECTED)
        .otherwise(FINAL)
    )


def _student_at(slot: Column, students: int) -> Column:
    """The student of a slot, from 0: a permutation, because exports are not sorted by student."""
    stride = next(step for step in range(int(students * 0.618) + 1, 2 * students + 1) if math.gcd(step, students) == 1)
    return F.pmod(slot * stride, F.lit(students).cast("bigint"))

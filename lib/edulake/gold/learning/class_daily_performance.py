"""What happened in each class on each day: who was there, and how did they do?"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.learning import roster_news, rosters
from edulake.gold.product import WRITTEN_AT, Input, Product, Reach, mean, shared
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="class_daily_performance",
    meaning="One row per class and day with a fact: who belongs to it, attendance and assessments.",
    columns=(
        Column("class_id", "STRING", "Class", nullable=False),
        Column("date", "DATE", "Day", nullable=False),
        Column("total_students", "INT", "Students who belong to the class on the day; null where no roster says"),
        Column("students_with_facts", "INT", "Students with attendance or an assessment; null in rows from before"),
        Column("facts_by_roster", "INT", "Facts that name no class, and count in the one that a roster says"),
        Column("students_with_attendance", "INT", "Students with a known attendance", nullable=False),
        Column(
            "present_count",
            "INT",
            "Students present for any part of the day, by sources that tell of all days",
            nullable=False,
        ),
        Column("absent_count", "INT", "Students absent all day, by such sources", nullable=False),
        Column("attendance_rate", "DECIMAL(5,4)", "Present / with attendance; null without attendance"),
        Column("students_with_assessment", "INT", "Students with an assessment", nullable=False),
        Column("students_with_score", "INT", "Students with a valid score; null in rows of a version before"),
        Column("assessment_count", "INT", "Assessments kept", nullable=False),
        Column("avg_score", "DECIMAL(5,2)", "Mean of the valid scores"),
        Column("school_id", "STRING", "School, where all rows share it"),
        Column("school_year", "INT", "School year, where all rows share it"),
        Column("term", "STRING", "Term, where all rows share it"),
        WRITTEN_AT,
    ),
    key=("class_id", "date"),
    cluster_by=("class_id", "date"),
    deletion_vectors=True,
)
KEYS = ("class_id", "date")
FACT = (*KEYS, "student_id", "issue_codes")
SCOPE = ("school_id", "school_year", "term")
# Facts by the name of their day.
DATED = {ATTENDANCE_TABLE: "date", STUDENT_ASSESSMENTS_CLEAN: "assessment_date"}


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per class and day; a student with several sessions counts once, present if present in any."""
    roster = _roster(silver)
    facts = rosters.with_classes(_facts(silver[ATTENDANCE_TABLE], silver[STUDENT_ASSESSMENTS_CLEAN]), roster)
    student = F.col("student_id")
    attending = F.count_distinct(F.when(F.col("is_present").isNotNull(), student))
    present = F.count_distinct(F.when(F.col("is_present"), student))
    days = (
        facts.where(F.col("class_id").isNotNull())
        .groupBy(*KEYS)
        .agg(
            F.count_distinct(student).cast("int").alias("students_with_facts"),
            F.count(F.when(F.col("is_by_roster"), 1)).cast("int").alias("facts_by_roster"),
            attending.cast("int").alias("students_with_attendance"),
            present.cast("int").alias("present_count"),
            (attending - present).cast("int").alias("absent_count"),
            mean(present.cast("decimal(12,0)"), attending, "decimal(5,4)").alias("attendance_rate"),
            F.count_distinct(F.when(F.col("assessed") == 1, student)).cast("int").alias("students_with_assessment"),
            F.count_distinct(F.when(F.col("score").isNotNull(), student)).cast("int").alias("students_with_score"),
            F.sum("assessed").cast("int").alias("assessment_count"),
            mean(F.sum("score"), F.count("score"), "decimal(5,2)").alias("avg_score"),
            *[shared(name) for name in SCOPE],
        )
    )
    return days.join(rosters.on_roll(days, roster), on=list(KEYS), how="left")


def _facts(attendance: DataFrame, assessments: DataFrame) -> DataFrame:
    """Rows of both, those of attendance with `assessed` 0 and the others with 1.

    Whoever is absent among exceptions is a share of nobody knows how many.
    """
    none = F.lit(None)
    is_present = F.when(F.col("is_exception").isNull(), F.col("is_present")).alias("is_present")
    attended = attendance.select(*FACT, is_present, *SCOPE)
    assessed = assessments.withColumnRenamed("assessment_date", "date").select(*FACT, "score", *SCOPE)
    return attended.withColumns({"score": none.cast("decimal(5,2)"), "assessed": F.lit(0)}).unionByName(
        assessed.withColumns({"is_present": none.cast("boolean"), "assessed": F.lit(1)})
    )


def _roster(silver: Inputs) -> DataFrame:
    return rosters.belonging(silver[STUDENTS_TABLE], silver[ENROLLMENTS_TABLE], silver[CLASSES_TABLE])


def touched(images: Inputs, silver: Inputs, held: DataFrame) -> DataFrame:
    """Keys in which changed rows have a say.

    A fact has one in the class that it names, else in each to which its student belongs on the day: the one that is
    taken is among them. A roster that changed has one in such facts of the student on the days that it changed, and in
    the rows held of the class on these: where the student belonged before, facts counted.
    """
    told = [_named(table, images[table]) for table in DATED if table in images]
    keys = [facts.where("class_id IS NOT NULL").select(*KEYS) for facts in told]
    silent = [facts.where(rosters.is_silent()).select(*rosters.DAY) for facts in told]
    changed = roster_news.changed_days(images, silver)
    if changed is not None:
        for table in DATED:
            of_student = _named(table, silver[table]).where(rosters.is_silent()).select(*rosters.DAY)
            silent.append(of_student.join(changed, on="student_id").where(rosters.covered()).select(*rosters.DAY))
        keys.append(held.join(changed, on="class_id").where(rosters.covered()).select(*KEYS))
    days = _all(silent).distinct()
    keys.append(days.join(_roster(silver), on="student_id").where(rosters.covered()).select(*KEYS))
    return _all(keys)


def told_of(silver: Inputs, keys: DataFrame) -> Inputs:
    """Facts that name one of the keys, or no class and are of a student who belongs to one; rosters are whole."""
    theirs = keys.join(_roster(silver), on="class_id").where(rosters.covered()).select(*rosters.DAY).distinct()
    facts = {}
    for table, date in DATED.items():
        dated = silver[table].withColumnRenamed(date, "date")
        named = dated.join(keys, on=list(KEYS), how="left_semi")
        silent = dated.where(rosters.is_silent()).join(theirs, on=list(rosters.DAY), how="left_semi")
        facts[table] = named.unionByName(silent).withColumnRenamed("date", date)
    return {**silver, **facts}


def _named(table: Table, rows: DataFrame) -> DataFrame:
    return rows.withColumnRenamed(DATED[table], "date").select(*FACT)


def _all(frames: list[DataFrame]) -> DataFrame:
    return reduce(lambda above, below: above.unionByName(below), frames)


CLASS_DAILY = Product(
    TABLE.name,
    TABLE,
    (
        Input(ATTENDANCE_TABLE, compared=FACT),
        Input(
            STUDENT_ASSESSMENTS_CLEAN,
            {"date": "assessment_date"},
            compared=("class_id", "assessment_date", "student_id", "issue_codes"),
        ),
        *[Input(table, compared=columns) for table, columns in roster_news.COMPARED.items()],
    ),
    build,
    reach=Reach(touched, told_of),
)

"""Students of Ed-Fi, where they are members, and on which days school is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, living, mapped, said_last, sure
from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.edfi.tables import STUDENT_SCHOOLS, STUDENTS
from edulake.expr import as_date
from edulake.silver.people import memberships as stays
from edulake.silver.people import students as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

OPEN = "9999-12-31"


def students(facts: DataFrame, current: Current) -> DataFrame:
    """Students, with school and grade of the stay that lasts longest, of the main school first among such."""
    rows = facts.join(_stays(current), F.col("raw_student_unique_id") == F.col("_student"), "left")
    # A student who is deleted stays what he was until then; `deleted` says that he went.
    told = rows.withColumns({"raw_updated_at": F.col(UPDATED), "revisit": sure(F.col("_stays_are_new"))})
    columns = {
        "student_id": F.col("raw_student_unique_id"),
        "given_name": F.col("raw_first_name"),
        "family_name": F.col("raw_last_surname"),
        "birth_date": F.col("raw_birth_date"),
        "grade_level": F.col("_stay.grade"),
        "enrollment_date": F.col("_stay.entry"),
        "school_id": F.col("_stay.school"),
        "school_ids": F.array_join("_schools", ","),
        "school_year": F.col("_stay.year"),
    }
    return mapped(told, people.FORM, columns)


def deleted(facts: DataFrame, current: Current) -> DataFrame:
    """Students whom the source deleted, and when it was told: no object with that id came since."""
    deletes = current[STUDENTS.deletes.table].select(F.col("raw_id"), F.col("delivered_at").alias("at"))
    gone = facts.join(deletes, "raw_id").groupBy(F.col("raw_student_unique_id").alias("raw_student_id"))
    return gone.agg(F.max("at").alias("at"))


def memberships(facts: DataFrame, current: Current) -> DataFrame:
    """Stays in schools: both days count, as Ed-Fi has it."""
    columns = {
        "membership_id": F.col("raw_id"),
        "student_id": F.col("raw_student_unique_id"),
        "school_id": F.col("raw_school_id"),
        "entry_date": F.col("raw_entry_date"),
        "exit_date": F.col("raw_exit_withdraw_date"),
        "grade_level": code("raw_entry_grade_level_descriptor"),
        "entry_type": code("raw_entry_type_descriptor"),
        "exit_type": code("raw_exit_withdraw_type_descriptor"),
        "is_primary": F.col("raw_primary_school"),
        "fte": F.col("raw_full_time_equivalency"),
        "school_year": F.col("raw_school_year"),
    }
    return mapped(said_last(facts, current, STUDENT_SCHOOLS), stays.FORM, columns)


def _stays(current: Current) -> DataFrame:
    """One row a student: the stay that says where he is, the schools of stays without end, and whether one is new."""
    last = F.coalesce(_day("raw_exit_withdraw_date"), F.lit(OPEN))
    is_main = F.coalesce(F.lower("raw_primary_school") == "true", F.lit(False))
    order = [last.alias("last"), is_main.alias("main"), _day("raw_entry_date").alias("entry")]
    stay = F.struct(
        *order,
        F.col("raw_school_id").alias("school"),
        code("raw_entry_grade_level_descriptor").alias("grade"),
        F.col("raw_school_year").alias("year"),
    )
    grouped = living(current, STUDENT_SCHOOLS).groupBy(F.col("raw_student_unique_id").alias("_student"))
    return grouped.agg(
        F.max(F.when(F.col("lives"), stay)).alias("_stay"),
        F.array_sort(F.collect_set(F.when(F.col("lives") & (last == OPEN), F.col("raw_school_id")))).alias("_schools"),
        F.max("is_new").alias("_stays_are_new"),
    ).where(F.col("_student").isNotNull())


def _day(name: str) -> Column:
    return as_date(F.col(name)).cast("string")

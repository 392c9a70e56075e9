"""Students and their registrations for presentations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oulad.calendar import PRESENTATION, completed, day_after, run, spring_year, with_start
from edulake.bronze.oulad.tables import STUDENT_INFO_RAW
from edulake.silver.learning import enrollments
from edulake.silver.people import students

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table


def people(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """A student as known at the start of each presentation taken."""
    joined = with_start(facts, current, *[F.trim(name) for name in PRESENTATION])
    mapped = {
        "raw_student_id": F.col("raw_id_student"),
        "raw_gender": F.col("raw_gender"),
        "raw_age_band": F.col("raw_age_band"),
        "raw_disability": F.col("raw_disability"),
        "raw_deprivation_band": F.col("raw_imd_band"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_updated_at": F.col("_start"),
    }
    return completed(joined, mapped, students.FORM)


def registrations(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Who registered for which presentation, from when to when, and with what result in the end."""
    info = current[STUDENT_INFO_RAW].select(
        *[F.trim(name).alias(f"_{name}") for name in (*PRESENTATION, "raw_id_student")],
        F.trim("raw_final_result").alias("_result"),
        F.col("is_new").alias("_info_is_new"),
    )
    same = [F.trim(name) == F.col(f"_{name}") for name in (*PRESENTATION, "raw_id_student")]
    known = facts.join(info, same[0] & same[1] & same[2], "left")
    joined = with_start(known, current, *[F.trim(name) for name in PRESENTATION])
    gone = F.when(F.trim("raw_date_unregistration") != "", "withdrawn")
    mapped = {
        "raw_enrollment_id": F.concat_ws(":", F.trim("raw_id_student"), *[F.trim(name) for name in PRESENTATION]),
        "raw_student_id": F.col("raw_id_student"),
        "raw_course_id": F.col("raw_code_module"),
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_start_date": day_after(F.col("_start"), F.col("raw_date_registration")),
        "raw_end_date": day_after(F.col("_start"), F.col("raw_date_unregistration")),
        "raw_status": gone,
        "raw_result": F.col("_result"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "revisit": F.col("revisit") | F.coalesce("_info_is_new", F.lit(False)),
    }
    return completed(joined, mapped, enrollments.FORM)

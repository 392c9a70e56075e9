"""What Ed-Fi says is to be learned, and how far students are in what they are to be able to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, codes, mapped, said_last
from edulake.bronze.edfi.named import only, waiting_unless, with_named
from edulake.bronze.edfi.tables_curriculum import LEARNING_STANDARDS, STUDENT_COMPETENCIES
from edulake.bronze.edfi.tables_teaching import GRADING_PERIOD
from edulake.silver.learning import skill_ratings as ratings
from edulake.silver.learning import standards as frameworks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def standards(facts: DataFrame, current: Current) -> DataFrame:
    """Standards, by the id that they have in every system; the framework is named with its version."""
    framework, grades = F.col("raw_title"), codes("raw_grade_levels", "gradeLevelDescriptor")
    columns = {
        "standard_id": F.col("raw_learning_standard_id"),
        "parent_id": F.col("raw_parent_learning_standard_reference_learning_standard_id"),
        "framework": F.when(framework.isNotNull(), F.concat_ws(" ", framework, "raw_version")),
        "code": F.col("raw_learning_standard_item_code"),
        "title": F.col("raw_description"),
        "subject": only(codes("raw_academic_subjects", "academicSubjectDescriptor")),
        "grade_levels": F.when(F.size(grades) > 0, F.array_join(grades, ",")),
    }
    return mapped(said_last(facts, current, LEARNING_STANDARDS), frameworks.FORM, columns)


def skill_ratings(facts: DataFrame, current: Current) -> DataFrame:
    """Ratings in objectives, on the last day of their grading period, for which they wait.

    Which category of skills an objective is in, and which step a level, the block's codes say.
    """
    told = said_last(facts, current, STUDENT_COMPETENCIES)
    dated = with_named(told, current, GRADING_PERIOD, {"_last_day": F.col("raw_end_date")})
    columns = {
        "skill_rating_id": F.col("raw_id"),
        "student_id": F.col("raw_student_unique_id"),
        "date": F.col("_last_day"),
        "category": F.col("raw_objective"),
        "skill": F.col("raw_objective"),
        "level": code("raw_competency_level_descriptor"),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_grading_period_name"),
    }
    return mapped(waiting_unless(F.col("_last_day").isNotNull(), dated), ratings.FORM, columns)

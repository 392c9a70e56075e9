"""Students who are members of a place on the census day of a school year, each once, with one grade.

The place of a row is its school, Unknown where none is said, or All for the district.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column
from edulake.gold import census
from edulake.gold.census import PLACE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold

CELL = ("source_system", "school_id", "school_year", "grade_level")
MEMBER = (*CELL, "student_id")
COLUMNS = (
    Column("source_system", "STRING", "Source, which is a district", nullable=False),
    Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
    Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
)
MEMBERS = Column("members", "INT", "Different students on the census day, of the stay that began first", nullable=False)


def members(memberships: DataFrame, settings: Gold, *others: DataFrame) -> DataFrame:
    """One row per student of each place and year: with the grade, the census `day`, and whether he `has_left` since.

    `others` are what else the district delivers. Of several stays on the day the one counts that began first, as in
    enrollment_metrics.
    """
    newest = census.newest_deliveries(memberships, *others)
    stays = census.by_year(memberships, "student_id", "entry_date", "exit_date", newest, settings).where("is_member")
    of_student = Window.partitionBy(*PLACE, "student_id")
    is_main = F.coalesce("is_primary", F.lit(True))
    order = of_student.orderBy("since", is_main.desc(), "grade_level", "membership_id")
    has_left = F.min(F.col("exit_date").isNotNull() | F.coalesce("is_gone", F.lit(False))).over(of_student)
    one = stays.withColumns({"rank": F.row_number().over(order), "has_left": has_left}).where("rank = 1")
    return one.select(
        "source_system",
        F.col("place").alias("school_id"),
        "school_year",
        "grade_level",
        "student_id",
        F.col("census").alias("day"),
        "has_left",
    )

"""OULAD's calendar: days are counted from the start of a presentation, which its name tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oulad.tables import COURSES_RAW
from edulake.bronze.reference import WAITING
from edulake.contract.raw import raw_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.silver.subject import Form

START_MONTH = {"B": "02", "J": "10"}
WHOLE = r"\A-?[0-9]{1,4}\z"
PRESENTATION = ("raw_code_module", "raw_code_presentation")


def with_start(
    facts: DataFrame, current: Mapping[Table, DataFrame], module: SparkColumn, presentation: SparkColumn
) -> DataFrame:
    """`facts` with the first day of their presentation, `_start`; those without one wait for it."""
    known = current[COURSES_RAW].select(
        F.trim("raw_code_module").alias("_module"),
        F.trim("raw_code_presentation").alias("_presentation"),
        first_day(F.trim("raw_code_presentation")).alias("_start"),
        F.col("is_new").alias("revisit"),
    )
    same = (module == F.col("_module")) & (presentation == F.col("_presentation"))
    return facts.join(F.broadcast(known), same, "left").withColumn("revisit", F.coalesce("revisit", F.lit(False)))


def completed(joined: DataFrame, mapped: Mapping[str, SparkColumn], form: Form) -> DataFrame:
    """All raw columns of a form: those `mapped`, null for the others."""
    waits = F.when(F.col("_start").isNull(), WAITING) if "_start" in joined.columns else F.lit(None)
    absent = {name: F.lit(None).cast("string") for name in raw_columns(form.table) if name not in mapped}
    return joined.withColumns({**mapped, **absent, "parse_issue": F.coalesce("parse_issue", waits)})


def run(module: SparkColumn, presentation: SparkColumn) -> SparkColumn:
    """A presentation's id as a class; null where module or presentation is not said."""
    said = (F.trim(module) != "") & (F.trim(presentation) != "")
    return F.when(said, F.concat_ws(":", F.trim(module), F.trim(presentation)))


def first_day(presentation: SparkColumn) -> SparkColumn:
    """First day of a presentation; null for a name that is not a year and B or J."""
    code = F.when(presentation.rlike(r"\A[12][0-9]{3}[BJ]\z"), presentation)
    month = F.when(code.endswith("B"), START_MONTH["B"]).when(code.endswith("J"), START_MONTH["J"])
    return F.concat_ws("-", F.substring(code, 1, 4), month, F.when(code.isNotNull(), "01")).cast("string")


def day_after(start: SparkColumn, days: SparkColumn) -> SparkColumn:
    """ISO day `days` after `start`; null unless days is a whole number of at most four digits."""
    whole = F.when(F.trim(days).rlike(WHOLE), F.trim(days)).cast("int")
    first = F.when(start != "", start).cast("date")
    return F.date_add(first, whole).cast("string")


def spring_year(presentation: SparkColumn) -> SparkColumn:
    """The year in which a presentation ends: B within its own year, J in the next."""
    code = F.when(presentation.rlike(r"\A[12][0-9]{3}[BJ]\z"), presentation)
    year = F.substring(code, 1, 4).cast("int")
    return (year + F.when(code.endswith("J"), 1).otherwise(0)).cast("string")


# What `with_start` tells of a row's presentation.
DATED = ("_start", "revisit")

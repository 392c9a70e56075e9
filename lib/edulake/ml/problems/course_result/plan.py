"""What a course run asks for, beside the run that it is to be compared with: the first check of a list.

A course that drops its quizzes changes what every feature means, and none of its students' values need be unusual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column, DataFrame

RUN = ("source_system", "class_id")
WORK, WEIGHT, COLD_START = "work_due", "weight_due", "no_earlier_run"


def compared(listed: DataFrame, classes: DataFrame, line_items: DataFrame, day: dt.date) -> DataFrame:
    """The measure plan of each course with a student in `listed`: rows for `drift.measured`.

    How much work was due before `day`, how much of each kind, and its weight, beside the same of the reference run at
    the same share of its length; any difference is worth a look. The reference is the newest earlier run of the
    course in the same source, if possible one that started in the same month. Where there is none the course makes a
    cold start: one row named no_earlier_run, without values. Of several runs of a course, the one that differs most
    is told. `classes` and `line_items` are the whole silver tables.
    """
    runs = _beside_reference(classes, listed.select(*RUN).distinct(), day)
    amounts = (
        _amounts(runs, line_items, day)
        .groupBy(*RUN, "scope", "is_cold", "name")
        .agg(
            F.sum(F.when(~F.col("is_reference"), F.col("amount"))).alias("now"),
            F.sum(F.when(F.col("is_reference"), F.col("amount"))).alias("then"),
        )
    )
    differing = F.struct("is_alert", F.abs(F.col("value") - F.col("expected")), "value")
    of_course = F.max_by(F.struct("value", "expected", "is_alert"), differing).alias("of")
    return (
        _told(amounts)
        .groupBy("scope", "name")
        .agg(of_course)
        .select("scope", F.lit("plan").alias("measure"), "name", "of.*", *_nothing(alert_level="double", n="bigint"))
    )


def _beside_reference(classes: DataFrame, listed: DataFrame, day: dt.date) -> DataFrame:
    """Each listed run with its course as `scope`, its reference, and the day as far into that one."""
    length = F.datediff("end_date", "start_date")
    dated = classes.where((length > 0) & F.col("course_id").isNotNull()).select(
        *RUN, "course_id", "start_date", length.alias("length"), "is_active"
    )
    runs = dated.join(listed, on=list(RUN), how="left_semi")
    same = [F.col(f"r.{name}") == F.col(f"e.{name}") for name in ("source_system", "course_id")]
    is_earlier = F.col("e.start_date") < F.col("r.start_date")
    of_season = F.month("e.start_date") == F.month("r.start_date")
    first = Window.partitionBy("r.source_system", "r.class_id").orderBy(
        F.desc(of_season), F.desc("e.start_date"), "e.class_id"
    )
    share = F.datediff(F.lit(day), "r.start_date") / F.col("r.length")
    return (
        runs.alias("r")
        .join(dated.alias("e"), same[0] & same[1] & is_earlier, "left")
        .withColumn("place", F.row_number().over(first))
        .where("place = 1")
        .select(
            "r.source_system",
            "r.class_id",
            "r.is_active",
            F.col("r.course_id").alias("scope"),
            F.col("e.class_id").alias("reference_id"),
            F.col("e.is_active").alias("is_reference_active"),
            F.date_add("e.start_date", F.round(share * F.col("e.length")).cast("int")).alias("reference_day"),
        )
    )


def _amounts(runs: DataFrame, line_items: DataFrame, day: dt.date) -> DataFrame:
    """One row per run or reference, item of its plan, and name: how much of it was due; at least one of work_due.

    An item that was closed counts only where its run is closed as well: then it went with the run, not before.
    """
    plans = F.array(
        _plan(F.col("class_id"), F.lit(day), F.col("is_active"), is_reference=False),
        _plan(F.col("reference_id"), F.col("reference_day"), F.col("is_reference_active"), is_reference=True),
    )
    sides = runs.select(*RUN, "scope", F.col("reference_id").isNull().alias("is_cold"), F.explode(plans).alias("of"))
    items = line_items.select(
        "source_system", F.col("class_id").alias("plan_of"), "due_date", "category", "weight", "is_active"
    )
    counts = F.col("is_active") | ~F.col("is_open")
    is_due = F.coalesce((F.col("due_date") < F.col("before")) & counts, F.lit(False))
    named = F.array(
        _amount(F.lit(WORK), is_due.cast("int")),
        _amount(F.lit(WEIGHT), F.when(is_due, F.col("weight"))),
        _amount(F.concat(F.lit(f"{WORK}: "), "category"), is_due.cast("int")),
    )
    return (
        sides.select(*RUN, "scope", "is_cold", "of.*")
        .join(items, on=["source_system", "plan_of"], how="left")
        .select(*RUN, "scope", "is_cold", "is_reference", F.explode(named).alias("of"))
        .select(*RUN, "scope", "is_cold", "is_reference", "of.*")
        .where("name IS NOT NULL")
    )


def _plan(of: Column, before: Column, is_open: Column, *, is_reference: bool) -> Column:
    named = {"plan_of": of, "before": before, "is_open": is_open, "is_reference": F.lit(is_reference)}
    return F.struct(*[column.alias(name) for name, column in named.items()])


def _amount(name: Column, amount: Column) -> Column:
    return F.struct(name.alias("name"), amount.cast("decimal(9,2)").alias("amount"))


def _told(amounts: DataFrame) -> DataFrame:
    """value, expected and is_alert of what was due now or then; of a cold start that it is one."""
    is_cold, is_work = F.col("is_cold"), F.col("name") == WORK
    some = F.coalesce(F.col("now") > 0, F.lit(False)) | F.coalesce(F.col("then") > 0, F.lit(False))
    value, expected = (F.when(~is_cold, F.coalesce(side, F.lit(0))).cast("double") for side in ("now", "then"))
    return amounts.where(is_work | (~is_cold & some)).select(
        "scope",
        F.when(is_cold, F.lit(COLD_START)).otherwise(F.col("name")).alias("name"),
        value.alias("value"),
        expected.alias("expected"),
        F.coalesce(value != expected, F.lit(False)).alias("is_alert"),
    )


def _nothing(**types: str) -> list[Column]:
    return [F.lit(None).cast(type_).alias(name) for name, type_ in types.items()]

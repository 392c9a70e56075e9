"""Who is in an experiment: assigned, exposed, in one variant or in two, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from edulake.expr.buckets import variant
from edulake.gold.language import activity
from edulake.silver.language.experiment_assignments import EXPERIMENT_ASSIGNMENTS_TABLE
from edulake.silver.language.experiment_exposures import EXPERIMENT_EXPOSURES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column

    from edulake.config.experiments import Experiment
    from edulake.gold.product import Inputs

    Experiments = Mapping[str, Experiment]

EXPERIMENT = ("source_system", "experiment_id")
MEMBER = (*EXPERIMENT, "student_id")
LEARNER = "learner"


def members(silver: Inputs, moments: DataFrame, experiments: Experiments) -> DataFrame:
    """Learners of each experiment: unit, variant, exposed_at and exposed_on (null of those never exposed), and whether
    the variant was delivered (`is_delivered`), is not that of the hash (`is_mismatched`), or not the only one that they
    were given or shown (`is_excluded`). Who was assigned twice, by two ids that are one learner's, has the first.

    `moments` are those of activity. A learner is exposed by the first exposure, or activity, from the first to the last
    day of the experiment, and not before the assignment where that is delivered.
    """
    delivered = _assignments(silver[EXPERIMENT_ASSIGNMENTS_TABLE], experiments)
    exposed = _exposures(silver[EXPERIMENT_EXPOSURES_TABLE], moments, delivered, experiments)
    both = delivered.join(exposed, on=list(MEMBER), how="full")
    placed = _placed(both.where(_is_of_source(experiments)), silver[STUDENTS_TABLE], experiments)
    hashed = F.coalesce(
        *[_of(name, variant(one.salt or name, F.col("unit"), one.variants)) for name, one in experiments.items()]
    )
    named = placed.withColumn("hashed", hashed)
    # An assignment stands, whatever the hash says; without a unit nobody is assigned.
    told = named.withColumn("variant", F.when(F.col("unit").isNotNull(), F.coalesce("delivered", "hashed")))
    none = F.array().cast("array<string>")
    known = F.concat(F.coalesce("shown", none), F.coalesce("given", none))
    others = F.filter(known, lambda one: one != F.col("variant"))
    return told.select(
        *MEMBER,
        "unit",
        "variant",
        "exposed_at",
        "exposed_on",
        F.col("delivered").isNotNull().alias("is_delivered"),
        F.coalesce(F.col("delivered") != F.col("hashed"), F.lit(False)).alias("is_mismatched"),
        (F.size(others) > 0).alias("is_excluded"),
    )


def counted(members: DataFrame) -> DataFrame:
    """By variant, null for learners of no unit: units `assigned` by delivery and `shown`, and learners `exposed`,
    `excluded` and `mismatched` of those who were exposed.
    """
    is_exposed = F.col("exposed_at").isNotNull()

    def learners(among: Column) -> Column:
        return F.count(F.when(is_exposed & among, 1)).cast("int")

    return members.groupBy(*EXPERIMENT, "variant").agg(
        F.count_distinct(F.when(F.col("is_delivered"), F.col("unit"))).cast("int").alias("assigned"),
        F.count_distinct(F.when(is_exposed, F.col("unit"))).cast("int").alias("shown"),
        learners(F.lit(True)).alias("exposed"),
        learners(F.col("is_excluded")).alias("excluded"),
        learners(F.col("is_mismatched")).alias("mismatched"),
    )


def _assignments(assignments: DataFrame, experiments: Experiments) -> DataFrame:
    ends = F.coalesce(*[_of(name, F.lit(one.planned_end)) for name, one in experiments.items()])
    first = F.min(F.struct("assigned_at", "variant"))
    known = assignments.where(F.col("date") <= ends).groupBy(*MEMBER)
    return known.agg(
        first["assigned_at"].alias("assigned_at"),
        first["variant"].alias("delivered"),
        F.collect_set("variant").alias("given"),
    )


def _exposures(exposures: DataFrame, moments: DataFrame, delivered: DataFrame, experiments: Experiments) -> DataFrame:
    asked = [
        F.struct(
            F.lit(name).alias("experiment_id"),
            F.lit(one.exposure).alias("kind"),
            F.lit(one.start).alias("start"),
            F.lit(one.planned_end).alias("end"),
        )
        for name, one in experiments.items()
    ]
    told = exposures.select(
        *("source_system", "student_id", "date", "variant"),
        F.col("exposed_at").alias("at"),
        F.lit("").alias("kind"),
        F.col("experiment_id").alias("named"),
    )
    nothing = F.lit(None).cast("string")
    acted = moments.select(
        *("source_system", "student_id", "date", "at", "kind"), nothing.alias("variant"), nothing.alias("named")
    )
    each = told.unionByName(acted).withColumn("asked", F.explode(F.array(*asked)))
    is_meant = F.coalesce(F.col("named") == F.col("asked.experiment_id"), F.lit(True))
    is_asked = (F.col("kind") == F.col("asked.kind")) & is_meant
    within = each.where(is_asked & F.col("date").between(F.col("asked.start"), F.col("asked.end")))
    known = within.withColumn("experiment_id", F.col("asked.experiment_id")).join(
        delivered, on=list(MEMBER), how="left"
    )
    since = known.where(F.col("assigned_at").isNull() | (F.col("at") >= F.col("assigned_at")))
    first = F.min(F.struct("at", "date"))
    return since.groupBy(*MEMBER).agg(
        first["at"].alias("exposed_at"), first["date"].alias("exposed_on"), F.collect_set("variant").alias("shown")
    )


def _placed(members: DataFrame, students: DataFrame, experiments: Experiments) -> DataFrame:
    """Members with the id of their unit: the learner, or the class or school that was told of them last."""
    groups = {name: one.unit for name, one in experiments.items() if one.unit != LEARNER}
    if not groups:
        return members.withColumn("unit", F.col("student_id"))
    last = Window.partitionBy("source_system", "student_id").orderBy(F.col("valid_from").desc())
    newest = students.withColumn("nth", F.row_number().over(last)).where("nth = 1")
    told = newest.select("source_system", "student_id", "class_id", "school_id")
    unit = F.when(~F.col("experiment_id").isin(*groups), F.col("student_id"))
    for name, group in groups.items():
        unit = unit.when(F.col("experiment_id") == name, F.col(f"{group}_id"))
    return members.join(told, on=["source_system", "student_id"], how="left").withColumn("unit", unit)


def _is_of_source(experiments: Experiments) -> Column:
    """Whether the source is one of those of the experiment, all where it names none."""
    own = [F.col("source_system").isin(one.sources) if one.sources else F.lit(True) for one in experiments.values()]
    return F.coalesce(*[_of(name, is_own) for name, is_own in zip(experiments, own, strict=True)], F.lit(False))


def _of(name: str, value: Column) -> Column:
    return F.when(F.col("experiment_id") == name, value)


# What is read of silver to tell who is in an experiment.
READ = (EXPERIMENT_ASSIGNMENTS_TABLE, EXPERIMENT_EXPOSURES_TABLE, STUDENTS_TABLE, *activity.READ)

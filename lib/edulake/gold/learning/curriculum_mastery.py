"""Which standards has each student mastered, at every level of the curriculum?"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.scores import HIGH_SCORE, MEDIUM_SCORE
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.learning.curriculum_tree import NAMES, leaves_below, tree
from edulake.gold.product import WRITTEN_AT, Input, Product, Reach, mean, shared
from edulake.silver.learning.curriculum_links import CURRICULUM_LINKS_TABLE
from edulake.silver.learning.objective_results import OBJECTIVE_RESULTS_TABLE
from edulake.silver.learning.standards import MOST_LEVELS, STANDARDS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

MASTERED, PARTLY, NOT_YET, NOT_ASSESSED = "Mastered", "Partly", "Not Yet", "Not Assessed"
TABLE = Table(
    layer="gold",
    name="curriculum_mastery",
    meaning="One row per student, school year and standard of which a result tells, or a result of one of its parts:"
    f" score and coverage, over at most {MOST_LEVELS} levels.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("framework", "STRING", "Framework; Unknown where the source does not say", nullable=False),
        Column("standard_id", "STRING", "Standard", nullable=False),
        Column("parent_id", "STRING", "Standard that it is a part of"),
        Column("kind", "STRING", "Subject, Strand, Unit, Standard, Objective or Unknown", nullable=False),
        Column("code", "STRING", "Code within the framework"),
        Column("title", "STRING", "Title"),
        Column("subject", "STRING", "Subject, where the source says"),
        Column("depth", "INT", "Place in the tree, 1 at the top; null for a standard of which nobody tells"),
        Column("is_leaf", "BOOLEAN", "Whether no standard is a part of it, closed ones among them", nullable=False),
        Column("results", "INT", "Results at or below it, with those before the latest and without score", False),
        Column(
            "leaves",
            "INT",
            "Leaves at or below it, in any year as the tree is now: those not closed, and closed ones with a score",
            nullable=False,
        ),
        Column("assessed_leaves", "INT", "Leaves with a score", nullable=False),
        Column("coverage", "DECIMAL(5,4)", "Assessed leaves / leaves; null without any"),
        Column(
            "score",
            "DECIMAL(5,2)",
            "Of a leaf its latest score in the year; else the mean of the assessed leaves, by their weights where those"
            " count; null without one",
            personal="indirect",
        ),
        Column(
            "is_weighed",
            "BOOLEAN",
            "Whether weights count: where each leaf below has one in its parent",
            nullable=False,
        ),
        Column(
            "mastery",
            "STRING",
            f"{MASTERED} from {HIGH_SCORE}, {PARTLY} from {MEDIUM_SCORE}, {NOT_YET}; {NOT_ASSESSED} without a score",
            nullable=False,
            personal="indirect",
        ),
        Column("last_date", "DATE", "Day of the latest score"),
        Column("school_id", "STRING", "School, where all results share it"),
        Column("term", "STRING", "Always null: a year has several"),
        WRITTEN_AT,
    ),
    key=("student_id", "school_year", "framework", "standard_id"),
    cluster_by=("student_id", "school_year"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
YEAR = ("student_id", "school_year")
OF_ONE = (*YEAR, "standard_id")
# Sum and number of scores, weighed and not.
MEASURES = (("weighed_total", "total"), ("weight_sum", "assessed_leaves"))


def build(silver: Inputs, _: Gold) -> Steps:
    """One row per student, year and standard at or above one with results.

    A standard of which nobody tells is the top of its own tree, and its only leaf. Of one that has parts, or counts
    nowhere, own results do not count: checks find them.
    """
    trees = yield (yield from tree(silver[STANDARDS_TABLE], silver[CURRICULUM_LINKS_TABLE]))
    sums = _summed(_placed(_latest(silver[OBJECTIVE_RESULTS_TABLE]), trees))
    told = trees.select("standard_id", *NAMES, "depth", "is_leaf").withColumn("is_told", F.lit(True))
    named = sums.join(told, on="standard_id", how="left").join(leaves_below(trees), on="standard_id", how="left")
    open_ = F.when(F.col("is_told").isNull(), 1).otherwise(F.coalesce("open_leaves", F.lit(0)))
    leaves, is_leaf = open_ + F.col("closed"), F.coalesce("is_leaf", F.lit(True))
    weights = F.coalesce("open_weights", F.lit(0)) + F.col("closed_weights")
    weighed = named.withColumns({"leaves": leaves, "is_leaf": is_leaf, "is_weighed": ~is_leaf & (weights == leaves)})
    total, count = (F.when(F.col("is_weighed"), F.col(w)).otherwise(F.col(plain)) for w, plain in MEASURES)
    score = mean(total, count, "decimal(5,2)")
    filled = {name: F.coalesce(name, F.lit(UNKNOWN)) for name in ("framework", "kind")}
    return weighed.withColumns(filled).select(
        *OF_ONE,
        *NAMES,
        "depth",
        "is_leaf",
        *[F.col(name).cast("int").alias(name) for name in ("results", "leaves", "assessed_leaves")],
        mean(F.col("assessed_leaves").cast("decimal(12,0)"), F.col("leaves"), "decimal(5,4)").alias("coverage"),
        score.alias("score"),
        "is_weighed",
        _mastery(total, count).alias("mastery"),
        "last_date",
        "school_id",
        F.lit(None).cast("string").alias("term"),
    )


def _latest(results: DataFrame) -> DataFrame:
    """Of a student, year and standard the latest score, and its day: of one day the last attempt, then the last told.

    What says that there is no score says nothing against one before.
    """
    in_order = F.struct("date", F.coalesce("attempt", F.lit(0)), "known_at", *OBJECTIVE_RESULTS_TABLE.key)
    latest = F.max_by(F.struct("score", "date"), F.when(F.col("score").isNotNull(), in_order))
    return (
        results.groupBy(*OF_ONE)
        .agg(F.count(F.lit(1)).alias("results"), latest.alias("latest"), shared("school_id"))
        .select(*OF_ONE, "results", "latest.score", "latest.date", "school_id")
    )


def _placed(latest: DataFrame, trees: DataFrame) -> DataFrame:
    """The scores of leaves, once for each standard at or above them."""
    leaves = trees.select("standard_id", "path", "weight", "is_active").withColumn("is_told", F.lit(True))
    found = latest.join(leaves, on="standard_id", how="left")
    alone = F.when(F.col("is_told").isNull(), F.array("standard_id")).otherwise(F.col("path"))
    is_closed = F.col("score").isNotNull() & ~F.coalesce("is_active", F.lit(True))
    return found.withColumns({"of": F.explode(alone), "is_closed": is_closed}).drop("standard_id")


def _summed(placed: DataFrame) -> DataFrame:
    weight, scored = F.col("weight"), F.col("score").isNotNull()
    closed = F.col("is_closed")
    return (
        placed.withColumnRenamed("of", "standard_id")
        .groupBy(*OF_ONE)
        .agg(
            F.sum("results").alias("results"),
            F.count("score").alias("assessed_leaves"),
            F.sum("score").cast("decimal(21,2)").alias("total"),
            F.sum(F.col("score") * weight.cast("decimal(5,0)")).cast("decimal(21,2)").alias("weighed_total"),
            F.sum(F.when(scored, weight)).alias("weight_sum"),
            F.count(F.when(closed, 1)).alias("closed"),
            F.count(F.when(closed, weight)).alias("closed_weights"),
            F.max("date").alias("last_date"),
            shared("school_id"),
        )
    )


def _mastery(total: SparkColumn, count: SparkColumn) -> SparkColumn:
    """By the mean before it is rounded."""
    return (
        F.when(F.coalesce(count == 0, F.lit(True)), NOT_ASSESSED)
        .when(total >= count * HIGH_SCORE, MASTERED)
        .when(total >= count * MEDIUM_SCORE, PARTLY)
        .otherwise(NOT_YET)
    )


def touched(images: Inputs, silver: Inputs, held: DataFrame) -> DataFrame:
    """Students and years of changed results; where a standard or a link is another one, all that there are."""
    results = images.get(OBJECTIVE_RESULTS_TABLE)
    keys = [results] if results is not None else []
    if images.keys() & {STANDARDS_TABLE, CURRICULUM_LINKS_TABLE}:
        keys += [silver[OBJECTIVE_RESULTS_TABLE], held]
    return reduce(lambda above, below: above.unionByName(below), [rows.select(*YEAR) for rows in keys])


def told_of(silver: Inputs, keys: DataFrame) -> Inputs:
    """The results of these students and years; trees are whole."""
    results = silver[OBJECTIVE_RESULTS_TABLE].join(keys, on=list(YEAR), how="left_semi")
    return {**silver, OBJECTIVE_RESULTS_TABLE: results}


CURRICULUM_MASTERY = Product(
    TABLE.name,
    TABLE,
    (
        Input(OBJECTIVE_RESULTS_TABLE, compared=YEAR),
        Input(STANDARDS_TABLE, compared=("standard_id",)),
        Input(CURRICULUM_LINKS_TABLE, compared=("from_id",)),
    ),
    build,
    part=YEAR,
    reach=Reach(touched, told_of),
    needs=(OBJECTIVE_RESULTS_TABLE,),
)

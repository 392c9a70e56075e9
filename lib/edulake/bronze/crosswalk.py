"""Crosswalks: which student an id of another system stands for, as a district delivers it.

Nothing is guessed: an id that the crosswalk does not have, or has for two students at once, stays an id of its own
system, marked. Several ids of a system may stand for one student. What the rows of such a system are called is made of
its own ids, as ever: whom they are about may change, their keys do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.reference import Reference
from edulake.contract.raw import as_delivered, raw_table
from edulake.expr import identifier, in_namespace
from edulake.silver.subject import Form

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SUBJECT = "crosswalk"
FORM = Form(
    raw_table(
        "crosswalk_raw",
        "Which student an id of a system stands for as delivered, every record of it, with payload and provenance.",
        as_delivered(source="System whose id it is", id="Id in that system", student_id="Student that it stands for"),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student", "raw_id": "student"},
    ),
    required=("source", "id", "student_id"),
    identity=("raw_source", "raw_id"),
)
KEY = ("raw_source", "raw_id", "raw_student_id")
RECORD = ("source_system", "source_file_sha256", "raw_payload", "payload_form", "batch_id", "delivered_at")


class Crosswalk(NamedTuple):
    """Where a source's ids of students are looked up: of which system the crosswalk is, and its namespace."""

    system: str
    namespace: str
    snapshot: bool | None

    @property
    def reference(self) -> Reference:
        return Reference(FORM.table, KEY, system=self.system, snapshot=self.snapshot)


def students(rows: DataFrame, system: str, namespace: str) -> DataFrame:
    """Of each id of a system the student it stands for, `mapped_student`, by the usable `rows` of a crosswalk.

    Null where it stands for nobody who can be read, or for two (`is_conflicting`). The latest delivery that has the id
    says it, all of its files together: one that was replaced in place by what replaced it.
    """
    known = rows.where(~F.col("is_gone") & (F.trim("raw_source") == system)).select(
        identifier(F.col("raw_id")).alias("own_id"),
        F.coalesce(identifier(F.col("raw_student_id")), F.lit("")).alias("said"),
        "delivered_at",
        "source_file",
        F.col("source_file_modified_at").alias("modified"),
    )
    of_id, of_file = Window.partitionBy("own_id"), Window.partitionBy("own_id", "delivered_at", "source_file")
    placed = known.where(F.col("own_id").isNotNull()).withColumns(
        {"latest": F.max("delivered_at").over(of_id), "replaced_by": F.max("modified").over(of_file)}
    )
    standing = placed.where((F.col("delivered_at") == F.col("latest")) & (F.col("modified") == F.col("replaced_by")))
    told = standing.groupBy("own_id").agg(F.collect_set("said").alias("said"))
    one = F.when((F.size("said") == 1) & (F.get("said", F.lit(0)) != ""), F.get("said", F.lit(0)))
    mapped = {"mapped_student": in_namespace(one, namespace), "is_conflicting": F.size("said") > 1}
    return told.withColumns(mapped).drop("said")


def since(known: DataFrame, before: DataFrame) -> DataFrame:
    """The `students` known, `is_new` where those of `before` were others; an id that went stands for nobody."""
    what = F.struct("mapped_student", "is_conflicting")
    earlier = before.select("own_id", what.alias("_before"))
    both = known.withColumn("_known", what).join(earlier, "own_id", "full_outer")
    return both.withColumn("is_new", ~F.col("_known").eqNullSafe(F.col("_before"))).drop("_known", "_before")


def looked_up(candidates: DataFrame, known: DataFrame, *, spreads: bool) -> DataFrame:
    """Candidates with `mapped_student` and `is_conflicting` of the student they name, and `revisit` where that is new.

    Of a record that is spread it is said of all of its candidates alike.
    """
    found = _joined(candidates, known)
    is_new = F.coalesce("_is_new", F.lit(False))
    again = F.max(is_new).over(Window.partitionBy(*RECORD)) if spreads else is_new
    return found.withColumn("revisit", F.col("revisit") | again).drop("_is_new")


def gone(absent: DataFrame, known: DataFrame) -> DataFrame:
    """Who went, and `at`: a student with several ids once all of them did, by the last."""
    found = _joined(absent, known)
    ids = known.where(F.col("mapped_student").isNotNull()).groupBy("mapped_student").agg(F.count("own_id").alias("ids"))
    mapped = (
        found.where(F.col("mapped_student").isNotNull())
        .groupBy("mapped_student")
        .agg(
            F.min("raw_student_id").alias("raw_student_id"),
            F.max("at").alias("at"),
            F.count_distinct(identifier(F.col("raw_student_id"))).alias("went"),
        )
        .join(ids, "mapped_student")
        .where(F.col("went") == F.col("ids"))
    )
    columns = ("raw_student_id", "mapped_student", "at")
    return found.where(F.col("mapped_student").isNull()).select(*columns).unionByName(mapped.select(*columns))


def _joined(rows: DataFrame, known: DataFrame) -> DataFrame:
    named = known.select(
        F.col("own_id").alias("_own"), "mapped_student", "is_conflicting", F.col("is_new").alias("_is_new")
    )
    return rows.join(named, identifier(F.col("raw_student_id")) == F.col("_own"), "left").drop("_own")

"""The same work as edulake's in plain PySpark, by hand: for one load of these three systems, and nothing else.

Typed without UDFs, deduplicated by version, what is refused put aside with a reason, tables clustered, two products.
What it lacks is what a framework is for: it cannot run twice, knows no correction that comes later, and no kill.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.config.load import load
from edulake.store import session

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

NAMES = (
    "student_id",
    "assessment_date",
    "subject",
    "score",
    "grade_level",
    "completion_time",
    "engagement_score",
    "assessment_id",
    "updated_at",
)
CSV = {
    "assessment_platform_b": (
        ",",
        "StudentRef,TestDate,SubjectName,Points,Grade,DurationMin,Engagement,ResultId,LastChanged",
        r"(\d{2})/(\d{2})/(\d{4})",
        "$3-$1-$2",
    ),
    "school_database_c": (
        ";",
        "student_no,exam_date,subject,mark,class_level,minutes,engagement,record_id,changed_at",
        r"(\d{2})\.(\d{2})\.(\d{4})",
        "$3-$2-$1",
    ),
}
PRODUCTS = {"students": ("student_id", "grade_level"), "subjects": ("subject", "grade_level")}


def raw(spark: SparkSession, landing: Path) -> DataFrame:
    """Every record of the three systems as text."""
    texts = ", ".join(f"{name} STRING" for name in NAMES)
    systems = [
        spark.read.schema(texts).json(f"{landing}/lms_system_a/*/*").withColumn("source_system", F.lit("lms_system_a"))
    ]
    for system, (delimiter, columns, shape, iso) in CSV.items():
        rows = (
            spark.read.csv(f"{landing}/{system}/*/*", sep=delimiter, header=True)
            .select(*columns.split(","))
            .toDF(*NAMES)
        )
        days = {name: F.regexp_replace(name, shape, iso) for name in ("assessment_date", "updated_at")}
        systems.append(rows.withColumns({**days, "source_system": F.lit(system)}))
    a, b, c = systems
    return a.unionByName(b).unionByName(c)


def number(name: str, lowest: float, highest: float) -> Column:
    text = F.translate(F.trim(name), ",", ".")
    value = F.when(text.rlike(r"\A[+-]?[0-9]{1,12}(\.[0-9]*)?\z"), text).cast("decimal(18,6)")
    return F.when(value.between(lowest, highest), value)


def typed(bronze: DataFrame) -> DataFrame:
    """Values, and why a record is refused: null for one that is not."""
    grade = F.regexp_extract("grade_level", r"(\d+)", 1)
    rows = bronze.withColumns(
        {
            "assessment_date": F.try_to_timestamp("assessment_date").cast("date"),
            "updated_at": F.try_to_timestamp("updated_at"),
            "score": number("score", 0, 100).cast("decimal(5,2)"),
            "engagement_score": number("engagement_score", 0, 100).cast("int"),
            "completion_time": number("completion_time", 0, 9999).cast("decimal(6,2)"),
            "grade_level": F.when(grade == "", "Kindergarten").otherwise(
                F.concat(grade.cast("int").cast("string"), F.lit(" Grade"))
            ),
        }
    )
    return rows.withColumn(
        "reason",
        F.when(F.coalesce(F.trim("student_id"), F.lit("")) == "", "NULL_STUDENT_ID")
        .when(F.col("assessment_date").isNull(), "BAD_DATE")
        .when(F.col("score").isNull() & F.col("engagement_score").isNull(), "NO_VALID_MEASURE"),
    )


def write(rows: DataFrame, warehouse: str, name: str, *clustered_by: str) -> None:
    """Into a table that is created with its clustering first."""
    spark, place = rows.sparkSession, f"{warehouse}/{name}"
    columns = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in rows.schema)
    spark.sql(f"CREATE TABLE delta.`{place}` ({columns}) USING delta CLUSTER BY ({', '.join(clustered_by)})")
    rows.write.format("delta").mode("append").save(place)


def main(landing: Path, warehouse: str) -> None:
    spark = session.local(load())
    write(raw(spark, landing), warehouse, "bronze", "student_id", "assessment_date")
    rows = typed(spark.read.format("delta").load(f"{warehouse}/bronze"))
    write(rows.where("reason IS NOT NULL"), warehouse, "quarantine", "source_system", "reason")
    newest = Window.partitionBy("source_system", "assessment_id").orderBy(F.desc("updated_at"))
    facts = rows.where("reason IS NULL").withColumn("place", F.row_number().over(newest)).where("place = 1")
    write(facts.drop("place", "reason"), warehouse, "silver", "student_id", "assessment_date")
    silver = spark.read.format("delta").load(f"{warehouse}/silver")
    for name, keys in PRODUCTS.items():
        means = [F.avg(column).alias(f"avg_{column}") for column in ("score", "engagement_score")]
        gold = silver.groupBy(*keys).agg(F.count("*").alias("n"), F.stddev("score").alias("deviation"), *means)
        write(gold, warehouse, name, *keys)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

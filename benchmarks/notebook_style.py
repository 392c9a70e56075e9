"""The usual notebook style, for comparison: Python UDFs, rows through Python, a count after each step, overwrites."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.config.load import load
from edulake.store import session

NAMES = (
    "student_id",
    "assessment_date",
    "subject",
    "score",
    "grade_level",
    "completion_time",
    "engagement_score",
    "id",
)
COLUMNS_B = ("StudentRef", "TestDate", "SubjectName", "Points", "Grade", "DurationMin", "Engagement", "ResultId")
COLUMNS_C = ("student_no", "exam_date", "subject", "mark", "class_level", "minutes", "engagement", "record_id")
COLUMNS_A = (*NAMES[:-1], "assessment_id")


def records(landing: Path) -> list[tuple[str | None, ...]]:
    """Every record of the three systems, read by Python."""
    rows = []
    for path in landing.glob("lms_system_a/**/*.jsonl"):
        for line in path.read_text().splitlines():
            record = json.loads(line)
            rows.append(tuple(None if record.get(n) is None else str(record[n]) for n in COLUMNS_A))
    for system, delimiter, names in (("assessment_platform_b", ",", COLUMNS_B), ("school_database_c", ";", COLUMNS_C)):
        for path in landing.glob(f"{system}/**/*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows += [tuple(r[n] for n in names) for r in csv.DictReader(stream, delimiter=delimiter)]
    return rows


def clean_score(raw: str | None) -> float | None:
    try:
        score = float((raw or "").replace(",", "."))
    except ValueError:
        return None
    return score if 0 <= score <= 100 else None


def clean_grade(raw: str | None) -> str:
    digits = re.search(r"\d+", raw or "")
    return f"{int(digits.group())}th Grade" if digits else "Kindergarten"


def main(landing: Path, warehouse: str) -> None:
    spark = session.local(load())
    spark.conf.set("spark.sql.execution.pythonUDF.arrow.enabled", "false")
    schema = T.StructType([T.StructField(name, T.StringType()) for name in NAMES])
    bronze = spark.createDataFrame(records(landing), schema)
    bronze.write.format("delta").mode("overwrite").save(f"{warehouse}/bronze")
    bronze = spark.read.format("delta").load(f"{warehouse}/bronze")
    print(bronze.count())
    score, grade = F.udf(clean_score, T.DoubleType()), F.udf(clean_grade, T.StringType())
    silver = bronze.select(
        "student_id",
        "subject",
        "id",
        "assessment_date",
        score("score").alias("score"),
        grade("grade_level").alias("grade_level"),
        score("engagement_score").cast("int").alias("engagement"),
        score("completion_time").alias("minutes"),
    )
    silver = silver.filter("score is not null or engagement is not null").dropDuplicates(["id"])
    print(silver.count())
    silver.write.format("delta").mode("overwrite").save(f"{warehouse}/silver")
    silver = spark.read.format("delta").load(f"{warehouse}/silver")
    for name, keys in {"students": ["student_id", "grade_level"], "subjects": ["subject", "grade_level"]}.items():
        gold = silver.groupBy(*keys).agg(
            F.count("*").alias("n"), F.avg("score"), F.stddev("score"), F.avg("engagement")
        )
        gold = gold.toDF(*keys, "n", "score", "deviation", "engagement")
        print(gold.count())
        gold.write.format("delta").mode("overwrite").save(f"{warehouse}/{name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

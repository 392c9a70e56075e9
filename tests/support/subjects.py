"""Rows of silver from rows of bronze, without a job."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS
from edulake.silver.subject import Reading, clean

LATEST = dt.date(2026, 1, 1)
FACT = {
    "raw_student_id": "S1",
    "raw_course_id": "C1",
    "raw_class_id": "K1",
    "raw_school_id": "X",
    "raw_engaged_at": "2025-03-30T01:30:00",
    "raw_start_date": "2025-03-30",
    "raw_assessment_date": "2025-03-30",
    "raw_score": "80",
}


def cleaned(spark: SparkSession, subject: str, notation: Notation, **raw: str | None) -> DataFrame:
    """A record of the source `s`, typed; its columns are those of the configured form."""
    names = [name for name in SUBJECTS[subject].form.table.column_names if name.startswith("raw_")]
    row = spark.createDataFrame(
        [tuple({**FACT, **raw}.get(name) for name in names)], ", ".join(f"{name} string" for name in names)
    )
    candidates = row.withColumns(
        {
            "source_system": F.lit("s"),
            "parse_issue": F.lit(None).cast("string"),
            "payload_form": F.lit("json"),
            "delivered_at": F.timestamp_seconds(F.lit(1_750_000_000)),
            "superseded": F.lit(False),
        }
    )
    return clean(SUBJECTS[subject], candidates, Reading({"s": notation}, {"s": {*FACT, *raw}}, LATEST))


def told(rows: DataFrame, subject: str) -> dict[str, Any]:
    """The row, moments as microseconds, which no time zone of a session or process can change."""
    names = [column for column in SUBJECTS[subject].table.columns if column.name in rows.columns]
    numbers = [F.unix_micros(c.name).alias(c.name) if c.type == "TIMESTAMP" else F.col(c.name) for c in names]
    [row] = rows.select(*numbers, "reason_codes").collect()
    return row.asDict()

"""The same reading, typing, deduplicating and aggregating in Polars and delta-rs, for comparison."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

NAMES = {
    "assessment_platform_b": {
        "StudentRef": "student_id",
        "TestDate": "assessment_date",
        "SubjectName": "subject",
        "Points": "score",
        "Grade": "grade_level",
        "DurationMin": "completion_time",
        "Engagement": "engagement_score",
        "ResultId": "assessment_id",
        "LastChanged": "updated_at",
    },
    "school_database_c": {
        "student_no": "student_id",
        "exam_date": "assessment_date",
        "subject": "subject",
        "mark": "score",
        "class_level": "grade_level",
        "minutes": "completion_time",
        "engagement": "engagement_score",
        "record_id": "assessment_id",
        "changed_at": "updated_at",
    },
}
COLUMNS = list(NAMES["school_database_c"].values())


def raw(landing: Path) -> pl.DataFrame:
    """The three systems as one frame of text."""
    schema = dict.fromkeys(COLUMNS, pl.String)
    frames = [pl.read_ndjson(p, schema=schema) for p in landing.glob("lms_system_a/**/*.jsonl")]
    for system, delimiter in (("assessment_platform_b", ","), ("school_database_c", ";")):
        for path in landing.glob(f"{system}/**/*.csv"):
            frame = pl.read_csv(path, separator=delimiter, infer_schema=False)
            frames.append(frame.rename(NAMES[system]).select(COLUMNS))
    return pl.concat([frame.select(COLUMNS) for frame in frames])


def number(name: str) -> pl.Expr:
    value = pl.col(name).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(value.is_between(0, 100)).then(value).alias(name)


def main(landing: Path, warehouse: str) -> None:
    bronze = raw(landing)
    bronze.write_delta(f"{warehouse}/bronze")
    silver = (
        bronze.with_columns(
            number("score"),
            number("engagement_score"),
            number("completion_time"),
            pl.col("grade_level").str.extract(r"(\d+)").fill_null("K"),
            pl.col("assessment_date").str.replace_all(r"[./]", "-"),
        )
        .filter(pl.col("score").is_not_null() | pl.col("engagement_score").is_not_null())
        .sort("updated_at")
        .unique("assessment_id", keep="last")
    )
    silver.write_delta(f"{warehouse}/silver")
    for name, keys in {"students": ["student_id", "grade_level"], "subjects": ["subject", "grade_level"]}.items():
        gold = silver.group_by(keys).agg(
            pl.len().alias("n"),
            pl.col("score").mean().alias("avg_score"),
            pl.col("score").std().alias("deviation"),
            pl.col("engagement_score").mean().alias("engagement"),
        )
        gold.write_delta(f"{warehouse}/{name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

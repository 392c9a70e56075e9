"""Assessments as delivered, by any source whose rows are assessments: a block of configuration each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.provenance import raw_table
from edulake.bronze.source import Source
from edulake.contract import Column, Dialect, Feed, Notation, Scale
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.config import SourceSettings
    from edulake.contract import Table

RAW = (
    Column("raw_student_id", "STRING", "Student, as delivered", personal="direct"),
    Column("raw_assessment_date", "STRING", "Day of the assessment, as delivered"),
    Column("raw_subject", "STRING", "Subject, as delivered"),
    Column("raw_score", "STRING", "Score, as delivered", personal="indirect"),
    Column("raw_grade_level", "STRING", "Grade level, as delivered", personal="indirect"),
    Column("raw_completion_time", "STRING", "Minutes needed, as delivered"),
    Column("raw_engagement_score", "STRING", "Engagement, as delivered", personal="indirect"),
    Column("raw_assessment_id", "STRING", "The source's id of one student's result, as delivered"),
    Column("raw_updated_at", "STRING", "When the source last changed the record, as delivered"),
    Column("raw_school_id", "STRING", "School, as delivered"),
    Column("raw_school_year", "STRING", "School year, as delivered"),
    Column("raw_term", "STRING", "Term, as delivered"),
)
STUDENT_ASSESSMENTS_RAW = raw_table(
    "student_assessments_raw",
    "Assessment records as delivered, every one of them, with payload and provenance.",
    RAW,
    cluster_by=("raw_student_id", "ingestion_timestamp"),
    student="raw_student_id",
)
NAMES = tuple(column.name for column in RAW)
REQUIRED = ("student_id", "assessment_date")


def configured(name: str, settings: SourceSettings) -> Source:
    """The source that a block of configuration describes; ConfigError for columns that the table does not have."""
    given = {**settings.columns, **settings.constants}
    unknown = sorted(set(given) - {column.removeprefix("raw_") for column in NAMES})
    lacking = sorted(set(REQUIRED) - set(given))
    if unknown or lacking:
        why = f"unknown columns {unknown}" if unknown else f"missing columns {lacking}"
        raise ConfigError(f"source {name} is not described well", why, "correct its columns and constants")
    feed = Feed(
        table=STUDENT_ASSESSMENTS_RAW,
        files=settings.files,
        dialect=Dialect(settings.format, settings.delimiter, settings.encoding),  # type: ignore[arg-type]
        columns={f"raw_{column}": header for column, header in settings.columns.items()},
        required=tuple(f"raw_{column}" for column in REQUIRED if column in settings.columns),
    )
    constants = {f"raw_{column}": value for column, value in settings.constants.items()}

    def candidates(facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
        ours = F.col("source_system") == name
        fixed = {column: F.when(ours, F.lit(value)).otherwise(F.col(column)) for column, value in constants.items()}
        return facts.withColumns({**fixed, "revisit": F.lit(False)})

    return Source(
        name=name,
        subject="assessments",
        feeds=(feed,),
        facts=STUDENT_ASSESSMENTS_RAW,
        candidates=candidates,
        provides=frozenset(f"raw_{column}" for column in given),
        notation=Notation(
            date_formats=tuple(settings.date_formats),
            decimal_comma=settings.decimal_comma,
            scale=Scale(settings.score_min, settings.score_max, settings.score_percent),
            id_namespace=settings.id_namespace,
        ),
    )

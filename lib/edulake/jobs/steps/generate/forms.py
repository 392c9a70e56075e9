"""How each of the three systems writes a record down: one line of text per record.

The lines are built from the columns of `texts.with_texts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.plan import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

BYTE_ORDER_MARK = "\ufeff"
PLATFORM_HEADER = "ResultId,StudentRef,SubjectName,TestDate,Points,Grade,DurationMin,Engagement,LastChanged"
SCHOOL_HEADER = "record_id;student_no;subject;exam_date;mark;class_level;minutes;engagement;comment;changed_at"


@dataclass(frozen=True)
class System:
    """A source: its folder, the suffix of its files, its notation, and its lines (no header for none)."""

    name: str
    suffix: str
    id_prefix: str
    decimal_mark: str
    day_form: Callable[[Column], Column]
    line: Callable[[], Column]
    header: str = ""
    has_comments: bool = False


def systems() -> tuple[System, ...]:
    """In the order of the plan's column `system`."""
    header = BYTE_ORDER_MARK + SCHOOL_HEADER
    return (
        System("lms_system_a", "jsonl", "A-", ".", iso, lms_line),
        System("assessment_platform_b", "csv", "B-", ".", month_first, platform_line, PLATFORM_HEADER),
        System("school_database_c", "csv", "C-", ",", day_first, school_line, header, has_comments=True),
    )


def lines(written: DataFrame, system: System) -> DataFrame:
    """The column `line` of one system's files; the order of rows and partitions stays."""
    is_header = F.col("role") == HEADER
    with_header = written if system.header else written.where(~is_header)
    return with_header.select(F.when(is_header, system.header).otherwise(system.line()).alias("line"))


def lms_line() -> Column:
    """A JSON object: numbers are bare, other texts quoted, a missing student or time is null."""
    members = {
        "student_id": _json_text("student_id"),
        "assessment_date": _json_text("assessment_date"),
        "subject": _json_text("subject"),
        "score": F.when(F.col("cents").isNull(), _json_text("score")).otherwise(F.col("score")),
        "grade_level": _json_text("grade_level"),
        "completion_time": F.coalesce(F.col("completion_time"), F.lit("null")),
        "engagement_score": F.when(F.col("engagement").isNull(), _json_text("engagement_score")).otherwise(
            F.col("engagement_score")
        ),
        "assessment_id": _json_text("assessment_id"),
        "updated_at": F.concat(F.lit('"'), "updated_day", F.lit("T"), "updated_clock", F.lit('Z"')),
    }
    texts = [F.concat(F.lit(f'"{name}": '), value) for name, value in members.items()]
    return F.concat(F.lit("{"), F.concat_ws(", ", *texts), F.lit("}"))


def platform_line() -> Column:
    """Comma-separated; no value holds a comma, a quote or a line break, so none is quoted."""
    return F.concat_ws(
        ",",
        "assessment_id",
        _or_empty("student_id"),
        "subject",
        "assessment_date",
        "score",
        "grade_level",
        _or_empty("completion_time"),
        "engagement_score",
        # The one column of this system that is in ISO form.
        F.concat_ws(" ", "iso_changed_day", "updated_clock"),
    )


def school_line() -> Column:
    """Separated by semicolons; only the comment is quoted, and may span lines."""
    return F.concat_ws(
        ";",
        "assessment_id",
        _or_empty("student_id"),
        "subject",
        "assessment_date",
        "score",
        "grade_level",
        _or_empty("completion_time"),
        "engagement_score",
        "comment",
        F.concat_ws(" ", "updated_day", "updated_clock"),
    )


def iso(iso_day: Column) -> Column:
    return iso_day


def month_first(iso_day: Column) -> Column:
    """MM/dd/yyyy."""
    return F.concat_ws("/", F.substring(iso_day, 6, 2), F.substring(iso_day, 9, 2), F.substring(iso_day, 1, 4))


def day_first(iso_day: Column) -> Column:
    """dd.MM.yyyy."""
    return F.concat_ws(".", F.substring(iso_day, 9, 2), F.substring(iso_day, 6, 2), F.substring(iso_day, 1, 4))


def _json_text(name: str) -> Column:
    """A JSON string, or null; nothing this generator writes needs an escape."""
    return F.coalesce(F.concat(F.lit('"'), name, F.lit('"')), F.lit("null"))


def _or_empty(name: str) -> Column:
    return F.coalesce(F.col(name), F.lit(""))

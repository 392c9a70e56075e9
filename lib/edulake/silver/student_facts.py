"""What every dated fact about a student has in common: columns, rules, and how its values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract import Column, Rule
from edulake.expr import as_date, as_number, as_timestamp, identifier, school_year
from edulake.silver.notation import by_notation

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

STUDENT_ID = Column(
    "student_id",
    "STRING",
    "Student, with the source's namespace if it has one",
    nullable=False,
    personal="direct",
    mask="identifier",
)
KNOWN_AT = Column(
    "known_at",
    "TIMESTAMP",
    "When the source knew this version: its update time, else the event's date",
    nullable=False,
)
BAD_UPDATED_AT = Rule(
    "BAD_UPDATED_AT",
    "an update time that cannot be read",
    lambda: F.col("updated").isNotNull() & F.col("source_updated_at").isNull(),
)


def refusals(date: str) -> tuple[Rule, ...]:
    """No fact without a student and a day, the column `date`."""
    return (
        Rule("NULL_STUDENT_ID", "no student", lambda: F.col("student").isNull()),
        Rule(
            "BAD_STUDENT_ID",
            "a student id longer than 128 characters or with control characters",
            lambda: F.col("student").isNotNull() & F.col("student_id").isNull(),
        ),
        Rule(
            "BAD_DATE",
            "no date in a format of the source, or one before 1900 or in the far future",
            lambda: F.col(date).isNull(),
        ),
    )


def values(notations: Notations, date: str, latest: dt.date) -> dict[str, SparkColumn]:
    """Student, day and update time from the words raw_student_id, `day` and `updated`, and the year that is given."""
    day, updated = F.col("day"), F.col("updated")
    return {
        "student_id": by_notation(notations, lambda n: n.id_namespace, _student_id),
        date: by_notation(notations, lambda n: n.date_formats, lambda f: as_date(day, f, latest)),
        "source_updated_at": by_notation(notations, lambda n: n.date_formats, lambda f: as_timestamp(updated, f)),
        "given_year": as_number(F.col("raw_school_year")),
    }


def derived(date: str) -> dict[str, SparkColumn]:
    """The school year, as given or by the day, and when the source knew of the fact."""
    given = F.when(F.col("given_year").between(1900, 2999), F.col("given_year")).cast("int")
    return {
        "school_year": F.coalesce(given, school_year(F.col(date))),
        "known_at": F.coalesce("source_updated_at", F.col(date).cast("timestamp")),
    }


def day_as_read(date: str) -> SparkColumn:
    """The day as text: in ISO form where it could be read, else as delivered."""
    return F.coalesce(F.col(date).cast("string"), F.col("day"))


def _student_id(namespace: str) -> SparkColumn:
    student = identifier(F.col("raw_student_id"))
    return F.concat_ws(":", F.lit(namespace), student) if namespace else student

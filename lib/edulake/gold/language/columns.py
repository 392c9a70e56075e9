"""Columns that products about learning a language share, and what their `status` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

# An estimate that is told; one of too few; differences that chance alone may make; one that cannot be known yet.
OK, TOO_FEW, NO_EVIDENCE, MASKED = "OK", "TOO_FEW", "NO_EVIDENCE", "MASKED"

# Within which lessons and topics are told apart, and whose they are.
LANGUAGE = ("source_system", "course_id")
LEARNER = ("source_system", "student_id", "course_id")
# What comes back of equations of languages: coefficients in as many decimal places as are told of any estimate.
DIGITS = 9
COEFFICIENTS = {"source_system": "STRING", "course_id": "STRING", "column": "STRING", "coefficient": "DECIMAL(20,9)"}
OBSERVED_UNTIL = Column(
    "observed_until", "DATE", "The day before the source's last one: what came later is not all known", nullable=False
)
# At the end of each row, before the run that wrote it.
NOWHERE = (
    Column("school_id", "STRING", "Always null: learners of a language are of no school"),
    Column("school_year", "INT", "Always null: a language is learned across school years"),
    Column("term", "STRING", "Always null: and across terms"),
)


def nowhere() -> list[SparkColumn]:
    """Nulls of the columns NOWHERE."""
    return [F.lit(None).cast(column.type.lower()).alias(column.name) for column in NOWHERE]


def rounded(estimate: float | None) -> float | None:
    """An estimate of plain Python in the digits that are told, so that the same sums tell the same."""
    return None if estimate is None else round(estimate, DIGITS)

"""Rows of silver from rows of bronze, without a job."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS
from edulake.silver.subject import Reading, clean
from edulake.store.small_frame import as_frame

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
DELIVERED = "2025-06-15T15:06:40+00:00"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
CODES = ("reason_codes", "issue_codes")


class Case(NamedTuple):
    """A record, and what must become of it; raw columns are named without their prefix."""

    raw: Mapping[str, str | None]  # what differs from a sound record, parse_issue among it
    row: Mapping[str, Any]  # columns of interest; a number with a fraction, a day and a moment as text
    reasons: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    source: str = "s"

    @property
    def due(self) -> dict[str, Any]:
        return {**self.row, "reason_codes": list(self.reasons), "issue_codes": list(self.issues)}

    def seen(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of interest in a row that came out, and its codes."""
        return {name: row[name] for name in (*self.row, *CODES)}


def cleaned(spark: SparkSession, subject: str, notation: Notation, **raw: str | None) -> DataFrame:
    """A record of the source `s`, typed; its columns are those of the configured form."""
    row = {"source_system": "s", **FACT, **raw}
    return clean(
        SUBJECTS[subject], candidates(spark, subject, [row]), Reading({"s": notation}, {"s": {*FACT, *raw}}, LATEST)
    )


def told(rows: DataFrame, subject: str) -> dict[str, Any]:
    """The row, moments as microseconds, which no time zone of a session or process can change."""
    names = [column for column in SUBJECTS[subject].table.columns if column.name in rows.columns]
    numbers = [F.unix_micros(c.name).alias(c.name) if c.type == "TIMESTAMP" else F.col(c.name) for c in names]
    [row] = rows.select(*numbers, "reason_codes").collect()
    return row.asDict()


def outcomes(
    spark: SparkSession,
    subject: str,
    sound: Mapping[str, str | None],
    cases: Mapping[str, Case],
    notations: Mapping[str, Notation],
    provides: Mapping[str, Collection[str]] | None = None,
) -> dict[str, dict[str, Any]]:
    """What becomes of each case, in one action; closed_status is the status that it has once a snapshot lacks it.

    Sources that `provides` does not name have all raw columns.
    """
    names = _raw(subject)
    known = {name.removeprefix("raw_") for name in names} | {"parse_issue"}
    assert not {*sound, *[name for case in cases.values() for name in case.raw]} - known
    records = []
    for name, case in cases.items():
        said = {**sound, **case.raw}
        raw = {column: said.get(column.removeprefix("raw_")) for column in names}
        records.append({**raw, "case": name, "source_system": case.source, "parse_issue": said.get("parse_issue")})
    have = {source: (provides or {}).get(source, names) for source in notations}
    rows = clean(SUBJECTS[subject], candidates(spark, subject, records), Reading(notations, have, LATEST))
    closed = SUBJECTS[subject].closed
    rows = rows.withColumns({f"closed_{name}": value for name, value in closed().items()}) if closed else rows
    moments = {name for name, kind in rows.dtypes if kind == "timestamp"}
    columns = [name for name in rows.columns if not name.startswith("raw_")]
    collected = rows.select(*[F.unix_micros(c).alias(c) if c in moments else F.col(c) for c in columns]).collect()
    assert len(collected) == len(cases)
    return {row["case"]: {name: _plain(row[name], is_moment=name in moments) for name in columns} for row in collected}


def hashed(*values: str | None) -> str:
    """The id of a row whose source gives none: SHA-256 of the values, each with its length before it."""
    return hashlib.sha256("".join("-" if v is None else f"{len(v)}:{v}" for v in values).encode()).hexdigest()


def _raw(subject: str) -> list[str]:
    return [name for name in SUBJECTS[subject].form.table.column_names if name.startswith("raw_")]


def candidates(spark: SparkSession, subject: str, records: list[dict[str, str | None]]) -> DataFrame:
    names = [*_raw(subject), "case", "source_system", "parse_issue"]
    schema = T.StructType([T.StructField(name, T.StringType()) for name in names])
    rows = as_frame(spark, [[record.get(name) for name in names] for record in records], schema)
    return rows.withColumns(
        {
            "payload_form": F.lit("json"),
            "delivered_at": F.timestamp_seconds(F.lit(1_750_000_000)),
            "superseded": F.lit(False),
        }
    )


def _plain(value: Any, *, is_moment: bool) -> Any:
    if is_moment and value is not None:
        return (EPOCH + dt.timedelta(microseconds=value)).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

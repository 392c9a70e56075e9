"""Delivered files as DataFrames of raw text: every record, its verbatim payload, and where it came from.

Spark's own readers lose what a reader cannot split and map columns by position, so text is read line by line
and taken apart by expressions: a record that does not fit keeps its payload and gets a reason.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import EMPTY
from edulake.landing.called import Present, found
from edulake.landing.files.csv_records import csv_lines, csv_rows
from edulake.landing.files.json_records import json
from edulake.landing.files.parquet_records import parquet
from edulake.landing.files.provenance import provenance, provenance_schema, with_provenance
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession

    from edulake.contract.feed import Dialect
    from edulake.expr.called import Called
    from edulake.landing.files.readable import ReadableFile

# A file beyond this is read by itself: it need not be told apart from others, row by row.
LARGE_BYTES = 16 * 1024**2


def read_records(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: Mapping[str, Called]
) -> DataFrame:
    """The records of `files`, one row each.

    Columns: those of `columns` (STRING, null where the file lacks them), raw_payload and payload_form
    (verbatim, json: the raw strings as JSON, or base64 for bytes that are not UTF-8; where the dialect withholds
    columns json, or withheld without a payload and values for what cannot be taken apart), parse_issue (null, or
    why the record could not be taken apart), source_header (of a line of CSV, the line that names its columns), and
    those of Provenance.
    """
    groups: dict[tuple[object, ...], list[ReadableFile]] = {}
    for file in files:
        found = file.profile
        alone = file.path if file.file.bytes > LARGE_BYTES else None
        groups.setdefault((found.layout, found.header_text, found.malformed, alone), []).append(file)
    return reduce(
        lambda above, below: above.unionByName(below),
        (_group(spark, group, dialect, columns) for group in groups.values()),
    )


def nothing_in(spark: SparkSession, files: list[ReadableFile], columns: Mapping[str, Called]) -> DataFrame:
    """One row for each of these snapshots without a record, so that bronze knows of them: the payload_form is empty."""
    rows = as_frame(spark, [provenance(file) for file in files], provenance_schema())
    blank = F.lit(None).cast("string")
    named = {**dict.fromkeys(columns, blank), "raw_payload": blank, "payload_form": F.lit(EMPTY)}
    named |= {"parse_issue": blank, "source_header": blank}
    return rows.withColumns(named)


def _group(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: Mapping[str, Called]
) -> DataFrame:
    layout, header = files[0].profile.layout, files[0].profile.header
    if dialect.format == "csv":
        columns = found(columns, Present.of(header, loosely=dialect.loosely, reaches=False))
    if layout == "parquet":
        rows = parquet(spark, files, dialect, columns)
    elif layout == "rows":
        rows = csv_rows(spark, files, columns)
    elif dialect.format == "csv":
        rows = csv_lines(spark, files, dialect, columns)
    else:
        rows = json(spark, files, dialect, columns)
    if "source_header" not in rows.columns:
        rows = rows.withColumn("source_header", F.lit(None).cast("string"))
    return with_provenance(spark, rows, files)

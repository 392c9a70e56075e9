"""CSV: lines that Spark takes apart, and rows that the driver took apart before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.landing.called import apart, disagrees, value
from edulake.landing.files.delimited import clean, named, places, unique
from edulake.landing.files.lines import UNREAD, lines, verbatim
from edulake.landing.files.withheld import cells_as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract.feed import Dialect
    from edulake.expr.called import Called
    from edulake.landing.files.readable import ReadableFile

ROW = "payload string, form string, issue string, cells array<string>"


def csv_lines(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: Mapping[str, Called]
) -> DataFrame:
    """The records of files in which every line is one."""
    found = files[0].profile
    names = [f"c{position}" for position in range(len(found.header))]
    schema = ", ".join(f"{name} string" for name in [*names, UNREAD])
    options = {**csv_options(dialect), "columnNameOfCorruptRecord": UNREAD}
    rows = lines(spark, files, kept=dialect.delimiter)
    headers = {header for file in files for header in file.profile.headers}
    if headers:
        rows = rows.where(~F.col("value").isin(sorted(headers)))
    parsed = rows.select("value", "file", F.from_csv("value", schema, options).alias("row"))
    issue = F.when(F.col(f"row.{UNREAD}").isNotNull(), _ragged(found.header, dialect.delimiter))
    if found.layout == "broken_quotes":
        issue = F.coalesce(F.when(_odd_quotes(F.col("value")), "BROKEN_QUOTES"), issue)
    judged = parsed.withColumn("issue", issue)
    sure = judged.withColumn("row", _sure(names, lines_are_records=found.layout != "broken_quotes"))
    place_of = places(found.header)

    def reach(name: str) -> Column:
        return F.col(f"row.{names[place_of[clean(name)]]}") if clean(name) in place_of else F.lit(None).cast("string")

    values = {raw: value(called, reach) for raw, called in columns.items()}
    doubt = disagrees(columns.values(), reach)
    issue = F.col("issue") if doubt is None else F.coalesce("issue", doubt)
    kept = None
    if dialect.withheld:
        told = zip(unique(found.header), found.header, names, strict=True)
        held = {name: F.col(f"row.{cell}") for name, column, cell in told if not dialect.withheld.withholds(column)}
        kept = cells_as_json(held)
    records = verbatim(sure, values, issue, malformed=found.malformed, kept=kept)
    # What is no line any more needs no header to be read by.
    header = None if dialect.withheld else found.header_text
    return records.withColumn("source_header", F.lit(header).cast("string"))


def csv_rows(spark: SparkSession, files: list[ReadableFile], columns: Mapping[str, Called]) -> DataFrame:
    """The records of copies that `delimited.rewritten` made."""
    found = files[0].profile
    place_of = places(found.header)
    row = lines(spark, files).select("file", F.from_json("value", ROW).alias("row"))

    def reach(name: str) -> Column:
        return F.get("row.cells", place_of[clean(name)]) if clean(name) in place_of else F.lit(None).cast("string")

    # Spark 3.5 cannot tell the type of what is got out of an array before that is a column.
    row, reached = apart(row, columns.values(), reach)
    doubt = disagrees(columns.values(), reached)
    is_line = F.col("row.form") == "verbatim"
    return row.select(
        *[value(called, reached).alias(raw) for raw, called in columns.items()],
        F.col("row.payload").alias("raw_payload"),
        F.col("row.form").alias("payload_form"),
        (F.col("row.issue") if doubt is None else F.coalesce("row.issue", doubt)).alias("parse_issue"),
        F.when(is_line, F.lit(found.header_text)).cast("string").alias("source_header"),
        "file",
    )


def csv_options(dialect: Dialect) -> dict[str, str]:
    """How Spark takes a line of CSV apart."""
    # RFC 4180: a quote is doubled (Spark's default escapes with a backslash and keeps "" as it is). A null
    # marker that no text holds keeps '' apart from a column that is not there.
    return {
        "sep": dialect.delimiter,
        "quote": '"',
        "escape": '"',
        "nullValue": "\u0001",
        "emptyValue": "",
        "mode": "PERMISSIVE",
        "maxCharsPerColumn": "-1",
        "ignoreLeadingWhiteSpace": "false",
        "ignoreTrailingWhiteSpace": "false",
    }


def cells_of(line: Column, delimiter: str) -> Column:
    """How many cells Spark finds in a line: one more than delimiters are left where the cells are cut out."""
    parts = re.escape(delimiter)
    # Possessive throughout: Excel pads a row with thousands of cells, and Java goes deeper with every choice. A quote
    # that opens a cell and is never closed takes all that follows.
    cell = rf'(?<=\A|{parts})"(?:[^"]++|"")*+(?:"[^{parts}]*+|\z)|[^{parts}]++'
    return F.length(F.regexp_replace(line, cell, "")) + 1


def _ragged(header: tuple[str, ...], delimiter: str) -> Column:
    """Why a line has another number of cells than its header; null where only empty ones are too many or missing.

    Spark says only that they are not as many, so they are counted. To have Spark take the line apart once more is so
    large an expression that Java does not compile what becomes of it, and lines that are sound take twice as long.
    """
    parts, blank = re.escape(delimiter), "[ ]*+" if delimiter == "\t" else r"[ \t]*+"
    bare = F.regexp_replace("value", rf'(?:{parts}{blank}(?:"")?+{blank})++\z', "")
    is_short = cells_of(F.col("value"), delimiter) < named(header)
    return F.when(is_short, "RAGGED_SHORT").when(cells_of(bare, delimiter) > len(header), "RAGGED_LONG")


def _sure(names: list[str], *, lines_are_records: bool) -> Column:
    """The cells of a line that can be trusted: all of one with as many as the header, null for others.

    A line with too many keeps its first: a delimiter too much, wherever it is, pushes cells to the right, and nothing
    stands left of the first. Which cell is missing in one with too few, nobody knows; nor, where quotes are broken,
    whether the line begins a record.
    """
    whole = F.when(F.col("issue").isNull(), F.col("row"))
    if not lines_are_records:
        return whole
    nothing = F.lit(None).cast("string")
    first = F.struct(F.col(f"row.{names[0]}"), *[nothing.alias(name) for name in [*names[1:], UNREAD]])
    return F.when(F.col("issue") == "RAGGED_LONG", first).otherwise(whole)


def _odd_quotes(line: Column) -> Column:
    return F.length(F.regexp_replace(line, '[^"]', "")) % 2 == 1

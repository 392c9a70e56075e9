"""Delivered files as DataFrames of raw text: every record, its verbatim payload, and where it came from.

Spark's own readers lose what a reader cannot split and map columns by position, so text is read line by line
and taken apart by expressions: a record that does not fit keeps its payload and gets a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.expr import is_valid_utf8, utc_text
from edulake.landing.provenance import file_of_row, provenance, provenance_schema, uri, with_provenance
from edulake.landing.withheld import NOT_KEPT, cells_as_json, object_as_json, row_as_json, still_holds
from edulake.rows import as_frame

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract import Dialect
    from edulake.landing.files import DeliveredFile
    from edulake.landing.profile import Profile

UNREAD = "_unread"
EMPTY = "empty"
# A file beyond this is read by itself: it need not be told apart from others, row by row.
LARGE_BYTES = 16 * 1024**2
BLANK = " \t\r"


@dataclass(frozen=True)
class ReadableFile:
    """A file to load: `path` is what Spark opens (a transcoded copy, where one was needed).

    A `snapshot` holds every record there is.
    """

    file: DeliveredFile
    profile: Profile
    path: Path
    snapshot: bool = False


def read_records(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]
) -> DataFrame:
    """The records of `files`, one row each.

    Columns: those of `columns` (STRING, null where the file lacks them), raw_payload and payload_form
    (verbatim, json: the raw strings as JSON, or base64 for bytes that are not UTF-8; where the dialect withholds
    columns json, or withheld without a payload and values for what cannot be taken apart), parse_issue (null, or
    why the record could not be taken apart), source_header (of a line of CSV, the line that names its columns), and
    source_file, source_file_sha256, source_file_modified_at,
    source_file_bytes, delivered_at, is_snapshot.
    """
    groups: dict[tuple[object, ...], list[ReadableFile]] = {}
    for file in files:
        found = file.profile
        alone = file.path if file.file.bytes > LARGE_BYTES else None
        groups.setdefault((found.layout, found.header, found.malformed_utf8, alone), []).append(file)
    return reduce(
        lambda above, below: above.unionByName(below),
        (_group(spark, group, dialect, columns) for group in groups.values()),
    )


def nothing_in(spark: SparkSession, files: list[ReadableFile], columns: dict[str, str]) -> DataFrame:
    """One row for each of these snapshots without a record, so that bronze knows of them: the payload_form is empty."""
    fields = [field for field in provenance_schema() if field.name != "file"]
    rows = as_frame(spark, [provenance(file)[1:] for file in files], T.StructType(fields))
    blank = F.lit(None).cast("string")
    named = {**dict.fromkeys(columns, blank), "raw_payload": blank, "payload_form": F.lit(EMPTY)}
    named |= {"parse_issue": blank, "source_header": blank}
    return rows.withColumns(named)


def _group(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    layout = files[0].profile.layout
    if layout == "parquet":
        rows = _parquet(spark, files, dialect, columns)
    elif layout == "multiline":
        rows = _multiline_csv(spark, files, dialect, columns)
    elif dialect.format == "csv":
        rows = _csv_lines(spark, files, dialect, columns)
    else:
        rows = _json(spark, files, dialect, columns)
    if "source_header" not in rows.columns:
        rows = rows.withColumn("source_header", F.lit(None).cast("string"))
    return with_provenance(spark, rows, files)


def _csv_lines(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    found = files[0].profile
    names = [f"c{position}" for position in range(len(found.header))]
    schema = ", ".join(f"{name} string" for name in [*names, UNREAD])
    options = {**csv_options(dialect), "columnNameOfCorruptRecord": UNREAD}
    lines = _lines(spark, files).where(F.col("value") != F.lit(_header_text(files[0])))
    parsed = lines.select("value", "file", F.from_csv("value", schema, options).alias("row"))
    ragged = F.when(F.col(f"row.{names[-1]}").isNull(), "RAGGED_SHORT").otherwise("RAGGED_LONG")
    issue = F.when(F.col(f"row.{UNREAD}").isNotNull(), ragged)
    if found.layout == "broken_quotes":
        issue = F.coalesce(F.when(_odd_quotes(F.col("value")), "BROKEN_QUOTES"), issue)
    judged = parsed.withColumn("issue", issue)
    sure = judged.withColumn("row", _sure(names, lines_are_records=found.layout != "broken_quotes"))
    by_name = dict(zip(found.header, names, strict=True))
    values = {raw: F.col(f"row.{by_name[name]}") for raw, name in columns.items() if name in by_name}
    kept = None
    if dialect.withheld:
        kept = cells_as_json({name: F.col(f"row.{cell}") for name, cell in by_name.items()}, dialect.withheld)
    verbatim = _verbatim(sure, values, columns, F.col("issue"), malformed=found.malformed_utf8, kept=kept)
    # What is no line any more needs no header to be read by.
    header = None if dialect.withheld else _header_text(files[0])
    return verbatim.withColumn("source_header", F.lit(header).cast("string"))


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


def _json(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    found = files[0].profile
    lines = _lines(spark, files, whole=found.layout == "array")
    starts_array = F.ltrim("value").startswith("[")
    elements = F.from_json("value", "array<string>", {"allowSingleQuotes": "false"})
    unpacked = F.when(starts_array & (F.size(elements) > 0), elements).otherwise(F.array("value"))
    lines = lines.select("file", starts_array.alias("unpacked"), F.explode(unpacked).alias("value"))
    options = {"columnNameOfCorruptRecord": UNREAD, "allowSingleQuotes": "false"}
    schema = strings(list(columns.values())).add(UNREAD, T.StringType())
    row = F.from_json("value", schema, options)
    parsed = lines.select("value", "file", "unpacked", row.alias("row"))
    unread = F.col("row").isNull() | F.col(f"row.{UNREAD}").isNotNull() | ~F.ltrim("value").startswith("{")
    values = {raw: F.col(f"row.{name}") for raw, name in columns.items()}
    issue = F.when(unread, "BAD_JSON")
    form = F.when(F.col("unpacked"), "json").otherwise("verbatim")
    kept = None
    if dialect.withheld:
        kept = object_as_json(F.col("value"), dialect.withheld, strings(list(columns.values())))
        values = {raw: F.when(~still_holds(value, dialect.withheld), value) for raw, value in values.items()}
    return _verbatim(parsed, values, columns, issue, malformed=found.malformed_utf8, form=form, kept=kept)


def _multiline_csv(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]
) -> DataFrame:
    """Files with quoted line breaks: Spark's reader finds the records, the payload is their raw strings."""
    header = files[0].profile.header
    names = [f"c{position}" for position in range(len(header))]
    schema = T.StructType([T.StructField(name, T.StringType()) for name in [*names, UNREAD]])
    rows = (
        spark.read.options(**csv_options(dialect), multiLine="true", header="true")
        .option("columnNameOfCorruptRecord", UNREAD)
        .schema(schema)
        .csv([uri(file.path) for file in files])
        .select(*names, UNREAD, file_of_row(files).alias("file"))
    )
    ragged = F.when(F.col(names[-1]).isNull(), "RAGGED_SHORT").otherwise("RAGGED_LONG")
    whole = F.col(UNREAD).isNull()
    as_json = cells_as_json({column: F.col(c) for c, column in zip(names, header, strict=True)}, dialect.withheld)
    torn, form = (F.lit(None), NOT_KEPT) if dialect.withheld else (F.col(UNREAD), "verbatim")
    # A record that does not fit may have begun anywhere, so none of its cells is sure.
    cells = {name: F.when(whole, F.col(place)) for name, place in zip(header, names, strict=True)}
    return rows.select(
        *[_named(cells.get(name), raw) for raw, name in columns.items()],
        F.when(whole, as_json).otherwise(torn).alias("raw_payload"),
        F.when(whole, "json").otherwise(form).alias("payload_form"),
        F.when(~whole, ragged).alias("parse_issue"),
        "file",
    )


def _parquet(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    """Typed columns back to text, file by file: two files may give one column two types."""
    frames = []
    for file in files:
        frame = spark.read.parquet(uri(file.path))
        known = set(frame.columns)
        frames.append(
            frame.select(
                *[
                    _named(_text_of(frame, name) if name.split(".")[0] in known else None, raw)
                    for raw, name in columns.items()
                ],
                row_as_json(frame, dialect.withheld, strings(list(columns.values()))).alias("raw_payload"),
                F.lit("json").alias("payload_form"),
                F.lit(None).cast("string").alias("parse_issue"),
                file_of_row([file]).alias("file"),
            )
        )
    return reduce(lambda above, below: above.unionByName(below), frames)


def _text_of(frame: DataFrame, name: str) -> Column:
    """A column as text, a moment with Z: as the session's local time nobody could tell which one it was."""
    is_moment = frame.select(name).schema[0].dataType == T.TimestampType()
    return utc_text(F.col(name)) if is_moment else F.col(name).cast("string")


def _lines(spark: SparkSession, files: list[ReadableFile], *, whole: bool = False) -> DataFrame:
    r"""Non-blank lines without their line end (only \\n separates: Spark would also split at a lone \\r)."""
    paths = [uri(file.path) for file in files]
    text = spark.read.text(paths, wholetext=True) if whole else spark.read.text(paths, lineSep="\n")
    value = F.expr(r"trim(TRAILING ' \t\r' FROM value)")
    if whole:
        value = F.regexp_replace("value", "\\A\ufeff", "")
    return text.select(value.alias("value"), file_of_row(files).alias("file")).where(F.col("value") != "")


def _verbatim(
    parsed: DataFrame,
    values: dict[str, Column],
    columns: dict[str, str],
    issue: Column,
    *,
    malformed: bool,
    form: Column | None = None,
    kept: Column | None = None,
) -> DataFrame:
    """The records with their payload: `value` itself, or where something is withheld what may be `kept` of it."""
    payload, form = F.col("value"), form if form is not None else F.lit("verbatim")
    if malformed:
        valid = is_valid_utf8(F.col("value"))
        payload = F.when(valid, payload).otherwise(F.base64(F.col("value").cast("binary")))
        form = F.when(valid, form).otherwise("base64")
        issue = F.coalesce(F.when(~valid, "ENCODING"), issue)
        values = {raw: F.when(valid, value) for raw, value in values.items()}
    if kept is not None:
        sound = issue.isNull()
        payload, form = F.when(sound, kept), F.when(sound, "json").otherwise(NOT_KEPT)
    return parsed.select(
        *[_named(values.get(raw), raw) for raw in columns],
        payload.alias("raw_payload"),
        form.alias("payload_form"),
        issue.alias("parse_issue"),
        "file",
    )


def _named(value: Column | None, name: str) -> Column:
    return (value if value is not None else F.lit(None).cast("string")).alias(name)


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


def _header_text(file: ReadableFile) -> str:
    from edulake.landing.profile import opened

    with opened(file.path) as stream:
        for line in stream:
            text = line.decode("utf-8-sig", "replace").rstrip("\r\n\t ")
            if text:
                return text
    return ""


def _odd_quotes(line: Column) -> Column:
    return F.length(F.regexp_replace(line, '[^"]', "")) % 2 == 1


def strings(paths: list[str]) -> T.StructType:
    """A struct of strings that reaches every dotted path; scalars keep the text they were written with."""
    tree: dict[str, list[str]] = {}
    for path in paths:
        head, _, rest = path.partition(".")
        tree.setdefault(head, [])
        if rest:
            tree[head].append(rest)
    return T.StructType([T.StructField(k, strings(rest) if rest else T.StringType()) for k, rest in tree.items()])

"""Parquet: typed columns back to the text that their values are written with."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.expr import utc_text
from edulake.expr.called import names as names_of
from edulake.landing.called import Present, disagrees, found, value
from edulake.landing.files.delimited import clean
from edulake.landing.files.numbers import by_hand, plain_number
from edulake.landing.files.provenance import file_of_row, uri
from edulake.landing.files.reaching import quoted, strings
from edulake.landing.files.withheld import row_as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract.feed import Dialect, Withheld
    from edulake.expr.called import Called
    from edulake.landing.files.parquet_footer import Footer, Leaf
    from edulake.landing.files.readable import ReadableFile

PER_SECOND = {"millis": 1_000, "micros": 1_000_000, "nanos": 1_000_000_000}
FILE = "_edulake_file"


def parquet(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: Mapping[str, Called]
) -> DataFrame:
    """The records of Parquet files, file by file: two files may give one column two types."""
    frames = []
    for file in files:
        frame = _in_text(_frame(spark, file), file)
        present = Present.of(frame.drop(FILE).columns, loosely=dialect.loosely)
        frames.append(_records(frame, found(columns, present), dialect.withheld))
    return reduce(lambda above, below: above.unionByName(below), frames)


def _records(frame: DataFrame, columns: Mapping[str, Called], withheld: Withheld) -> DataFrame:
    data = frame.drop(FILE)
    names = {clean(name): name for name in reversed(data.columns)}

    def reach(name: str) -> Column:
        return _value(data, names, clean(name))

    doubt = disagrees(columns.values(), reach)
    return frame.select(
        *[value(called, reach).alias(raw) for raw, called in columns.items()],
        row_as_json(data, withheld, strings(names_of(columns.values()))).alias("raw_payload"),
        F.lit("json").alias("payload_form"),
        (F.lit(None).cast("string") if doubt is None else doubt).alias("parse_issue"),
        F.col(FILE).alias("file"),
    )


def unread(footer: Footer) -> list[str]:
    """Columns that cannot be read: of a type that Spark does not know, or nested beside one that it does not."""
    if footer.is_plain:
        return []
    return [*sorted(footer.nested), *(leaf.name for leaf in footer.columns if leaf.spark_type is None)]


def _frame(spark: SparkSession, file: ReadableFile) -> DataFrame:
    footer = file.profile.footer
    if footer is None or footer.is_plain:
        return spark.read.parquet(uri(file.path))
    known = [leaf for leaf in footer.columns if leaf.spark_type]
    schema = ", ".join(f"{quoted(leaf.name)} {leaf.spark_type}" for leaf in known)
    rows = spark.read.schema(schema).parquet(uri(file.path))
    return rows.withColumns({leaf.name: _told(leaf) for leaf in known if leaf.held})


def _in_text(frame: DataFrame, file: ReadableFile) -> DataFrame:
    """The columns with their numbers and moments as text, and the row's file."""
    told = [_text(F.col(quoted(field.name)), field.dataType).alias(field.name) for field in frame.schema]
    return frame.select(*told, file_of_row([file]).alias(FILE))


def _told(leaf: Leaf) -> Column:
    """What whole numbers say: a moment, or a time of day as text."""
    value = F.col(quoted(leaf.name))
    if leaf.held == "moment":
        # Cut off, also before 1970. Spark knows all other units by itself.
        return F.timestamp_micros(F.call_function("div", value - F.pmod(value, F.lit(1_000)), F.lit(1_000)))
    if leaf.held == "time of day":
        per = PER_SECOND[leaf.unit]
        seconds = F.call_function("div", value.cast("bigint"), F.lit(per))
        parts = [F.call_function("div", seconds, F.lit(3600)), F.call_function("div", seconds % 3600, F.lit(60))]
        fraction = value.cast("bigint") % per
        digits = len(str(per)) - 1
        text = F.format_string(f"%02d:%02d:%02d.%0{digits}d", *parts, seconds % 60, fraction)
        return F.when(value.isNotNull(), F.regexp_replace(text, r"\.0+\z", ""))
    return value


def _value(frame: DataFrame, names: Mapping[str, str], name: str) -> Column:
    """A column, or what a path reaches within one, as text; null where the file lacks it."""
    if name in names:
        place = quoted(names[name])
    elif name.partition(".")[0] in names:
        place = name
    else:
        return F.lit(None).cast("string")
    return _text(F.col(place), frame.select(place).schema[0].dataType).cast("string")


def _text(value: Column, kind: T.DataType) -> Column:
    """A value as text, a moment with Z: as the session's local time nobody could tell which one it was.

    A number as it is written by hand: a whole one without a point, none with an exponent.
    """
    if kind == T.TimestampType():
        return utc_text(value)
    if isinstance(kind, T.DoubleType | T.FloatType):
        return plain_number(value)
    if isinstance(kind, T.DecimalType):
        return by_hand(_all_digits(value, kind.scale))
    return value


def _all_digits(value: Column, digits: int) -> Column:
    """A DECIMAL with all of its digits: a cast writes zero as 0E-17, where ANSI is off."""
    return F.translate(F.format_number(value, digits), ",", "")

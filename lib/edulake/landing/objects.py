"""Files of JSON: lines that are objects or lists of them, or one value over the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.landing.lines import UNREAD, lines, verbatim
from edulake.landing.reaching import reached, strings
from edulake.landing.withheld import object_as_json, still_holds

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract import Dialect
    from edulake.landing.records import ReadableFile

STRICT = {"allowSingleQuotes": "false"}
# More blanks than these nobody writes before a value.
FAR = 1_000
# Numbers that Java would write in another way: zeros at the end, exponents, many digits, less than a thousandth.
OTHERWISE = r"[0-9]\.[0-9]*0(?![0-9])|[0-9][eE][-+0-9]|[0-9]{8}\.|[^0-9.]0\.00|\.[0-9]{16}|-0"
# A number, after all that is none: whole texts, and signs and words that are no number.
NUMBER = r'\G((?:[^"0-9-]|"(?:[^"\\]|\\.)*+")*+)(?:(-?[0-9]+)\.0+(?![0-9eE])|(-?[0-9][0-9.eE+-]*+))'


def as_written(text: Column) -> Column:
    """JSON whose numbers are texts, as they stand there, a whole one without its point; null for null.

    Only where Spark's reader would write one in Java's way: 1.0012345E7 for 10012345.0.
    """
    return F.when(text.rlike(OTHERWISE), F.regexp_replace(text, NUMBER, '$1"$2$3"')).otherwise(text)


def json(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    """The records of JSON files, as `read_records` has them."""
    found = files[0].profile
    rows = lines(spark, files, whole=found.layout == "whole")
    text = as_written(F.col("value"))
    listed = F.get_json_object(text, f"$.{dialect.records}") if dialect.records else text
    is_list = _begins(listed, "[") & _ends(listed, "]")
    elements = F.from_json(listed, "array<string>", STRICT)
    unpacked = F.when(is_list & (F.size(elements) > 0), elements)
    if dialect.records:
        # A page of no results has an empty list, or none.
        is_object = F.from_json("value", "map<string,string>", STRICT).isNotNull()
        unpacked = unpacked.when(is_list | (listed.isNull() & is_object), F.array().cast("array<string>"))
    unpacked = unpacked.otherwise(F.array("value"))
    rows = rows.select("file", is_list.alias("unpacked"), F.explode(unpacked).alias("value"))
    mapped = list(columns.values())
    options = {**STRICT, "columnNameOfCorruptRecord": UNREAD}
    row = F.from_json(as_written(F.col("value")), strings(mapped).add(UNREAD, T.StringType()), options)
    parsed = rows.select("value", "file", "unpacked", row.alias("row"))
    unread = F.col("row").isNull() | F.col(f"row.{UNREAD}").isNotNull() | ~_begins(F.col("value"), "{")
    values = {raw: reached(F.col("row"), name) for raw, name in columns.items()}
    form = F.when(F.col("unpacked"), "json").otherwise("verbatim")
    kept = None
    if dialect.withheld:
        kept = object_as_json(F.col("value"), dialect.withheld, strings(mapped))
        values = {raw: F.when(~still_holds(value, dialect.withheld), value) for raw, value in values.items()}
    return verbatim(
        parsed, values, columns, F.when(unread, "BAD_JSON"), malformed=found.malformed, form=form, kept=kept
    )


def _begins(text: Column, letter: str) -> Column:
    """Whether a text begins with a letter, blanks aside."""
    return F.ltrim(F.translate(F.substring(text, 1, FAR), "\t\r\n", "   ")).startswith(letter)


def _ends(text: Column, letter: str) -> Column:
    """Whether a text ends with a letter, blanks aside."""
    return F.rtrim(F.translate(F.substring(text, -FAR, FAR), "\t\r\n", "   ")).endswith(letter)

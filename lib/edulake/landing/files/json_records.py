"""Files of JSON: lines that are objects or lists of them, or one value over the whole file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.landing.files.lines import UNREAD, lines, verbatim
from edulake.landing.files.parquet_records import plain_number
from edulake.landing.files.reaching import reached, strings
from edulake.landing.files.withheld import object_as_json, still_holds

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract.feed import Dialect
    from edulake.landing.files.readable import ReadableFile

STRICT = {"allowSingleQuotes": "false"}
BLANKS = r" \t\r\n"
# How Java writes a number that is whole, or large, or small, whatever stood there.
OF_JAVA = r"\A-?[0-9]+\.(?:0|[0-9]+E-?[0-9]+)\z"
A_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?=\s*[,}\]])"


def as_written(value: Column, text: Column, name: str) -> Column:
    """A value of a JSON `text`, a number as it stands there under that name: 0.00005 and not 5.0E-5; null for null.

    A whole one without its point, none with an exponent. What stands there as a text is left alone.
    """
    keys = "|".join(re.escape(key) for key in dict.fromkeys([name, name.rpartition(".")[2]]))
    found = F.regexp_extract_all(text, F.lit(rf'"(?:{keys})"\s*:\s*{A_NUMBER}'), F.lit(1))
    same = F.get(F.filter(found, lambda one: one.cast("double") == value.cast("double")), F.lit(0))
    plain = F.when(same.rlike("[eE]"), plain_number(same.cast("double")))
    plain = plain.otherwise(F.regexp_replace(same, r"\.0+\z", ""))
    return F.when(value.rlike(OF_JAVA), F.coalesce(plain, value)).otherwise(value)


def json(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str]) -> DataFrame:
    """The records of JSON files, as `read_records` has them."""
    found = files[0].profile
    rows = lines(spark, files, whole=found.layout == "whole")
    listed = F.get_json_object("value", f"$.{dialect.records}") if dialect.records else F.col("value")
    rows = rows.select("file", "value", listed.alias("listed"))
    is_list = _bare("listed", "LEADING").startswith("[") & _bare("listed", "TRAILING").endswith("]")
    elements = F.from_json("listed", "array<string>", STRICT)
    unpacked = F.when(is_list & (F.size(elements) > 0), elements)
    if dialect.records:
        # A page of no results has an empty list, or none.
        is_object = F.from_json("value", "map<string,string>", STRICT).isNotNull()
        unpacked = unpacked.when(is_list | (F.col("listed").isNull() & is_object), F.array().cast("array<string>"))
    unpacked = unpacked.otherwise(F.array("value"))
    rows = rows.select("file", is_list.alias("unpacked"), F.explode(unpacked).alias("value"))
    mapped = list(columns.values())
    options = {**STRICT, "columnNameOfCorruptRecord": UNREAD}
    row = F.from_json("value", strings(mapped).add(UNREAD, T.StringType()), options)
    parsed = rows.select("value", "file", "unpacked", row.alias("row"))
    unread = F.col("row").isNull() | F.col(f"row.{UNREAD}").isNotNull() | ~_bare("value", "LEADING").startswith("{")
    text = F.col("value")
    values = {raw: as_written(reached(F.col("row"), name), text, name) for raw, name in columns.items()}
    form = F.when(F.col("unpacked"), "json").otherwise("verbatim")
    kept = None
    if dialect.withheld:
        kept = object_as_json(F.col("value"), dialect.withheld, strings(mapped))
        values = {raw: F.when(~still_holds(value, dialect.withheld), value) for raw, value in values.items()}
    return verbatim(
        parsed, values, columns, F.when(unread, "BAD_JSON"), malformed=found.malformed, form=form, kept=kept
    )


def _bare(name: str, side: str) -> Column:
    """A text without the blanks at one side."""
    return F.expr(f"trim({side} '{BLANKS}' FROM {name})")

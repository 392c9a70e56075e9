"""Files of JSON: lines that are objects or lists of them, or one value over the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.expr.called import names
from edulake.landing.called import apart, disagrees, value
from edulake.landing.files.json_numbers import marked, told, unmarked
from edulake.landing.files.lines import UNREAD, lines, verbatim
from edulake.landing.files.reaching import STRICT, reached, strings
from edulake.landing.files.withheld import object_as_json, still_holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.contract.feed import Dialect, Withheld
    from edulake.expr.called import Called
    from edulake.landing.files.readable import ReadableFile

BLANKS = r" \t\r\n"


def json(spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: Mapping[str, Called]) -> DataFrame:
    """The records of JSON files, as `read_records` has them."""
    found = files[0].profile
    rows = _unpacked(lines(spark, files, whole=found.layout == "whole"), dialect)
    form = F.when(F.col("unpacked"), "json").otherwise("verbatim")
    return _parsed(
        rows.withColumn("amiss", F.lit(None).cast("string")), columns, dialect.withheld, form, malformed=found.malformed
    )


def objects(rows: DataFrame, columns: Mapping[str, Called], withheld: Withheld, amiss: Column) -> DataFrame:
    """Records that are an object each, as `value`, with the columns that `verbatim` makes.

    Those with a reason in `amiss` are not taken apart.
    """
    text = F.when(amiss.isNull(), marked(F.col("value")))
    rows = rows.select("value", text.alias("marked"), "file", amiss.alias("amiss"))
    return _parsed(rows, columns, withheld, F.lit("verbatim"), malformed=True)


def _only(text: Column, type_: T.DataType) -> Column:
    """The one JSON value that is all of the text, if it is of the type in every part; null for anything else.

    Of several Spark reads the first and passes over the rest: lines of files that were joined would be lost. As the
    elements of a list they are told apart. A part of another type is told by the column of what could not be read.
    """
    found = T.StructType([T.StructField("values", T.ArrayType(type_)), T.StructField(UNREAD, T.StringType())])
    options = {**STRICT, "columnNameOfCorruptRecord": UNREAD}
    read = F.from_json(F.concat(F.lit('{"values":['), text, F.lit("]}")), found, options)
    # As the element of an array it is read once, however often it is named.
    sound = F.filter(F.array(read), lambda one: one[UNREAD].isNull() & (F.size(one["values"]) == 1))
    return F.get(sound, F.lit(0))["values"][0]


def _parsed(
    rows: DataFrame, columns: Mapping[str, Called], withheld: Withheld, form: Column, *, malformed: bool
) -> DataFrame:
    """Rows of `value`, `marked` and `file` taken apart, but those that are `amiss`."""
    mapped = names(columns.values())
    is_object = _bare("value", "LEADING").startswith("{") & _bare("value", "TRAILING").endswith("}")
    parsed = rows.select("*", F.when(is_object, _only(F.col("marked"), strings(mapped))).alias("row"))
    parsed, reach = apart(parsed, columns.values(), lambda name: told(reached(F.col("row"), name)))
    values = {raw: value(called, reach) for raw, called in columns.items()}
    kept = None
    if withheld:
        kept = unmarked(object_as_json(F.col("marked"), withheld, strings(mapped)))
        values = {raw: F.when(~still_holds(one, withheld), one) for raw, one in values.items()}
    issue = F.coalesce("amiss", F.when(F.col("row").isNull(), "BAD_JSON"))
    doubt = disagrees(columns.values(), reach)
    issue = issue if doubt is None else F.coalesce(issue, doubt)
    return verbatim(parsed, values, issue, malformed=malformed, form=form, kept=kept)


def _unpacked(rows: DataFrame, dialect: Dialect) -> DataFrame:
    """A row for each record: `value`, which is its payload, and `marked` as Spark is to take it apart.

    An element of a list is `unpacked`: as Spark writes it, but for numbers.
    """
    rows = rows.select("file", "value", marked(F.col("value")).alias("marked"))
    listed = F.col("marked")
    is_page = _only(F.col("marked"), T.MapType(T.StringType(), T.StringType())).isNotNull()
    if dialect.records:
        listed = F.when(is_page, F.get_json_object("marked", f"$.{dialect.records}"))
    rows = rows.select("file", "value", "marked", listed.alias("listed"))
    is_list = _bare("listed", "LEADING").startswith("[") & _bare("listed", "TRAILING").endswith("]")
    rows = rows.select("*", is_list.alias("unpacked"))
    is_list = F.col("unpacked")
    elements = _only(F.col("listed"), T.ArrayType(T.StringType()))
    records = F.when(is_list & (F.size(elements) > 0), elements)
    if dialect.records:
        # A page of no results has an empty list, or none.
        records = records.when(is_list | (F.col("listed").isNull() & is_page), F.array().cast("array<string>"))
    records = records.otherwise(F.array("marked"))
    # A list may be the whole file, which is not to stand beside each of its elements.
    whole = F.when(is_list, F.lit(None)).otherwise(F.col("value"))
    rows = rows.select("file", whole.alias("whole"), "unpacked", F.explode(records).alias("marked"))
    value = F.when(F.col("unpacked"), unmarked(F.col("marked"))).otherwise(F.col("whole"))
    return rows.select("file", value.alias("value"), "marked", "unpacked")


def _bare(name: str, side: str) -> Column:
    """A text without the blanks at one side."""
    return F.expr(f"trim({side} '{BLANKS}' FROM {name})")

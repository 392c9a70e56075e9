"""Text files as lines, and what every record keeps of the line that it was delivered in."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import is_valid_utf8
from edulake.landing.files.delimited import at_end
from edulake.landing.files.provenance import file_of_row, uri
from edulake.landing.files.withheld import NOT_KEPT

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.landing.files.readable import ReadableFile

UNREAD = "_unread"


def lines(spark: SparkSession, files: list[ReadableFile], *, whole: bool = False, kept: str = "") -> DataFrame:
    r"""Non-blank lines without the blanks at their end (only \\n separates: Spark would also split at a lone \\r).

    A blank that is `kept` is none: it parts cells.
    """
    paths = [uri(file.path) for file in files]
    text = spark.read.text(paths, wholetext=True) if whole else spark.read.text(paths, lineSep="\n")
    # Spark's trim looks at every letter of a line: few lines need it.
    ends = reduce(or_, (F.col("value").endswith(blank) for blank in at_end(kept)))
    value = F.when(ends, F.expr(f"trim(TRAILING '{at_end(kept)}' FROM value)")).otherwise(F.col("value"))
    if whole:
        value = F.regexp_replace("value", "\\A\ufeff", "")
    rows = text.select(value.alias("value"), file_of_row(files).alias("file")).where(F.col("value") != "")
    return rows.where(F.expr(f"trim(LEADING '{at_end()}' FROM value)") != "") if kept and kept in at_end() else rows


def verbatim(
    parsed: DataFrame,
    values: dict[str, Column],
    issue: Column,
    *,
    malformed: bool,
    form: Column | None = None,
    kept: Column | None = None,
) -> DataFrame:
    """The records with their payload: `value` itself, or where something is withheld what may be `kept` of it."""
    payload, form = F.col("value"), form if form is not None else F.lit("verbatim")
    if malformed:
        valid, nul = is_valid_utf8(F.col("value")), F.instr("value", "\0") > 0
        sound = valid & ~nul
        payload = F.when(sound, payload).otherwise(F.base64(F.col("value").cast("binary")))
        form = F.when(sound, form).otherwise("base64")
        issue = F.coalesce(F.when(~valid, "ENCODING").when(nul, "NUL_BYTE"), issue)
        values = {raw: F.when(sound, value) for raw, value in values.items()}
    if kept is not None:
        sound = issue.isNull()
        payload, form = F.when(sound, kept), F.when(sound, "json").otherwise(NOT_KEPT)
    return parsed.select(
        *[value.alias(raw) for raw, value in values.items()],
        payload.alias("raw_payload"),
        form.alias("payload_form"),
        issue.alias("parse_issue"),
        "file",
    )

"""Who delivered a record: each row with the file that it came from, as that file was when it was checked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.contract.raw import Provenance, provenance_columns
from edulake.contract.sql import spark_type
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import micros

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.landing.files.readable import ReadableFile

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def with_provenance(spark: SparkSession, rows: DataFrame, files: list[ReadableFile]) -> DataFrame:
    """Attach who delivered each row; fails if a file is no longer the one that was checked."""
    changed = F.raise_error(F.lit("a delivered file changed while it was read")).cast("string")
    if len(files) == 1:
        # Of a file read by itself the row says whether it is still that file: no need to look it up.
        found = rows.withColumns(_literals(provenance(files[0])))
        sha256 = F.when(F.col("file").isNull(), changed).otherwise(F.col("source_file_sha256"))
    else:
        whose = T.StructType([T.StructField("file", T.StringType()), *provenance_schema().fields])
        known = as_frame(spark, [(_identity(file)[0], *provenance(file)) for file in files], whose)
        found = rows.join(F.broadcast(known), on="file", how="left")
        sha256 = F.coalesce("source_file_sha256", F.when(F.col("source_file_sha256").isNull(), changed))
    return found.withColumn("source_file_sha256", sha256).select(
        *[column for column in rows.columns if column != "file"], *Provenance._fields
    )


def _literals(known: Provenance) -> dict[str, Column]:
    """Who delivered a file, as columns; moments by their microseconds, whatever the session's time zone."""
    types = {column.name: column.type for column in provenance_columns()}
    return {name: _literal(value).cast(types[name]) for name, value in known._asdict().items()}


def _literal(value: str | float | dt.datetime) -> Column:
    if isinstance(value, dt.datetime):
        return F.timestamp_micros(F.lit(micros(value)))
    return F.lit(value)


def provenance_schema() -> T.StructType:
    return T.StructType([T.StructField(c.name, spark_type(c.type)) for c in provenance_columns()])


def provenance(readable: ReadableFile) -> Provenance:
    file = readable.file
    return Provenance(
        source_file=file.name,
        source_file_sha256=file.sha256,
        source_file_modified_at=file.modified_at,
        source_file_bytes=file.bytes,
        delivered_at=file.delivered_at,
        is_snapshot=readable.snapshot,
    )


def _identity(readable: ReadableFile) -> tuple[str, int, int]:
    """A file's path, size and modification time (milliseconds) as one text, and the last two as numbers.

    Of a delivered file those that were listed, so that one that changed since is noticed; a copy is nobody else's.
    """
    if readable.path == readable.file.path:
        size, moment = readable.file.bytes, (readable.file.modified_at - EPOCH) // dt.timedelta(milliseconds=1)
    else:
        status = readable.path.stat()
        size, moment = status.st_size, status.st_mtime_ns // 1_000_000
    return f"{readable.path.absolute()}|{size}|{moment}", size, moment


def file_of_row(files: list[ReadableFile]) -> Column:
    """Path, size and modification time of the row's file, as `with_provenance` reads them; null for none of `files`.

    `_metadata.file_path` is URI-encoded (a%20b); url_decode would turn a plus sign into a space. To decode it costs
    more than to read a row, so that of a file read by itself only size and time are compared.
    """
    if len(files) == 1:
        identity, size, moment = _identity(files[0])
        same = (F.col("_metadata.file_size") == size) & (F.unix_millis("_metadata.file_modification_time") == moment)
        return F.when(same, identity)
    return F.expr(
        "concat_ws('|', regexp_replace(url_decode(replace(_metadata.file_path, '+', '%2B')), '^file:/+', '/'),"
        " _metadata.file_size, unix_millis(_metadata.file_modification_time))"
    )


def uri(path: Path) -> str:
    """A path as Spark takes it: characters of its glob syntax are escaped."""
    return "file://" + "".join("\\" + c if c in "[]{}*?\\" else c for c in str(path.absolute()))

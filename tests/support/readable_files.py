"""Delivered files, looked at and read as a job does, without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from edulake.config.limits import Limits
from edulake.contract.feed import Dialect
from edulake.landing.files.delimited import Cutter, rewritten
from edulake.landing.files.listing import described, digest
from edulake.landing.files.profile import profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.records import read_records


def readable(path: Path, content: bytes | str, dialect: Dialect, *, snapshot: bool = False) -> ReadableFile:
    """A file of that content, in a folder of its source, checked; rows are taken apart beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = profile(path, dialect, Limits())
    file = described(path, path.parent.parent, digest(path))
    if found.layout == "rows" and found.form:
        is_like_others = found.form.delimiter == dialect.delimiter
        cutter = Cutter(found.header, found.form, found.spans, dialect.withheld, is_like_others)
        path = rewritten(path, cutter, Limits().record_bytes, path.with_suffix(".rows.json"))
    return ReadableFile(file, found, path, snapshot)


def told(
    spark: SparkSession, files: list[ReadableFile], dialect: Dialect, columns: dict[str, str], *more: str
) -> list[tuple[Any, ...]]:
    """The values of `columns`, the payload and the issue of each record, and `more` columns, in order."""
    frame = read_records(spark, files, dialect, columns)
    rows = frame.select(*columns, "raw_payload", "parse_issue", *more).collect()
    return sorted((tuple(row) for row in rows), key=str)

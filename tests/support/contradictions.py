"""Which rows of silver contradict each other, as a subject's checks have it, without a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from pyspark.sql import SparkSession

from edulake.silver import SUBJECTS
from edulake.store.small_frame import as_frame

Row = Mapping[str, Any]


def contradicting(
    spark: SparkSession, subject: str, code: str, rows: Iterable[Row], **others: Iterable[Row]
) -> list[str]:
    """The ids of the rows that the check `code` gives, in order, a person's for each version that it gives.

    `others` are the rows of other subjects' tables.
    """
    views = {name: _view(spark, name, of) for name, of in {**others, subject: rows}.items()}
    [check] = [one for one in SUBJECTS[subject].checks if one.code == code]
    sql = check.contradicting.format(table=views[subject], silver=SimpleNamespace(**views))
    table = SUBJECTS[subject].table
    found = spark.sql(sql).select(*table.key).collect()
    assert len(found) == len(set(found)), "a row is given once"
    assert {row["source_system"] for row in found} <= {"s", "t"}
    return sorted(row[table.key[1]] for row in found)


def _view(spark: SparkSession, subject: str, rows: Iterable[Row]) -> str:
    table = SUBJECTS[subject].table
    usual = {"source_system": "s", "is_active": True, "is_deleted": False, "is_current": True}
    full = [[{**usual, **row}.get(name) for name in table.column_names] for row in rows]
    name = f"contradicting_{subject}"
    as_frame(spark, full, table.struct()).createOrReplaceTempView(name)
    return name

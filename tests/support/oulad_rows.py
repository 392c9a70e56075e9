"""Rows of OULAD's bronze tables, and candidates of them, without a job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.bronze.oulad import tables
from edulake.contract.table import Table
from edulake.store.small_frame import as_frame

DAY = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
FURTHER = (
    T.StructField("is_new", T.BooleanType()),
    T.StructField("records", T.IntegerType()),
    T.StructField("case", T.StringType()),
)
USUAL = {
    "source_system": "oulad",
    "batch_number": 1,
    "batch_id": "oulad-1",
    "ingestion_timestamp": DAY,
    "delivered_at": DAY,
    "source_file": "a.csv",
    "source_file_sha256": "sha-a",
    "payload_form": "verbatim",
    "raw_payload": "as delivered",
    "is_new": False,
    "records": 1,
}
COURSES = (
    {"code_module": "AAA", "code_presentation": "2013B", "module_presentation_length": "240"},
    {"code_module": "AAA", "code_presentation": "2013J", "module_presentation_length": "268", "is_new": True},
    {"code_module": "BBB", "code_presentation": "spring", "module_presentation_length": "200"},
)
PLAN = (
    {"code_module": "AAA", "code_presentation": "2013B", "id_assessment": "1", "assessment_type": "TMA"},
    {"code_module": " AAA", "code_presentation": "2013J", "id_assessment": " 2 ", "assessment_type": "Exam"},
    {
        "code_module": "CCC",
        "code_presentation": "2013J",
        "id_assessment": "3",
        "assessment_type": "TMA",
        "is_new": True,
    },
    {"code_module": "AAA", "code_presentation": "2013B", "id_assessment": "4", "is_new": True},
)
INFO = (
    {"code_module": "AAA", "code_presentation": "2013B", "id_student": "11", "final_result": " Pass "},
    {"code_module": "AAA", "code_presentation": "2013B", "id_student": "12", "final_result": "Fail", "is_new": True},
)
SITES = (
    {"id_site": "546", "activity_type": " forumng "},
    {"id_site": "547", "activity_type": "url", "is_new": True},
)
OF_FILES = {
    tables.COURSES_RAW: COURSES,
    tables.ASSESSMENTS_RAW: PLAN,
    tables.STUDENT_INFO_RAW: INFO,
    tables.VLE_RAW: SITES,
}


def rows(spark: SparkSession, table: Table, *given: Mapping[str, Any]) -> DataFrame:
    """Rows of a bronze table, whose raw columns are named without their prefix; further columns as in USUAL."""
    schema = T.StructType([*table.struct().fields, *FURTHER])
    full = [{**USUAL, **{_full(table, name): value for name, value in row.items()}} for row in given]
    return as_frame(spark, [[row.get(name) for name in schema.names] for row in full], schema)


def current(spark: SparkSession, *without: Table) -> dict[Table, DataFrame]:
    """What facts refer to, but for the tables that are still to come."""
    return {
        table: rows(spark, table, *given).where(F.lit(table not in without)).drop("records", "case")
        for table, given in OF_FILES.items()
    }


def by_case(made: DataFrame, *names: str) -> dict[str, tuple[Any, ...]]:
    """Columns of the candidates by `case`, raw ones named without their prefix."""
    full = [f"raw_{name}" if f"raw_{name}" in made.columns else name for name in names]
    collected = made.select("case", *full).collect()
    assert len({row["case"] for row in collected}) == len(collected)
    return {row["case"]: tuple(row)[1:] for row in collected}


def _full(table: Table, name: str) -> str:
    return f"raw_{name}" if f"raw_{name}" in table.column_names else name

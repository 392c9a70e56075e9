"""Masks and filters: every column that names a student has one, and they do what masked views do."""

from __future__ import annotations

import re

import pytest
from bundle import BUNDLE
from pyspark.sql import SparkSession

from edulake.contract.table import Column, Table
from edulake.governance.catalog import TABLES
from edulake.platforms.schedulers import access

pytestmark = pytest.mark.once

SQL = (BUNDLE / "access.sql").read_text()
STATEMENTS = [s.strip() for s in re.sub(r"^--.*$", "", SQL, flags=re.MULTILINE).split(";\n") if s.strip()]
SHOWN = [table for table in TABLES if table.layer in access.LAYERS]


def tagged(tag: str) -> set[tuple[str, ...]]:
    """Table, column and value of each tag."""
    pattern = rf"ALTER TABLE `education`\.`(\w+)`\.`(\w+)` ALTER COLUMN `(\w+)` SET TAGS \('{tag}' = '(\w+)'\)"
    return {(f"{m[1]}.{m[2]}", m[3], m[4]) for m in (re.fullmatch(pattern, s) for s in STATEMENTS) if m}


def test_every_column_that_names_a_student_is_tagged() -> None:
    direct = {
        (str(t), c.name, c.type) for t in SHOWN for c in t.columns if c.personal == "direct" and c.mask != "identifier"
    }
    functions = dict(re.findall(r"FUNCTION `education`\.`ops`\.mask_(\w+)\(value (\w+)\)", SQL))
    assert direct == {(table, column, functions[mask]) for table, column, mask in tagged("edulake_mask")}
    assert ("silver.students", "email", "email") in tagged("edulake_mask")
    assert ("silver.students", "content_hash", "absent_number") in tagged("edulake_mask")


def test_every_table_with_a_school_can_be_filtered_by_it() -> None:
    schools = {(str(t), "school_id", "id") for t in SHOWN if "school_id" in t.column_names}
    assert schools == tagged("edulake_school")
    granted = {
        m[1] for m in re.finditer(r"GRANT SELECT ON TABLE `education`\.`gold`\.`(\w+)` TO `edulake-schools`", SQL)
    }
    assert granted == {name.split(".")[1] for name, _, _ in schools if name.startswith("gold.")}


def test_each_tag_has_a_policy_and_each_policy_a_function() -> None:
    made = set(re.findall(r"CREATE OR REPLACE FUNCTION `education`\.`ops`\.(\w+)", SQL))
    used = set(re.findall(r"(?:COLUMN MASK|ROW FILTER) `education`\.`ops`\.(\w+)", SQL))
    assert made == used
    matched = set(re.findall(r"has_tag_value\('(\w+)', '(\w+)'\)", SQL))
    tags = {(tag, value) for tag in ("edulake_mask", "edulake_school") for _, _, value in tagged(tag)}
    assert matched == tags


def test_jobs_are_exempt_and_tables_stay_readable_for_them() -> None:
    """A mask or filter of the table itself would forbid DESCRIBE HISTORY and time travel, to everybody."""
    policies = [s for s in STATEMENTS if "POLICY" in s]
    assert len(policies) == 4
    assert all("EXCEPT `edulake-engineers`" in policy for policy in policies)
    assert not re.search(r"SET ROW FILTER|SET MASK", SQL)


def test_the_functions_mask_as_the_views_do(spark: SparkSession) -> None:
    bodies = dict(
        re.findall(r"FUNCTION `education`\.`ops`\.(mask_\w+)\(value STRING\) RETURNS STRING\nRETURN (.+?);\n", SQL)
    )
    rows = "VALUES ('jane@school.org'), ('no address'), (CAST(NULL AS STRING))"
    seen = spark.sql(f"SELECT {bodies['mask_email']}, {bodies['mask_absent']} FROM {rows} AS t(value)").collect()
    assert [tuple(row) for row in seen] == [("j***@school.org", None), ("***", None), (None, None)]


def test_a_column_that_no_mask_fits_is_an_error() -> None:
    born = Table("silver", "t", "m", (Column("a", "DATE", "m", personal="direct"), Column("b", "INT", "m")), ("a", "b"))
    with pytest.raises(ValueError, match=r"silver.t: the masks are for STRING and BIGINT, not for a"):
        access.hidden(born)

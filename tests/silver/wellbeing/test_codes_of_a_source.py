"""Statuses of attendance in the codes of a source, which say more than a word does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import cleaned, told

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

REGISTER: dict[str, str | None] = {"raw_date": "2025-03-30", "raw_status": "Present"}
PLAIN = Notation()


def row_of(spark: SparkSession, notation: Notation = PLAIN, **raw: str | None) -> dict[str, Any]:
    return told(cleaned(spark, "attendance", notation, **{**REGISTER, **raw}), "attendance")


ENGLISH = (
    Code("T", "Absent"),
    Code("L", "Late", Decimal("0.1")),
    Code("#", "Unknown"),
    Code("-", "Present"),
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("T", ("Absent", False, "1.0000", [])),
        ("L", ("Late", True, "0.1000", [])),
        ("#", ("Unknown", None, None, [])),
        ("-", ("Present", True, "0.0000", [])),
        ("Excused", ("Excused", False, "1.0000", [])),
        ("Q", ("Unknown", None, None, ["UNMAPPED_STATUS"])),
    ],
)
def test_codes_of_a_source(spark: SparkSession, status: str, expected: tuple[Any, ...]) -> None:
    row = row_of(spark, Notation(codes=(("status", ENGLISH),)), raw_status=status)
    share = row["absent_fraction"]
    assert (row["status"], row["is_present"], share if share is None else str(share), row["issue_codes"]) == expected


def test_a_share_that_a_row_gives_comes_before_that_of_its_code(spark: SparkSession) -> None:
    given = {"raw_status": "L", "raw_absent_fraction": "0.25"}
    assert str(row_of(spark, Notation(codes=(("status", ENGLISH),)), **given)["absent_fraction"]) == "0.2500"
    assert row_of(spark, raw_status="T")["issue_codes"] == ["UNMAPPED_STATUS"], "of a source without any"

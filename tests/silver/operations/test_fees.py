"""What entries of fees must not say together."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from fees_by_chance import entry
from pyspark.sql import SparkSession


def back(id_: str, reverses: str, amount: str = "9.00", **more: str) -> dict[str, Any]:
    return entry(id_, "Reversal", amount, reverses=reverses, **more)


P, Q = entry("P", "Payment", "9.00"), entry("Q", "Payment", "9.00", student_id="S2")
CONTRADICTIONS: dict[str, list[tuple[list[dict[str, Any]], list[str]]]] = {
    "REVERSES_UNKNOWN": [
        ([P, back("1", "P"), back("2", "1"), back("3", "2"), back("4", "?"), back("5", "5"), back("6", "4")], ["4", "5", "6"]),
        ([P, *[back(str(n), str(n - 1)) for n in range(2, 9)], back("1", "P")], []),
        ([P, Q, back("1", "Q"), back("2", "P", currency="EUR"), back("3", "P", source_system="t")], ["1", "2", "3"]),
        ([{**P, "status": "Cancelled"}, back("1", "P"), back("2", "P", status="Draft")], ["1"]),
    ],
    "REVERSED_TWICE": [
        ([P, back("1", "P", "4.00"), back("2", "P", "5.00")], []),
        ([P, back("1", "P", "4.00"), back("2", "P", "5.01"), back("3", "?"), back("4", "?")], ["1", "2"]),
        ([P, back("1", "P"), back("2", "P", status="Cancelled")], []),
        ([P, back("1", "P", "9.01")], ["1"]),
        ([P, back("1", "P"), back("2", "1"), back("3", "P")], []),
        ([P, back("1", "P"), back("2", "P"), back("3", "1", "8.99")], ["1", "2"]),
        ([P, back("1", "P"), back("2", "1"), back("3", "1")], ["2", "3"]),
        ([P, back("1", "P"), back("2", "1"), back("3", "1"), back("4", "2")], []),
        ([P, back("1", "P"), back("2", "1"), back("3", "2"), back("4", "P")], ["1", "4"]),
        ([P, back("1", "P"), back("2", "P", student_id="S2"), back("3", "P", currency="EUR")], []),
    ],
    "REFUND_OVER_PAID": [
        ([P, entry("1", "Refund", "9.00")], []),
        ([P, entry("1", "Refund", "4.00"), entry("2", "Refund", "5.01")], ["1", "2"]),
        ([P, back("x", "P"), entry("1", "Refund", "0.01"), entry("2", "Discount", "9.00")], ["1"]),
        ([P, entry("1", "Refund", "9.01"), back("x", "1", "0.01")], []),
        ([Q, entry("1", "Refund", "9.00"), entry("2", "Refund", "9.00", status="Draft")], ["1"]),
        ([P, entry("1", "Refund", "9.00", currency="EUR")], ["1"]),
        ([P, back("x", "P"), back("y", "x"), entry("1", "Refund", "9.00")], []),
        ([P, back("x", "P"), back("y", "x", "8.99"), entry("1", "Refund", "9.00")], ["1"]),
        ([P, back("x", "P"), back("y", "x"), back("z", "y"), entry("1", "Refund", "0.01")], ["1"]),
        ([P, Q, back("x", "P", student_id="S2"), entry("1", "Refund", "9.00", student_id="S2")], []),
    ],
    "APPLIED_TO_OTHER_STUDENT": [
        (
            [P, entry("1", "Payment", "1.00", applies_to="P"), entry("2", "Payment", "1.00", applies_to="?"),
             entry("3", "Payment", "1.00", applies_to="P", student_id="S2"),
             entry("4", "Payment", "1.00", applies_to="P", student_id="S2", source_system="t")],
            ["3"],
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told", "due"), [(code, told, due) for code, of in CONTRADICTIONS.items() for told, due in of]
)
def test_what_entries_must_not_say(spark: SparkSession, code: str, told: list[dict[str, Any]], due: list[str]) -> None:
    assert contradicting(spark, "fee_entries", code, told) == due

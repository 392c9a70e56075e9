"""Whether two spells hold on a day together, in the SQL of checks."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from edulake.silver.spells import together as holding_together

Days = tuple[str | None, str | None]
EVER: Days = (None, None)
CASES: dict[str, tuple[Days, Days, bool]] = {
    "one within the other": (("2024-09-01", "2025-06-30"), ("2024-10-01", "2024-10-02"), True),
    "they meet on a day": (("2024-09-01", "2024-12-31"), ("2024-12-31", None), True),
    "a day after the other": (("2024-09-01", "2024-12-31"), ("2025-01-01", None), False),
    "both open": (("2024-09-01", None), ("2030-09-01", None), True),
    "nobody knows since when": ((None, "2024-12-31"), ("2024-12-31", "2025-01-31"), True),
    "nobody knows since when, and over before": ((None, "2024-12-30"), ("2024-12-31", None), False),
    "nothing known of either": (EVER, EVER, True),
    "nothing known of one": (EVER, ("2024-09-01", "2024-09-01"), True),
    "one that holds on no day": (("2024-09-02", "2024-09-01"), EVER, False),
}


@pytest.mark.parametrize("case", CASES)
def test_spells_that_hold_together(spark: SparkSession, case: str) -> None:
    one, other, together = CASES[case]
    for a, b in ((one, other), (other, one)):
        named = ", ".join(
            f"named_struct('begin_date', date({_sql(first)}), 'end_date', date({_sql(last)})) AS {name}"
            for name, (first, last) in {"a": a, "b": b}.items()
        )
        [row] = spark.sql(
            f"SELECT {holding_together('begin_date', 'end_date')} AS together FROM (SELECT {named}) AS both_of_them"
        ).collect()
        assert row["together"] is together


def _sql(day: str | None) -> str:
    return "NULL" if day is None else f"'{day}'"

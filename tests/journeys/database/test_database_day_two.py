"""A second day of a database writes exactly the rows that it should; jobs/test_day_two.py has the other sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lake import Lake, changed
from postgres import Server

from edulake.gold import PRODUCTS

pytestmark = [pytest.mark.slow, pytest.mark.once]
GOLD = PRODUCTS["student_engagement"].table
FIRST = """INSERT INTO student_engagement VALUES
('A', 'C1', '2025-01-05 08:00Z', 10, 70, '2025-01-06 08:00Z'), ('B', 'C1', '2025-01-05 08:00Z', 20, 70, '2025-01-06 09:00Z'),
('C', 'C2', '2025-01-05 08:00Z', 20, 70, '2025-01-06 07:00Z')"""
SECOND = """INSERT INTO student_engagement VALUES
('A', 'C1', '2025-01-07 08:00Z', 35, 80, '2025-01-07 08:00Z'), ('D', 'C1', '2025-01-05 08:00Z', 5, 70, '2025-01-06 09:00Z'),
(NULL, 'C1', '2025-01-07 08:00Z', 35, 80, '2025-01-07 08:00Z')"""


def test_day_two(connected: Callable[..., Lake], database: Server) -> None:
    """A row is changed, one is new, one comes late at the boundary, one cannot be used; the rest is not written again."""
    lake = connected()
    database.sql(FIRST)
    lake.run()
    before = lake.labelled()
    database.sql(
        SECOND,
        "UPDATE student_engagement SET progress_percentage = 30, last_modified = '2025-01-07 07:00Z'"
        " WHERE student_id = 'B'",
    )
    for entry in lake.run()[1].entries:
        entry.must_balance()
    [refused] = lake.refused("raw_payload", "reason_codes")
    assert refused["reason_codes"] == ["NULL_STUDENT_ID"]
    assert changed(before, lake.labelled()) == {
        "silver.engagement": {"~B|C1|None|2025-01-05", "+A|C1|None|2025-01-07", "+D|C1|None|2025-01-05"},
        "gold.student_engagement": {"~A|C1", "~B|C1", "+D|C1"},
        "gold.course_completion": {"~C1"},
        "ops.quarantine": {f"+engagement|OPEN|{refused['raw_payload']}"},
    }
    assert {r["student_id"]: str(r["progress_percentage"]) for r in lake.rows(GOLD)} == {
        "A": "35.00", "B": "30.00", "C": "20.00", "D": "5.00",
    }  # fmt: skip
    versions = lake.versions()
    lake.run()
    assert lake.versions() == versions

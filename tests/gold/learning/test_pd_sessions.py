"""What became of a session, from what is told of it once or many times."""

from __future__ import annotations

import pytest
from products import Row
from pyspark.sql import SparkSession
from staff_of import role, session

from edulake.expr.categories.learning import PD_STATUSES
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census, posts
from edulake.gold.learning import pd_sessions
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.store.small_frame import as_frame

DAY, NEXT = "2025-03-14", "2025-03-15"
# What is told, and of each session its status, hours, day and school.
CASES: dict[str, tuple[list[Row], list[tuple[str | None, ...]]]] = {
    "one": ([session(DAY)], [("Completed", "3.00", DAY, None)]),
    "better than before": ([session(DAY, None, "Registered"), session(DAY)], [("Completed", "3.00", DAY, None)]),
    "cancelled, and held after all": ([session(DAY, "3", "Cancelled"), session(DAY, "2", "Attended")],
                                      [("Attended", "2.00", DAY, None)]),
    "hours of what was not held": ([session(DAY, "3", "No Show")], [("No Show", None, DAY, None)]),
    "hours that differ": ([session(DAY, "3"), session(DAY, "2")], [("Completed", None, DAY, None)]),
    "hours of one row of two": ([session(DAY, None, school_id="Y"), session(DAY, "2")],
                                [("Completed", "2.00", DAY, "Y")]),
    "of two days": ([session(DAY, "1", "Registered", session_id="1"), session(NEXT, "1", session_id="1")],
                    [("Completed", "1.00", NEXT, None)]),
    "of two days, and no id": ([session(DAY, "1"), session(NEXT, "1")],
                               [("Completed", "1.00", DAY, None), ("Completed", "1.00", NEXT, None)]),
    "of two school years": ([session("2024-03-14", "1", session_id="1"), session(DAY, "1", session_id="1")],
                            [("Completed", "1.00", "2024-03-14", None), ("Completed", "1.00", DAY, None)]),
    "to come": ([session("2025-06-02", "1", "Registered"), session("2025-06-01", "1", "Registered")],
                [("Registered", None, "2025-06-01", None)]),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[tuple[str | None, ...]]]:
    given = [{"source_system": "s", **row, "staff_id": case} for case, (rows, _) in CASES.items() for row in rows]
    numbered = [{**row, "pd_attendance_id": str(number)} for number, row in enumerate(given)]
    full = [[row.get(name) for name in PD_ATTENDANCE_TABLE.column_names] for row in numbered]
    told = as_frame(spark, full, PD_ATTENDANCE_TABLE.struct())
    other = {"source_system": "s", **role("nobody")}
    roles = as_frame(spark, [[other.get(n) for n in STAFF_ROLES_TABLE.column_names]], STAFF_ROLES_TABLE.struct())
    inside = pd_sessions.in_districts(told, roles)
    newest = census.newest_deliveries(inside)
    rows = pd_sessions.sessions(inside, posts.held(roles, newest), newest).collect()
    by_case: dict[str, list[tuple[str | None, ...]]] = {}
    for row in sorted(rows, key=lambda row: row["date"]):
        hours = None if row["hours"] is None else f"{row['hours']:f}"
        by_case.setdefault(row["staff_id"], []).append(
            (row["status"], hours, row["date"].isoformat(), row["school_id"])
        )
    return by_case


@pytest.mark.parametrize("case", CASES)
def test_a_session_counts_once(case: str, found: dict[str, list[tuple[str | None, ...]]]) -> None:
    assert found[case] == CASES[case][1]


def test_each_status_has_its_rank() -> None:
    assert set(pd_sessions.STATUSES) == {*PD_STATUSES, UNKNOWN}

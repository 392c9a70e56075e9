"""Posts of staff: each once on a day, and how much of full time they are together."""

from __future__ import annotations

import pytest
from products import Row
from pyspark.sql import SparkSession
from staff_of import NEWEST, role

from edulake.gold import census, posts
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.store.small_frame import as_frame

CASES: dict[str, tuple[list[Row], int, str | None]] = {
    "one": ([role()], 1, "1.0000"),
    "two schools": ([role(fte="0.3333"), role(school="Y", fte="0.6667")], 2, "1.0000"),
    "an old row that stayed": ([role(fte="0.5"), role(fte="0.5")], 1, "0.5000"),
    "one that says otherwise": ([role(fte="0.5"), role(fte="0.6")], 1, None),
    "one that says nothing": ([role(fte="0.5"), role(fte=None)], 1, None),
    "more than full time": ([role(), role(school="Y", fte="0.0001")], 2, None),
    "no school": ([role(school=None, fte="0")], 1, "0.0000"),
    "two words for nobody knows what": (
        [role(role="Unknown", role_raw=word, fte="0.5") for word in ("Cook", "Driver")], 2, "1.0000"
    ),
    "two words for one role": ([role(role_raw=word, fte="0.5") for word in ("Teacher", "Tchr")], 1, "0.5000"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, tuple[int, str | None]]:
    given = [{"source_system": "s", **row, "staff_id": case} for case, (rows, *_) in CASES.items() for row in rows]
    full = [[row.get(name) for name in STAFF_ROLES_TABLE.column_names] for row in given]
    roles = as_frame(spark, full, STAFF_ROLES_TABLE.struct())
    once = posts.once(posts.held(roles, census.newest_deliveries(roles)), "last_day")
    counted = once.groupBy("staff_id").agg(posts.full_time().alias("fte")).collect()
    schools = {(row["school_id"], row["last_day"]) for row in once.collect()}
    assert schools == {(name, NEWEST.date()) for name in ("X", "Y", "Unknown")}
    number = {row["staff_id"]: row["count"] for row in once.groupBy("staff_id").count().collect()}
    return {
        row["staff_id"]: (number[row["staff_id"]], None if row["fte"] is None else f"{row['fte']:f}") for row in counted
    }


@pytest.mark.parametrize("case", CASES)
def test_a_post_is_held_once(case: str, found: dict[str, tuple[int, str | None]]) -> None:
    assert found[case] == CASES[case][1:]

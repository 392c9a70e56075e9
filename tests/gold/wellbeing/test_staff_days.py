"""On which days staff are to work: which calendar tells of a school."""

from __future__ import annotations

import pytest
from products import Row, put_down
from pyspark.sql import SparkSession
from staff_of import absent, day, role

from edulake.config.settings import Gold
from edulake.gold.product import at_the_end
from edulake.gold.wellbeing import staff_days
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES_TABLE
from edulake.store.small_frame import as_frame

# By school what calendars say of 10, 11 and 12 March: s is the source of the roles.
CALENDARS: dict[str, list[Row]] = {
    "own": [day("2025-03-10", "own"), day("2025-03-11", "own", source_system="t"), day("2025-03-12", None)],
    "own, and closed": [day("2025-03-10", "own, and closed", is_held=False), day("2025-03-11", None)],
    "another's": [day("2025-03-11", "another's", source_system="t")],
    "of all": [day("2025-03-13", None, source_system="t")],
    "own of another year": [day("2024-03-10", "own of another year")],
}
DUE = {
    "own": ["2025-03-10"],
    "own, and closed": [],
    "another's": ["2025-03-11"],
    "of all": ["2025-03-11", "2025-03-12"],
    "own of another year": ["2025-03-11", "2025-03-12"],
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[str]]:
    rows = {
        STAFF_ROLES_TABLE: [role(school, school) for school in CALENDARS],
        STAFF_ABSENCES_TABLE: [absent("2025-03-01", "0", "own")],
        SCHOOL_DAYS_TABLE: [row for rows in CALENDARS.values() for row in rows],
    }
    silver = {
        table: as_frame(
            spark, [[{"source_system": "s", **row}.get(n) for n in table.column_names] for row in of], table.struct()
        )
        for table, of in rows.items()
    }
    days: dict[str, list[str]] = {school: [] for school in CALENDARS}
    told = at_the_end(staff_days.of_people(silver, Gold()), put_down)
    for row in told.where("school_id <> 'All'").collect():
        days[row["staff_id"]].append(row["date"].isoformat())
    return {school: sorted(of) for school, of in days.items()}


@pytest.mark.parametrize("school", DUE)
def test_the_nearest_calendar_tells(school: str, found: dict[str, list[str]]) -> None:
    assert found[school] == DUE[school]

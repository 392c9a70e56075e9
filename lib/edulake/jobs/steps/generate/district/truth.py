"""What the tables must say of the district, counted from its plan and never read back from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year
    from edulake.jobs.steps.generate.district.plan import Plan

# The fewest days by which gold calls somebody chronically absent, by default.
ENOUGH_DAYS = 10


def of(every_stay: DataFrame, plan: Plan, years: Sequence[Year]) -> dict[str, Any]:
    """Members on each census day by school, records by table, incidents by month, applications by stage reached.

    And students by the program that they are in on the opening day.
    """
    last = deliveries()[-1].isoformat()
    happened = {name: rows.where(F.col("told_on") <= last) for name, rows in plan.happens.items()}
    return {
        "members": {str(year.ends): _members(every_stay, year) for year in years},
        "members_at_opening": _count(every_stay, OPENING.isoformat()),
        "records": {name: rows.count() for name, rows in happened.items()},
        "incidents": _by(happened["incidents"].where("status <> 'Dismissed'"), F.substring("date", 1, 7)),
        "chronically_absent": _chronic(happened["attendance"]),
        "stages": _by(happened["application_stages"], F.col("stage")),
        "in_programs": _in_programs(plan.lasts["program_memberships"], OPENING.isoformat()),
        "households": every_stay.select("household").distinct().count(),
        "guardians": plan.lasts["guardians"].select("guardian_id").distinct().count(),
    }


def _members(every_stay: DataFrame, year: Year) -> dict[str, int]:
    """Students by school whose stay holds on the census day."""
    there = every_stay.where((F.col("entry_date") <= F.lit(year.census)) & (F.col("exit_date") >= F.lit(year.census)))
    return _by(there, F.col("school"))


def _in_programs(memberships: DataFrame, day: str) -> dict[str, int]:
    there = (F.col("begin_date") <= day) & (F.coalesce("end_date", F.lit(day)) >= day)
    return _by(memberships.where(there), F.col("program_id"))


def _count(every_stay: DataFrame, day: str) -> int:
    there = (F.col("entry_date").cast("string") <= day) & (F.col("exit_date").cast("string") >= day)
    return every_stay.where(there).select("student").distinct().count()


def _chronic(attendance: DataFrame) -> int:
    """Students who missed a tenth of enough days or more; an excuse that is told later changes nothing of that."""
    first = attendance.where("status <> 'E'")
    missed, recorded = F.count(F.when(F.col("status") == "A", 1)), F.count(F.lit(1))
    each = first.groupBy("student_id").agg(missed.alias("missed"), recorded.alias("recorded"))
    return each.where((F.col("missed") * 10 >= F.col("recorded")) & (F.col("recorded") >= ENOUGH_DAYS)).count()


def _by(rows: DataFrame, of_what: Any) -> dict[str, int]:
    counted = rows.groupBy(of_what.alias("of")).count().collect()
    return {row["of"]: row["count"] for row in sorted(counted, key=lambda row: row["of"])}

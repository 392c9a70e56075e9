"""What the tables must say of the district, counted from its plan and never read back from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year
    from edulake.jobs.steps.generate.district.plan import Plan

# The fewest days by which gold calls somebody chronically absent, by default.
ENOUGH_DAYS = 10
# What marks a record that becomes no row of its own.
MARKS = {"again": "is_again"}


def of(every_stay: DataFrame, plan: Plan, years: Sequence[Year]) -> dict[str, Any]:
    """Members on each census day by school, records by table, incidents by month, applications by stage reached.

    Of staff the full-time days that they missed by month, and the hours that they learned by school year; and students
    by the program that they are in on the opening day. Members are told of every plan; of all else, what needs a table
    that the plan does not have is left out.
    """
    happened = told(plan)
    tables = {**plan.lasts, **happened}
    return {
        "members": {str(year.ends): _members(every_stay, year) for year in years},
        "members_at_opening": _count(every_stay, OPENING.isoformat()),
        "households": every_stay.select("household").distinct().count(),
        **counts(happened),
        **{
            name: answer(*(tables[table] for table in of))
            for name, (of, answer) in ANSWERS.items()
            if tables.keys() >= {*of}
        },
    }


def told(plan: Plan) -> dict[str, DataFrame]:
    """What happened, as far as it is told by the last delivery."""
    last = deliveries()[-1].isoformat()
    return {name: rows.where(F.col("told_on") <= last) for name, rows in plan.happens.items()}


def counts(happened: Mapping[str, DataFrame]) -> dict[str, dict[str, int]]:
    """Records by table; beside them those that say the same again."""
    counts: dict[str, dict[str, int]] = {"records": {}, "again": {}}
    for name, rows in happened.items():
        kinds = {kind: F.col(column) for kind, column in MARKS.items() if column in rows.columns}
        other = F.when(F.lit(False), "")
        for kind, is_so in kinds.items():
            other = other.when(is_so, kind)
        for kind, number in _by(rows, F.coalesce(other, F.lit("records"))).items():
            counts[kind][name] = number
        counts["records"].setdefault(name, 0)
    return counts


def _members(every_stay: DataFrame, year: Year) -> dict[str, int]:
    """Students by school whose stay holds on the census day."""
    there = every_stay.where((F.col("entry_date") <= F.lit(year.census)) & (F.col("exit_date") >= F.lit(year.census)))
    return _by(there, F.col("school"))


def _incidents(reported: DataFrame) -> dict[str, int]:
    return _by(reported.where("status <> 'Dismissed'"), F.substring("date", 1, 7))


def _stages(applications: DataFrame) -> dict[str, int]:
    return _by(applications, F.col("stage"))


def _guardians(delivered: DataFrame) -> int:
    return delivered.select("guardian_id").distinct().count()


def _in_programs(memberships: DataFrame) -> dict[str, int]:
    day = OPENING.isoformat()
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


def _staff_absent(absences: DataFrame, roles: DataFrame) -> dict[str, str]:
    """By month; of a day no more is missed than jury duty leaves, and work elsewhere is none of it."""
    share = F.col("share_of_day").cast("decimal(5,4)")
    excused = F.col("category") == "Jury Duty"
    each = absences.where("category <> 'Professional Development'").groupBy("staff_id", "date")
    days = each.agg(F.sum(F.when(excused, share)).alias("excused"), F.sum(F.when(~excused, share)).alias("missed"))
    none = F.lit(0)
    missed = F.least(1 - F.least(F.coalesce("excused", none), F.lit(1)), F.coalesce("missed", none))
    full = F.col("fte").cast("decimal(5,4)") * missed
    months = days.join(roles.select("staff_id", "fte"), "staff_id").groupBy(F.substring("date", 1, 7).alias("of"))
    return _texts(months.agg(F.sum(full).cast("decimal(12,4)").alias("total")).where("total > 0"))


def _staff_learned(sessions: DataFrame) -> dict[str, str]:
    """By school year."""
    year = F.year(F.add_months(F.col("date").cast("date"), 6)).cast("string")
    years = sessions.where("status = 'Completed'").groupBy(year.alias("of"))
    return _texts(years.agg(F.sum(F.col("amount").cast("decimal(7,2)")).cast("decimal(12,2)").alias("total")))


def _texts(totals: DataFrame) -> dict[str, str]:
    return {row["of"]: str(row["total"]) for row in sorted(totals.collect(), key=lambda row: row["of"])}


def _by(rows: DataFrame, of_what: Any) -> dict[str, int]:
    counted = rows.groupBy(of_what.alias("of")).count().collect()
    return {row["of"]: row["count"] for row in sorted(counted, key=lambda row: row["of"])}


# What is answered, of which tables, and how.
ANSWERS: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "incidents": (("incidents",), _incidents),
    "chronically_absent": (("attendance",), _chronic),
    "staff_absent_days": (("staff_absences", "staff_roles"), _staff_absent),
    "staff_learned_hours": (("pd_attendance",), _staff_learned),
    "stages": (("application_stages",), _stages),
    "in_programs": (("program_memberships",), _in_programs),
    "guardians": (("guardians",), _guardians),
}

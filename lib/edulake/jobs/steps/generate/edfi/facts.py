"""The district of which resources tell, and what they say of it in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries, school_years
from edulake.jobs.steps.generate.district.people import HIGHEST_GRADE, in_years, people, stays
from edulake.jobs.steps.generate.district.plan import whole_plan_of
from edulake.jobs.steps.generate.edfi.forms import OWN, code, to

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year
    from edulake.jobs.steps.generate.district.plan import Plan

AGENCY = 2559
# A school's number has its agency's, one for its band and four for its zone.
BANDS, BAND, ZONES = {"E": 1, "M": 2, "H": 3}, 10_000, 100_000
GRADES = (
    "Kindergarten",
    *(f"{nth} grade" for nth in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")),
    *(f"{nth} grade" for nth in ("Ninth", "Tenth", "Eleventh", "Twelfth")),
)
OF_BANDS = {"E": range(6), "M": range(6, 9), "H": range(9, HIGHEST_GRADE + 1)}
# What may be wrong with an object, as `planted` of the truth counts it.
UNKNOWN_DESCRIPTOR, NO_SCHOOL_YEAR = "unknown_descriptor", "no_school_year"
EXIT_BEFORE_ENTRY, NO_TARGET, CORRECTED = "exit_before_entry", "no_target", "corrected"
NOBODY_KNOWS = "ZZ9"


class Facts(NamedTuple):
    """A made-up district: its people, their school years and stays, and all that it tells by table."""

    spark: SparkSession
    students: int
    seed: int
    years: tuple[Year, ...]
    people: DataFrame
    stays: DataFrame
    plan: Plan

    @property
    def since(self) -> str:
        """The first day of which the district tells."""
        return self.years[0].first.isoformat()


def facts(spark: SparkSession, students: int, seed: int, years: int) -> Facts:
    calendar = school_years(years)
    of = people(spark, students, seed, years)
    of_years = in_years(of, calendar)
    every_stay = stays(of_years)
    plan = whole_plan_of(spark, students, seed, calendar, of, of_years, every_stay)
    return Facts(spark, students, seed, calendar, of, every_stay, plan)


def school_number(school: Column) -> Column:
    """255910001 of E01, as BIGINT."""
    band = looked_up(school.substr(1, 1), BANDS).cast("bigint")
    return F.lit(AGENCY).cast("bigint") * ZONES + band * BAND + F.substring(school, 2, 9).cast("bigint")


def school(name: Column) -> Column:
    return to("School", "schools", {"schoolId": school_number(name)})


def at_school(name: Column) -> Column:
    """A school where any organization may stand."""
    return to("School", "schools", {"educationOrganizationId": school_number(name)})


def agency(name: str = "educationOrganizationId") -> Column:
    return to("LocalEducationAgency", "localEducationAgencies", {name: F.lit(AGENCY)})


def student(number: Column) -> Column:
    return to("Student", "students", {"studentUniqueId": number})


def staff(number: Column) -> Column:
    return to("Staff", "staffs", {"staffUniqueId": number})


def school_year(year: Column) -> Column:
    """Null where the year is."""
    return F.when(year.isNotNull(), to("SchoolYearType", "schoolYearTypes", {"schoolYear": year}))


def grade_level(grade: Column) -> Column:
    """The descriptor of a grade from 0, which is Kindergarten."""
    return code("GradeLevel", F.array(*map(F.lit, GRADES))[grade.cast("int")])


def or_unknown(is_so: Column, of: str, value: Column) -> Column:
    """A descriptor, or one of the district's own that no list holds."""
    return F.when(is_so, code(of, NOBODY_KNOWS, OWN)).otherwise(value)


def taken_back(is_so: Column, night: Column) -> Column:
    """The night, from 1, on which what the opening delivery told is deleted where it `is_so`; null where it stays."""
    nights = F.array(*[F.lit(day.isoformat()) for day in deliveries()])
    return F.when(is_so & (F.col("told_on") <= OPENING.isoformat()), nights[night.cast("int")])


def with_end(rows: DataFrame, begin: str, end: str) -> DataFrame:
    """Versions of what lasts: without an end, told on its first day, and once more with `ended` on its last.

    What ended before the opening delivery has one version.
    """
    first, last = F.col(begin).cast("string"), F.col(end).cast("string")
    open_, over = _version(0, first, None), _version(1, last, last)
    versions = (
        F.when(last <= OPENING.isoformat(), F.array(_version(0, last, last)))
        .when(last.isNotNull() & (last > first), F.array(open_, over))
        .when(last.isNotNull(), F.array(_version(0, last, last)))
        .otherwise(F.array(open_))
    )
    return rows.select("*", F.inline(versions))


def corrected(rows: DataFrame, is_so: Column, night: Column) -> DataFrame:
    """Versions of what happened: as it was told, and where `is_so` once more on a night, from 1.

    Only what the opening delivery told is corrected.
    """
    nights = F.array(*[F.lit(day.isoformat()) for day in deliveries()])
    is_told = F.col("told_on") <= OPENING.isoformat()
    told = F.struct(
        F.lit(0).alias("version"), F.col("told_on").alias("told_again"), F.lit(None).cast("string").alias("was")
    )
    again = F.struct(
        F.lit(1).alias("version"), nights[night.cast("int")].alias("told_again"), F.lit(CORRECTED).alias("was")
    )
    versions = F.when(is_so & is_told, F.array(told, again)).otherwise(F.array(told))
    each = rows.select("*", F.inline(versions)).withColumn("told_on", F.col("told_again"))
    fault = F.coalesce("fault", "was") if "fault" in rows.columns else F.col("was")
    return each.withColumn("fault", fault).drop("told_again", "was")


def _version(number: int, told: Column, ended: Column | None) -> Column:
    over = F.lit(None).cast("string") if ended is None else ended
    return F.struct(F.lit(number).alias("version"), told.alias("told_on"), over.alias("ended"))

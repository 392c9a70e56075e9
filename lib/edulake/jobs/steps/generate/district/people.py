"""Who studies in the district: what each student is like, and the stays of each in its schools.

Most are there from the first year on. Who goes on to a next year stays in the zone of the household, moves to another
in the middle of a year, or leaves; some of those come back within it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year

HIGHEST_GRADE = 12
STUDENTS_PER_ZONE = 2_500
FEWEST_ZONES = 2
LATE_ENTRANTS, MOVERS, LEAVERS, CHRONIC = 200, 40, 30, 60  # per mille; movers and leavers of each year
# Of so many students one arrives, and one departs, while the nights are delivered.
ARRIVE_OR_DEPART = 200
# Days of a year by their number: who leaves is gone after LEAVES and may be back on RETURNS; who moves, does on MOVES.
LEAVES, RETURNS, MOVES = 40, 60, 80


def zones(students: int) -> int:
    """Parts of the district, each with an elementary, a middle and a high school."""
    return max(FEWEST_ZONES, students // STUDENTS_PER_ZONE)


def people(spark: SparkSession, students: int, seed: int, years: int) -> DataFrame:
    """One row a student: numbers of the student and the household, and what is true of them for all years."""
    numbered = spark.range(1, students + 1).withColumnRenamed("id", "student")
    # Two of three households have one student, the third has two.
    housed = numbered.withColumn("household", F.floor(F.col("student") * 3 / 4))
    own, home = Draws(seed, ("student",)), Draws(seed, ("household",))
    number_of_zones = zones(students)
    newest, turn = F.lit(years - 1), F.pmod(F.col("student"), F.lit(ARRIVE_OR_DEPART))
    arrives, departs = turn == 1, turn == 2
    late = F.when(own.happens("late", LATE_ENTRANTS), own.between("entry", 0, years - 1)).otherwise(0)
    return housed.select(
        "*",
        F.when(arrives, newest).when(departs, 0).otherwise(late).alias("entry"),
        F.when(arrives, deliveries()[2]).alias("arrives_on"),
        F.when(departs, deliveries()[3]).alias("departs_on"),
        # Who departs while the nights are delivered has not graduated before.
        F.when(departs, 0).otherwise(own.between("grade", 0, HIGHEST_GRADE)).alias("grade_on_entry"),
        home.between("zone", 0, number_of_zones - 1).alias("zone"),
        F.when(~arrives, _year_of(own, "moves", MOVERS, years)).alias("moves_in"),
        F.when(departs, newest).when(~arrives, _year_of(own, "leaves", LEAVERS, years)).alias("leaves_in"),
        (own.happens("returns", 300) & ~departs).alias("returns"),
        own.happens("chronic", CHRONIC).alias("is_chronic"),
        F.round(own.bell("ability") * 10 + 75, 2).alias("ability"),
        F.lit(number_of_zones).alias("zones"),
    )


def _year_of(draws: Draws, what: str, per_mille: int, years: int) -> Column:
    """The year, from 0, in which something happens to so many of a thousand in each; null for those it does not."""
    year = draws.between(what, 0, 1000 * years - 1)
    return F.when(F.pmod(year, F.lit(1000)) < per_mille, F.floor(year / 1000))


def in_years(of: DataFrame, years: Sequence[Year]) -> DataFrame:
    """One row a student and school year in which they are there: `year` from 0, `grade`, and the year's days."""
    last = F.least(F.lit(len(years) - 1), F.col("entry") + HIGHEST_GRADE - F.col("grade_on_entry"), "leaves_in")
    year = F.explode(F.when(last >= F.col("entry"), F.sequence("entry", last)))
    rows = of.select("*", year.alias("year"))
    return rows.select(
        "*",
        (F.col("grade_on_entry") + F.col("year") - F.col("entry")).alias("grade"),
        by_year([year.ends for year in years]).alias("school_year"),
        F.coalesce("arrives_on", by_year([year.first for year in years])).alias("first_day"),
        by_year([year.last for year in years]).alias("last_day"),
        F.coalesce("departs_on", by_year([year.days[LEAVES] for year in years])).alias("leaving_day"),
        by_year([year.days[RETURNS] for year in years]).alias("day_back"),
        by_year([year.days[MOVES - 1] for year in years]).alias("last_before_move"),
        by_year([year.days[MOVES] for year in years]).alias("day_of_move"),
    )


def by_year(values: Sequence[dt.date] | Sequence[int]) -> Column:
    """What belongs to each row's year."""
    return F.array(*[F.lit(value) for value in values])[F.col("year").cast("int")]


def stays(of_years: DataFrame) -> DataFrame:
    """One row a stay, the first or second `part` of a year: `school`, `entry_date`, `exit_date`, and their types."""
    is_gone = F.coalesce(F.col("leaves_in") == F.col("year"), F.lit(False))
    moves = F.coalesce(F.col("moves_in") == F.col("year"), F.lit(False)) & ~is_gone
    moved = F.coalesce(F.col("moves_in") < F.col("year"), F.lit(False))
    home, other = F.col("zone"), F.pmod(F.col("zone") + 1, F.col("zones"))
    here = F.when(moved, other).otherwise(home)
    first = F.when(F.col("year") == F.col("entry"), "New to the district").otherwise("Promoted")
    graduates = F.col("grade") == HIGHEST_GRADE
    last = F.when(graduates, "Graduated").otherwise("End of school year")
    transferred, left, back = (F.lit(word) for word in ("Transferred", "Withdrawn", "Re-entry"))
    whole = _stay(0, here, "first_day", first, "last_day", last)
    until_move = _stay(0, home, "first_day", first, "last_before_move", transferred)
    after_move = _stay(1, other, "day_of_move", transferred, "last_day", last)
    until_left = _stay(0, here, "first_day", first, "leaving_day", left)
    again = _stay(1, here, "day_back", back, "last_day", last)
    each = (
        F.when(moves, F.array(until_move, after_move))
        .when(is_gone & F.col("returns"), F.array(until_left, again))
        .when(is_gone, F.array(until_left))
        .otherwise(F.array(whole))
    )
    return of_years.select("*", F.inline(each))


def _stay(part: int, zone: Column, entry: str, entry_type: Column, exit_: str, exit_type: Column) -> Column:
    return F.struct(
        F.lit(part).alias("part"),
        school(zone, F.col("grade")).alias("school"),
        F.col(entry).alias("entry_date"),
        entry_type.alias("entry_type"),
        F.col(exit_).alias("exit_date"),
        exit_type.alias("exit_type"),
    )


def school(zone: Column, grade: Column) -> Column:
    """E01, M01 or H01: the elementary, middle or high school of a zone."""
    band = F.when(grade <= 5, "E").when(grade <= 8, "M").otherwise("H")
    return F.concat(band, zero_padded(zone + 1, 2))


def student_id(number: Column) -> Column:
    return F.concat(F.lit("D"), zero_padded(number, 7))

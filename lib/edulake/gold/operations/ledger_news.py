"""Which years of ledgers changed rows have a say in, and the rows of which given years are made."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import school_year
from edulake.gold import census, stays_news
from edulake.gold.operations.ledgers import YEAR, or_unknown
from edulake.gold.product import Input
from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.gold.product import Inputs

# What of an image names its year; of pupils and calendars, who was where and when school was held.
COMPARED = {
    FINANCE_POSTINGS_TABLE: YEAR,
    FINANCE_BALANCES_TABLE: YEAR,
    ACCOUNTS_TABLE: YEAR,
    MEMBERSHIPS_TABLE: stays_news.COMPARED,
    SCHOOL_DAYS_TABLE: (*SCHOOL_DAYS_TABLE.key, "date"),
}
OF_PUPILS, LEDGERS = (MEMBERSHIPS_TABLE, SCHOOL_DAYS_TABLE), (FINANCE_POSTINGS_TABLE, FINANCE_BALANCES_TABLE)
INPUTS = tuple(Input(table, compared=compared) for table, compared in COMPARED.items())


def touched(images: Inputs, silver: Inputs, _: DataFrame) -> DataFrame:
    """The years that changed rows of ledgers name, and those whose pupils, or whose district, may be others."""
    years = [rows.select(*YEAR) for table, rows in images.items() if table not in OF_PUPILS]
    if any(table in images for table in OF_PUPILS):
        told = _told(silver)
        years += [_after(_first_days(images, silver), told, silver), *_of_other_districts(images, told, silver)]
    return _all(years)


def told_of(silver: Inputs, keys: DataFrame) -> Inputs:
    """All that ledgers tell of these years, and all pupils."""
    return {
        table: rows if table in OF_PUPILS else rows.join(keys, on=list(YEAR), how="left_semi")
        for table, rows in silver.items()
    }


def _first_days(images: Inputs, silver: Inputs) -> DataFrame:
    """By source with news of them the first `day` on which its members or school days may be others than before.

    It counts them up to its newest delivery: what came may do so from the newest before on, which is no older than that
    of the rows that stand.
    """
    beginning = F.lit(stays_news.FIRST).cast("date")
    days = []
    if MEMBERSHIPS_TABLE in images:
        news = images[MEMBERSHIPS_TABLE]
        students = news.select("source_system", "student_id").distinct()
        known = stays_news.moved_days(news, silver[MEMBERSHIPS_TABLE]).join(students, on="student_id")
        days.append(known.select("source_system", F.col("first_day").alias("day")))
    if SCHOOL_DAYS_TABLE in images:
        days.append(images[SCHOOL_DAYS_TABLE].select("source_system", F.col("date").alias("day")))
    newest = census.newest_deliveries(*[_standing(images, silver, table) for table in OF_PUPILS])
    sources = _all([images[table].select("source_system") for table in OF_PUPILS if table in images]).distinct()
    since = sources.join(newest, on="source_system", how="left")
    days.append(since.select("source_system", F.coalesce("newest", beginning).alias("day")))
    return _all(days).groupBy("source_system").agg(F.min("day").alias("day"))


def _after(first: DataFrame, told: DataFrame, silver: Inputs) -> DataFrame:
    """Years whose last month is not over before the school year of the `first` day of what may be their district."""
    memberships = silver[MEMBERSHIPS_TABLE]
    knowing = memberships.select(F.col("source_system").alias("district"), "school_id").distinct()
    others = _without_members(told, memberships).join(knowing, on="school_id")
    own = told.withColumn("district", F.col("source_system"))
    named = (*YEAR, "last", "district")
    begun = census.year_begins(school_year(F.col("day"))).alias("begun")
    districts = first.select(F.col("source_system").alias("district"), begun)
    placed = own.select(*named).unionByName(others.select(*named)).join(F.broadcast(districts), on="district")
    return placed.where(F.col("last") >= F.col("begun")).select(*YEAR)


def _of_other_districts(images: Inputs, told: DataFrame, silver: Inputs) -> list[DataFrame]:
    """Years of sources that are a district now, or were, and of schools that one knows now, or knew, by news alone.

    Of a source with members the district is the source, whatever others tell of its schools.
    """
    if MEMBERSHIPS_TABLE not in images:
        return []
    sources, schools = stays_news.other_districts(images[MEMBERSHIPS_TABLE], silver[MEMBERSHIPS_TABLE])
    outside = _without_members(told, silver[MEMBERSHIPS_TABLE])
    return [
        told.join(sources, on="source_system", how="left_semi").select(*YEAR),
        outside.join(schools, on="school_id", how="left_semi").select(*YEAR),
    ]


def _told(silver: Inputs) -> DataFrame:
    """By year of a ledger and school the `last` month of the year of which the ledger tells."""
    rows = _all([silver[table].select(*YEAR, "school_id", "month") for table in LEDGERS])
    schools = rows.groupBy(*YEAR, or_unknown("school_id").alias("school_id")).agg(F.max("month").alias("month"))
    return schools.withColumn("last", F.max("month").over(Window.partitionBy(*YEAR))).drop("month")


def _without_members(told: DataFrame, memberships: DataFrame) -> DataFrame:
    return told.join(memberships.select("source_system").distinct(), on="source_system", how="left_anti")


def _standing(images: Inputs, silver: Inputs, table: Table) -> DataFrame:
    """Rows of the table that are as they were."""
    if table not in images:
        return silver[table]
    return silver[table].join(images[table].select(*table.key).distinct(), on=list(table.key), how="left_anti")


def _all(frames: list[DataFrame]) -> DataFrame:
    return reduce(lambda above, below: above.unionByName(below), frames)

"""Which years of ledgers changed rows have a say in, and the rows of which given years are made."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import school_year
from edulake.gold import census, stays_news
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

YEAR = ("source_system", "fiscal_year")
# What of an image names its year; of pupils and calendars, who was where and when school was held.
COMPARED = {
    FINANCE_POSTINGS_TABLE: YEAR,
    FINANCE_BALANCES_TABLE: YEAR,
    ACCOUNTS_TABLE: YEAR,
    MEMBERSHIPS_TABLE: stays_news.COMPARED,
    SCHOOL_DAYS_TABLE: (*SCHOOL_DAYS_TABLE.key, "date"),
}
OF_PUPILS = (MEMBERSHIPS_TABLE, SCHOOL_DAYS_TABLE)
INPUTS = tuple(Input(table, compared=compared) for table, compared in COMPARED.items())


def touched(images: Inputs, silver: Inputs, _: DataFrame) -> DataFrame:
    """The years that changed rows of ledgers name, and those whose pupils, or whose district, may be others."""
    years = [rows.select(*YEAR) for table, rows in images.items() if table not in OF_PUPILS]
    if any(table in images for table in OF_PUPILS):
        years.append(_after(_first_days(images, silver), silver))
    if MEMBERSHIPS_TABLE in images:
        years += _of_other_districts(images[MEMBERSHIPS_TABLE], silver)
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
    of the rows that stand. Which district knew a student first says nothing of where its members are.
    """
    beginning = F.lit(stays_news.FIRST).cast("date")
    days = []
    if MEMBERSHIPS_TABLE in images:
        news = images[MEMBERSHIPS_TABLE]
        changed = stays_news.changed_days(news, silver[MEMBERSHIPS_TABLE]).where(F.col("first_day") > beginning)
        of = changed.join(news.select("source_system", "student_id").distinct(), on="student_id")
        days.append(of.select("source_system", F.col("first_day").alias("day")))
    if SCHOOL_DAYS_TABLE in images:
        days.append(images[SCHOOL_DAYS_TABLE].select("source_system", F.col("date").alias("day")))
    newest = census.newest_deliveries(*[_standing(images, silver, table) for table in OF_PUPILS])
    sources = _all([images[table].select("source_system") for table in OF_PUPILS if table in images]).distinct()
    since = sources.join(newest, on="source_system", how="left")
    days.append(since.select("source_system", F.coalesce("newest", beginning).alias("day")))
    return _all(days).groupBy("source_system").agg(F.min("day").alias("day"))


def _after(first: DataFrame, silver: Inputs) -> DataFrame:
    """Years with a month that is not over before the school year of the `first` day of a district with their pupils."""
    years = _told(silver).groupBy(*YEAR).agg(F.max("month").alias("last"), F.collect_set("school_id").alias("schools"))
    knowing = silver[MEMBERSHIPS_TABLE].select(F.col("source_system").alias("district"), "school_id").distinct()
    schools = years.withColumn("school_id", F.explode("schools")).join(knowing, on="school_id")
    own = years.withColumn("district", F.col("source_system"))
    named = (*YEAR, "last", "district")
    begun = census.year_begins(school_year(F.col("day"))).alias("begun")
    districts = first.select(F.col("source_system").alias("district"), begun)
    told = own.select(*named).unionByName(schools.select(*named)).join(F.broadcast(districts), on="district")
    return told.where(F.col("last") >= F.col("begun")).select(*YEAR)


def _of_other_districts(images: DataFrame, silver: Inputs) -> list[DataFrame]:
    """Years of sources that have, or had, no other member, and of schools that no other one of a district names."""
    standing = _standing({MEMBERSHIPS_TABLE: images}, silver, MEMBERSHIPS_TABLE)
    named, told = images.select(*stays_news.SCHOOL).distinct(), _told(silver)
    others = named.join(standing, on="source_system", how="left_anti").select("source_system").distinct()
    schools = named.join(standing, on=list(stays_news.SCHOOL), how="left_anti").select("school_id").distinct()
    return [
        told.join(others, on="source_system", how="left_semi").select(*YEAR),
        told.join(schools, on="school_id", how="left_semi").select(*YEAR),
    ]


def _standing(images: Inputs, silver: Inputs, table: Table) -> DataFrame:
    """Rows of the table that are as they were."""
    if table not in images:
        return silver[table]
    return silver[table].join(images[table].select(*table.key).distinct(), on=list(table.key), how="left_anti")


def _told(silver: Inputs) -> DataFrame:
    """Of which schools and months a year of a ledger tells."""
    ledgers = (FINANCE_POSTINGS_TABLE, FINANCE_BALANCES_TABLE)
    return _all([silver[table].select(*YEAR, "school_id", "month") for table in ledgers])


def _all(frames: list[DataFrame]) -> DataFrame:
    return reduce(lambda above, below: above.unionByName(below), frames)

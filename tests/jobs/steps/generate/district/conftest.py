"""Districts of 300 and of 120 students over two school years, as their plans have it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.jobs.steps.generate.district import people
from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.plan import Plan, plan_of, whole_plan_of

STUDENTS, SEED, YEARS = 300, 7, school_years(2)
FEWER = 120


class District(NamedTuple):
    of: DataFrame
    stays: DataFrame
    plan: Plan


@pytest.fixture(scope="session")
def district(spark: SparkSession) -> District:
    of = people.people(spark, STUDENTS, SEED, len(YEARS))
    of_years = people.in_years(of, YEARS)
    stays = people.stays(of_years)
    return District(of, stays, plan_of(spark, STUDENTS, SEED, YEARS, of, of_years, stays))


class Told:
    """Rows of the tables of a plan, as dictionaries, each table read once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._read: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        if name not in self._read:
            rows = {**self.plan.lasts, **self.plan.happens}[name]
            self._read[name] = [row.asDict() for row in rows.collect()]
        return self._read[name]


@pytest.fixture(scope="session")
def told(spark: SparkSession) -> Told:
    """What a district of 120 students tells of money, of what people say, and of what is learned."""
    of = people.people(spark, FEWER, SEED, len(YEARS))
    of_years = people.in_years(of, YEARS)
    return Told(whole_plan_of(spark, FEWER, SEED, YEARS, of, of_years, people.stays(of_years)))

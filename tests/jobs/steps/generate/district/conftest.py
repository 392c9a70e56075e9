"""A district of 300 students over two school years, as its plan has it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from pyspark.sql import DataFrame, SparkSession

from edulake.jobs.steps.generate.district import people
from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.plan import Plan, plan_of

STUDENTS, SEED, YEARS = 300, 7, school_years(2)


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

"""Which surveys changed rows have a say in, and the rows of which given surveys are made."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold import members, stays_news
from edulake.gold.product import Input, Reach
from edulake.gold.wellbeing.survey_voices import SURVEY
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.gold.product import Inputs

FAMILY = ("source_system", "family")
# What of an image names its survey; of memberships, who was where.
COMPARED = {
    SURVEY_RESPONSES_TABLE: SURVEY,
    SURVEY_ANSWERS_TABLE: SURVEY,
    SURVEY_INVITATIONS_TABLE: SURVEY,
    SURVEY_ITEMS_TABLE: (*SURVEY, "family"),
    MEMBERSHIPS_TABLE: stays_news.COMPARED,
}


def read(*tables: Table) -> tuple[Input, ...]:
    """The inputs of a product of surveys."""
    return tuple(Input(table, compared=COMPARED[table]) for table in tables)


def named(images: Inputs, silver: Inputs, _: DataFrame) -> DataFrame:
    """The surveys that changed rows name, and those with a response whose school or grade level may be another."""
    surveys = [rows.select(*SURVEY) for table, rows in images.items() if table != MEMBERSHIPS_TABLE]
    if MEMBERSHIPS_TABLE in images:
        responses = silver[SURVEY_RESPONSES_TABLE].select(*SURVEY, "school_id", "student_id", "submitted_date")
        moved = images[MEMBERSHIPS_TABLE], silver[MEMBERSHIPS_TABLE]
        surveys.append(stays_news.elsewhere(*moved, responses, "submitted_date").select(*SURVEY))
    return reduce(lambda above, below: above.unionByName(below), surveys)


def of_families(images: Inputs, silver: Inputs, held: DataFrame) -> DataFrame:
    """The same, and all of a family with one of them, now or before: those that follow are compared with it."""
    items = silver[SURVEY_ITEMS_TABLE].select(*SURVEY, "family")
    if SURVEY_ITEMS_TABLE in images:
        items = items.unionByName(images[SURVEY_ITEMS_TABLE].select(*SURVEY, "family"))
    return _with_families(named(images, silver, held), items)


def told_of(silver: Inputs, keys: DataFrame) -> Inputs:
    """All that is told of these surveys, and the memberships of those who answer them."""
    told = {
        table: rows.join(keys, on=list(SURVEY), how="left_semi")
        for table, rows in silver.items()
        if table != MEMBERSHIPS_TABLE
    }
    return {**told, MEMBERSHIPS_TABLE: members.needed_by(told[SURVEY_RESPONSES_TABLE], silver[MEMBERSHIPS_TABLE])}


def told_of_families(silver: Inputs, keys: DataFrame) -> Inputs:
    """The same of all of a family with one of them as well."""
    return told_of(silver, _with_families(keys, silver[SURVEY_ITEMS_TABLE]))


def _with_families(surveys: DataFrame, items: DataFrame) -> DataFrame:
    """These surveys, and those with an item of a family of which one of them has an item."""
    known = items.where(F.col("family").isNotNull()).select(*SURVEY, "family").distinct()
    others = known.withColumnRenamed("survey_id", "other")
    related = surveys.join(known, on=list(SURVEY), how="left").join(others, on=list(FAMILY), how="left")
    ids = F.explode(F.array("survey_id", "other")).alias("survey_id")
    return related.select("source_system", ids).where(F.col("survey_id").isNotNull()).distinct()


# Of products that tell of each survey alone, and of those that compare it with the one before.
ALONE, COMPARING = Reach(named, told_of), Reach(of_families, told_of_families)

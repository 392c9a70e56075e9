"""Which options of a survey's questions are chosen, and by which share of those who answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.product import WRITTEN_AT, Product, mean
from edulake.gold.wellbeing import survey_news, survey_voices
from edulake.gold.wellbeing.survey_voices import OF_PLACE, OF_SURVEY, PLACE, READ, SHARE_TYPE, SURVEY
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_scales import ANSWERED

if TYPE_CHECKING:
    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="survey_options",
    meaning="One row per survey, school or All, grade level or All, kind of respondents, item and option that its item"
    " declares or somebody chose: by how many. Where several may be chosen, shares are more than 1 together.",
    columns=(
        *OF_PLACE,
        Column("item_code", "STRING", "Item", nullable=False),
        Column("option", "STRING", "Option, as the item declares it", nullable=False),
        Column("family", "STRING", "What the survey and its repetitions at other times have in common"),
        Column("construct", "STRING", "What the item measures together with others"),
        Column("text", "STRING", "What is asked"),
        Column("n", "INT", "Responses in which it is chosen", nullable=False),
        Column("n_answered", "INT", "Responses that answered the item", nullable=False),
        Column("share", SHARE_TYPE, "N / n_answered", nullable=False),
        *OF_SURVEY,
        WRITTEN_AT,
    ),
    key=(*PLACE, "item_code", "option"),
    cluster_by=("survey_id", "school_id", "item_code"),
    deletion_vectors=True,
)
ITEM = (*SURVEY, "item_code")


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows, of items that somebody in the place answered."""
    responses = yield survey_voices.counting(silver)
    answers = yield survey_voices.answered(silver, responses).where(F.col("status") == ANSWERED)
    each = survey_voices.everywhere(answers)
    answered = each.groupBy(*PLACE, "item_code").agg(F.count(F.lit(1)).alias("n_answered"))
    told = silver[SURVEY_ANSWERS_TABLE].where((F.col("status") == ANSWERED) & F.col("option").isNotNull())
    chosen = told.select("source_system", "response_id", "item_code", "option").distinct()
    counted = (
        each.select(*PLACE, "response_id", "item_code")
        .join(chosen, on=["source_system", "response_id", "item_code"])
        .groupBy(*PLACE, "item_code", "option")
        .agg(F.count(F.lit(1)).alias("n"))
    )
    items = silver[SURVEY_ITEMS_TABLE].select(*ITEM, "family", "construct", "text", "options")
    declared = answered.join(items.withColumn("option", F.explode("options")), on=list(ITEM)).select(*TABLE.key)
    rows = counted.select(*TABLE.key).unionByName(declared).distinct()
    figures = (
        rows.join(counted, on=list(TABLE.key), how="left")
        .join(answered, on=[*PLACE, "item_code"])
        .join(items, on=list(ITEM), how="left")
        .join(survey_voices.surveys(responses), on=list(SURVEY))
    )
    n = F.coalesce("n", F.lit(0))
    share = mean(n.cast("decimal(12,0)"), F.col("n_answered"), SHARE_TYPE)
    return figures.withColumns({"n": n, "share": share}).select(*survey_voices.typed(TABLE))


SURVEY_OPTIONS = Product(
    TABLE.name,
    TABLE,
    survey_news.read(*READ),
    build,
    part=SURVEY,
    reach=survey_news.ALONE,
    needs=(SURVEY_ANSWERS_TABLE,),
)

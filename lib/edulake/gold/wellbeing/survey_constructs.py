"""How do students, parents and staff feel about what a survey measures by several items, and how did that move?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.product import WRITTEN_AT, Product, mean, shared
from edulake.gold.wellbeing import survey_news, survey_voices
from edulake.gold.wellbeing.survey_voices import (
    MEAN_TYPE,
    OF_PLACE,
    OF_SURVEY,
    PLACE,
    READ,
    READ_BY,
    SCORED,
    SHARE_TYPE,
    SURVEY,
)
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_scales import ANSWERED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="survey_constructs",
    meaning="One row per survey, school or All, grade level or All, kind of respondents and construct: the mean of what"
    " each of them says on average to its items, and how that moved since the survey before.",
    columns=(
        *OF_PLACE,
        Column("construct", "STRING", "What the items measure together", nullable=False),
        Column("family", "STRING", "What the survey and its repetitions at other times have in common"),
        Column("items", "INT", "Items of one value that anybody of this kind answered in the survey", nullable=False),
        Column("respondents", "INT", "Different people with a score in at least half of these items", nullable=False),
        Column("too_few", "INT", "Others, with a score in fewer of them, or in none", nullable=False),
        Column(
            "mean",
            MEAN_TYPE,
            "Mean of the respondents' means of their scores; null without any, and where items differ in scale",
        ),
        Column(
            "in_favour",
            "INT",
            "Respondents whose mean is at least the favourable_from of all items; null where these differ or have none",
        ),
        Column("not_in_favour", "INT", "Other respondents; null as before"),
        Column("favourability", SHARE_TYPE, "In favour / respondents; null as before, and without any"),
        Column(
            "earlier_survey_id",
            "STRING",
            "Survey of the family before it in which all items are the same: code, text, scale, else values of options,"
            " and keying",
        ),
        Column("mean_change", MEAN_TYPE, "Mean less that of the earlier survey"),
        Column("favourability_change", SHARE_TYPE, "Favourability less that of the earlier survey"),
        *OF_SURVEY,
        WRITTEN_AT,
    ),
    key=(*PLACE, "construct"),
    cluster_by=("survey_id", "school_id", "construct"),
    deletion_vectors=True,
)
KEYS = TABLE.key
# Items are those that one kind of people is asked: parents may be asked others by the same name.
CONSTRUCT = (*SURVEY, "respondent_kind", "construct")
SCALE = ("scale_min", "scale_max")


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows; of a construct of which anybody in the place answered an item of one value."""
    responses = yield survey_voices.counting(silver)
    is_one = F.col("construct").isNotNull() & F.col("form").isin(*SCORED) & (F.col("status") == ANSWERED)
    answers = yield survey_voices.answered(silver, responses).where(is_one)
    counted = _counted(survey_voices.everywhere(answers), _items(answers))
    figures = counted.join(survey_voices.surveys(responses), on=list(SURVEY))
    compared = survey_voices.earlier(figures, "asked", ("construct",), "total", "respondents", "in_favour")
    made = {
        "mean": mean(F.col("total"), F.col("respondents"), MEAN_TYPE),
        "favourability": mean(F.col("in_favour"), F.col("respondents"), SHARE_TYPE),
        "mean_change": survey_voices.change("total", "respondents", MEAN_TYPE),
        "favourability_change": survey_voices.change("in_favour", "respondents", SHARE_TYPE),
    }
    return compared.withColumns(made).select(*survey_voices.typed(TABLE))


def _items(answers: DataFrame) -> DataFrame:
    """By survey, kind and construct how many items there are, and what is the same for all of them.

    `asked` is what is asked, null where the text of one is not known; `is_one_scale` whether all have the same scale,
    or none.
    """
    item = F.struct("item_code", "text", *READ_BY)
    of = answers.select(*CONSTRUCT, "item_code", "text", "family", *READ_BY).distinct().groupBy(*CONSTRUCT)
    return of.agg(
        F.count(F.lit(1)).alias("items"),
        F.when(F.count("text") == F.count(F.lit(1)), F.sort_array(F.collect_set(item))).alias("asked"),
        shared("family"),
        shared("favourable_from"),
        (F.count_distinct(F.struct(*SCALE)) == 1).alias("is_one_scale"),
    )


def _counted(answers: DataFrame, items: DataFrame) -> DataFrame:
    """By place and construct the respondents, and the `total` of their means, of six digits each."""
    of_one = answers.groupBy(*KEYS, "person").agg(
        F.sum("score").cast("decimal(15,2)").alias("sum"),
        F.count("score").alias("n"),
        F.count_distinct(F.when(F.col("score").isNotNull(), F.col("item_code"))).alias("scored"),
    )
    told = of_one.join(items, on=list(CONSTRUCT))
    is_counted = F.col("scored") * 2 >= F.col("items")
    is_in_favour = F.col("sum") >= F.col("favourable_from") * F.col("n")
    value = F.when(is_counted & F.col("is_one_scale"), mean(F.col("sum"), F.col("n"), "decimal(12,6)"))
    of_all = told.groupBy(*KEYS, "items", "asked", "family", "favourable_from", "is_one_scale").agg(
        F.count(F.when(is_counted, 1)).alias("respondents"),
        F.count(F.when(~is_counted, 1)).alias("too_few"),
        F.sum(value).cast("decimal(15,6)").alias("total"),
        F.count(F.when(is_counted & is_in_favour, 1)).alias("favouring"),
    )
    is_judged = F.col("favourable_from").isNotNull() & F.col("is_one_scale")
    in_favour = F.when(is_judged, F.col("favouring")).cast("decimal(15,0)")
    return of_all.withColumns({"in_favour": in_favour, "not_in_favour": F.col("respondents") - in_favour})


SURVEY_CONSTRUCTS = Product(
    TABLE.name,
    TABLE,
    survey_news.read(*READ),
    build,
    part=SURVEY,
    reach=survey_news.COMPARING,
    needs=(SURVEY_ANSWERS_TABLE,),
)

"""What do students, parents and staff say to each question of a survey, how many answer, and how did that move?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members
from edulake.gold.product import ALL, WRITTEN_AT, Product, mean
from edulake.gold.wellbeing import survey_news, survey_voices
from edulake.gold.wellbeing.survey_voices import (
    COMPLETE,
    MEAN_TYPE,
    OF_PLACE,
    OF_SURVEY,
    PLACE,
    READ,
    READ_BY,
    SHARE_TYPE,
    SURVEY,
)
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_scales import ANSWERED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

# By status of an answer.
COUNTS = {
    "n_answered": (ANSWERED, "Responses that answered it"),
    "n_no_response": ("No Response", "Others that left it out"),
    "n_na": ("Not Applicable", "Others to which it does not apply"),
    "n_out_of_scale": ("Out Of Scale", "Others with an answer that is none of the item's"),
}
TABLE = Table(
    layer="gold",
    name="survey_results",
    meaning="One row per survey, school or All, grade level or All, kind of respondents and item: how many answered,"
    " what they said on the item's scale, and how that moved since the survey before.",
    columns=(
        *OF_PLACE,
        Column("item_code", "STRING", "Item", nullable=False),
        Column("family", "STRING", "What the survey and its repetitions at other times have in common"),
        Column("construct", "STRING", "What the item measures together with others"),
        Column("text", "STRING", "What is asked"),
        Column("invited", "INT", "Who were asked to answer the survey, by two schools in both; not told of a grade"),
        Column(
            "completed",
            "INT",
            "Different people who completed it; not told of a grade level, nor where its source says so of no response"
            " of their kind",
        ),
        Column(
            "response_rate",
            SHARE_TYPE,
            "Completed / invited; null where one is not known, nobody is invited, or fewer than completed it",
        ),
        *[Column(name, "INT", meaning, nullable=False) for name, (_, meaning) in COUNTS.items()],
        Column("n_valid", "INT", "Answers with a score; none where nobody says how the item is keyed", nullable=False),
        Column("respondents", "INT", "Different people who gave them", nullable=False),
        Column(
            "mean", MEAN_TYPE, "Sum of the scores / n_valid, reversed items turned over; null without any of one value"
        ),
        Column("favourable", "INT", "Answers of at least favourable_from; null where the item has none"),
        Column("favourability", SHARE_TYPE, "Favourable / n_valid; null without any"),
        Column("in_favour", "INT", "Different people with a favourable answer; null where the item has none"),
        Column("not_in_favour", "INT", "Different people with another one; null as before"),
        Column(
            "earlier_survey_id",
            "STRING",
            "Survey of the family before it in which code, text, scale, else values of options, and keying are one",
        ),
        Column("mean_change", MEAN_TYPE, "Mean less that of the earlier survey"),
        Column("favourability_change", "DECIMAL(5,4)", "Favourability less that of the earlier survey"),
        *OF_SURVEY,
        WRITTEN_AT,
    ),
    key=(*PLACE, "item_code"),
    cluster_by=("survey_id", "school_id", "item_code"),
    deletion_vectors=True,
)
KEYS = TABLE.key
ITEM = (*SURVEY, "item_code")
ASKED = (*SURVEY, "school_id", "respondent_kind")
SUMS = ("total", "n_valid", "favourable")
# More than an INT holds are not told.
MOST_INVITED = 2**31 - 1


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows, of items that a response of the place that counts says anything of, if only that it leaves it out."""
    responses = yield survey_voices.counting(silver)
    counted = yield _counted(survey_voices.everywhere(survey_voices.answered(silver, responses)))
    items = survey_voices.items(silver).select(*ITEM, "family", "construct", "text", *READ_BY)
    rates = _rates(responses, silver[SURVEY_INVITATIONS_TABLE]).withColumn("grade_level", F.lit(ALL))
    figures = (
        counted.join(items, on=list(ITEM), how="left")
        .join(survey_voices.surveys(responses), on=list(SURVEY))
        .join(rates, on=[*ASKED, "grade_level"], how="left")
    )
    is_judged = F.col("favourable_from").isNotNull()
    judged = {name: F.when(is_judged, F.col(name)) for name in ("favourable", "in_favour", "not_in_favour")}
    compared = survey_voices.earlier(figures.withColumns(judged), "text", ("item_code", *READ_BY), *SUMS)
    valid = F.col("n_valid")
    made = {
        "mean": mean(F.col("total"), valid, MEAN_TYPE),
        "favourability": mean(F.col("favourable").cast("decimal(12,0)"), valid, SHARE_TYPE),
        "mean_change": survey_voices.change("total", "n_valid", MEAN_TYPE),
        "favourability_change": survey_voices.change("favourable", "n_valid", SHARE_TYPE),
    }
    return compared.withColumns(made).select(*survey_voices.typed(TABLE))


def _counted(answers: DataFrame) -> DataFrame:
    is_favourable, person = F.col("is_favourable"), F.col("person")
    statuses = [F.count(F.when(F.col("status") == status, 1)).alias(name) for name, (status, _) in COUNTS.items()]
    return answers.groupBy(*KEYS).agg(
        *statuses,
        F.count("score").alias("n_valid"),
        F.sum("score").cast("decimal(15,2)").alias("total"),
        F.count(F.when(is_favourable, 1)).cast("decimal(15,0)").alias("favourable"),
        F.count_distinct(F.when(F.col("score").isNotNull(), person)).alias("respondents"),
        F.count_distinct(F.when(is_favourable, person)).alias("in_favour"),
        F.count_distinct(F.when(~is_favourable, person)).alias("not_in_favour"),
    )


def _rates(responses: DataFrame, invitations: DataFrame) -> DataFrame:
    """By survey, school or All, and kind: who were invited, who completed it, and their share.

    As invited by All counts what the source says of no school; else the sum of all schools that invite or answer, where
    it is said of each. Several numbers for one school and kind are summed. Where no response of a kind has a status
    that is known, nobody knows who completed the survey.
    """
    completed = F.count_distinct(F.when(F.col("status") == COMPLETE, F.col("person"))).alias("completed")
    has_status = F.max(F.col("status") != UNKNOWN).alias("has_status")
    answering = members.in_places(responses).groupBy(*ASKED).agg(completed, has_status)
    places = invitations.withColumn("school_id", F.coalesce("school_id", F.lit(ALL)))
    # Kinds that nobody knows are one together.
    is_each_told = F.count(F.lit(1)) == F.count("invited")
    told = places.groupBy(*ASKED).agg(F.when(is_each_told, F.sum("invited")).alias("invited"))
    known = answering.join(told, on=list(ASKED), how="full")
    is_school = ~F.col("school_id").isin(ALL, UNKNOWN)
    is_told = F.count(F.when(is_school, 1)) == F.count(F.when(is_school, F.col("invited")))
    of_all = F.when(is_told, F.sum(F.when(is_school, F.col("invited"))))
    any_status = F.max("has_status").alias("any_status")
    summed = known.groupBy(*SURVEY, "respondent_kind").agg(of_all.alias("of_schools"), any_status)
    joined = known.where(F.col("completed").isNotNull()).join(summed, on=[*SURVEY, "respondent_kind"], how="left")
    summed_up = F.when(F.col("school_id") == ALL, F.col("of_schools"))
    invited = F.coalesce("invited", summed_up)
    told_of = {
        "invited": F.when(invited <= MOST_INVITED, invited),
        "completed": F.when(F.col("any_status"), F.col("completed")),
    }
    shown = joined.withColumns(told_of).drop("of_schools", "has_status", "any_status")
    is_whole = (F.col("invited") > 0) & (F.col("invited") >= F.col("completed"))
    rate = mean(F.col("completed").cast("decimal(12,0)"), F.col("invited"), SHARE_TYPE)
    return shown.withColumn("response_rate", F.when(is_whole, rate))


SURVEY_RESULTS = Product(
    TABLE.name,
    TABLE,
    survey_news.read(*READ, SURVEY_INVITATIONS_TABLE),
    build,
    part=SURVEY,
    reach=survey_news.COMPARING,
    needs=(SURVEY_ANSWERS_TABLE,),
)

"""What was said in the surveys: the newest complete response of each person, by survey and item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.answers import COMPLETE, DOES_NOT_APPLY, PLACEHOLDER
from edulake.jobs.steps.generate.district.truths.nested import nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

SCALE = ("scale_min", "scale_max", "favourable_from")
NOT_ANSWERED = {"n_no_response": F.isnull, "n_not_applicable": lambda answer: answer == DOES_NOT_APPLY}


def voices(told: Mapping[str, DataFrame], items: DataFrame) -> dict[str, Any]:
    """By survey who was asked and answered all; by survey and item on a scale who answered, and how favourably.

    `flagged` counts what cannot be read as it stands: ids that were never filled in, and values off their scale.
    """
    responses = told["survey_responses"].where("NOT is_aside")
    counted = responses.withColumn("place", F.row_number().over(_newest_first())).where("place = 1")
    complete = counted.where(F.col("status") == COMPLETE).groupBy("survey_id").agg(_times().alias("complete"))
    invited = told["survey_invitations"].groupBy("survey_id").agg(F.sum(F.col("invited").cast("int")).alias("invited"))
    scales = items.where("scale_min IS NOT NULL").select(
        "survey_id", "item_code", *[F.col(name).cast("int").alias(name) for name in SCALE],
        ((F.col("is_reversed") == "Yes") & (F.col("stored_reversed") == "No")).alias("is_turned"),
    )  # fmt: skip
    given = told["survey_answers"].where("NOT is_aside").join(scales, ["survey_id", "item_code"])
    scored = given.select("*", F.expr("try_cast(value AS int)").alias("number"))
    is_valid = F.col("number").between(F.col("scale_min"), F.col("scale_max"))
    turned = F.col("scale_min") + F.col("scale_max") - F.col("number")
    score = F.when(is_valid, F.when(F.col("is_turned"), turned).otherwise(F.col("number")))
    each = scored.select("*", score.alias("score")).join(counted.select("response_id"), "response_id", "left_semi")
    answers = each.groupBy("survey_id", "item_code").agg(
        F.count("score").alias("n_valid"),
        F.sum("score").alias("sum"),
        _times(F.col("score") >= F.col("favourable_from")).alias("favourable"),
        *[_times(is_so(F.col("value"))).alias(name) for name, is_so in NOT_ANSWERED.items()],
    )
    off_scale = F.coalesce(~is_valid, F.lit(False))
    return {
        "responded": nested(invited.join(complete, "survey_id", "left"), "survey_id"),
        "answered": nested(answers, "survey_id", "item_code"),
        "flagged": {
            "survey_responses": responses.where(F.col("guardian_id") == PLACEHOLDER).count(),
            "survey_answers": scored.where(off_scale).count(),
        },
    }


def _newest_first() -> Any:
    """Responses of a person to a survey, those of nobody known each by itself."""
    guardian = F.when(F.col("guardian_id") != PLACEHOLDER, F.col("guardian_id"))
    each = Window.partitionBy("survey_id", F.coalesce(guardian, "staff_id", "response_id"))
    return each.orderBy((F.col("status") != COMPLETE).cast("int"), F.desc("submitted_date"))


def _times(is_so: Column | None = None) -> Column:
    return F.count(F.lit(1) if is_so is None else F.when(is_so, 1))

"""What is no answer: by words, unless the item asks for words, or the source says otherwise."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.expr.choices import chosen, options
from edulake.silver.wellbeing.survey_scales import EXCUSED, excused

pytestmark = pytest.mark.once


def read(spark: SparkSession, said: list[str], form: str, own: str | None = None, code: str | None = None) -> list[str]:
    rows = frame(spark, [(text, text, None) for text in said], "said worded picked")
    found = rows.withColumn("found", chosen(F.col("said"), options(F.lit("Never|NA=Skipped"))))
    told, coded = (F.lit(text).cast("string") for text in (own, code))
    return [
        row["status"]
        for row in found.select(excused(told, coded, F.lit(form), F.col("found")).alias("status")).collect()
    ]


@pytest.mark.parametrize("status", EXCUSED)
def test_words_that_are_no_answer(spark: SparkSession, status: str) -> None:
    words = [word for word in EXCUSED[status] if word != "skipped"]
    assert read(spark, words, "Single") == [status] * len(words)
    assert read(spark, words, "Text") == [None] * len(words)


def test_who_says_it_comes_before_what_the_words_mean(spark: SparkSession) -> None:
    """The answer's own status before its item's options, and those before the codes of the source."""
    words = ["Never", "Skipped", "no answer"]
    assert read(spark, words, "Single") == [None, "Not Applicable", "No Response"]
    assert read(spark, words, "Single", own="Unknown") == [None, "Not Applicable", "No Response"]
    assert read(spark, words, "Single", own="Not Applicable") == ["Not Applicable"] * 3
    assert read(spark, words, "Single", code="Not Applicable") == [None, "Not Applicable", "Not Applicable"]
    assert read(spark, words, "Single", code="Answered") == [None, "Not Applicable", None]
    assert read(spark, words, "Single", code="Unknown") == [None, "Not Applicable", "No Response"]

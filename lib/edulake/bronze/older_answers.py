"""Answers of which options were chosen, once a newer delivery says them again: what that does not say is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.rule import TAKEN_BACK
from edulake.expr import cleaned, identifier, known_category
from edulake.expr.categories.wellbeing import SURVEY_FORMS
from edulake.expr.choices import in_one_line
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

RESPONSE = ("source_system", "_survey", "_response")
VERSION = ("delivered_at", "source_file_modified_at")


def without_older(answers: DataFrame, *, wide: bool) -> DataFrame:
    """Answers, of which older ones of the same response and item are TAKEN_BACK where several options may be chosen.

    All rows must be there, whether they arrive or not; those of a response of which one arrives are `revisit`ed. The
    record of a `wide` file says all options of an item at once. A row of another file says one option where a column
    names it, and else all that its cell does: rows of one day hold together there. Null ids are of no response.
    """
    keys = {
        "_survey": identifier(F.col("raw_survey_id")),
        "_response": identifier(F.col("raw_response_id")),
        "_item": cleaned(F.col("raw_item_code")),
        "_option": F.lit(None).cast("string") if wide else F.lower(in_one_line(F.col("raw_option"))),
        "_version": F.struct(*(VERSION if wide else VERSION[:1])),
    }
    known = answers.withColumns(keys)
    is_known = F.col("_survey").isNotNull() & F.col("_response").isNotNull()
    is_answer = is_known & F.col("_item").isNotNull() & F.col("parse_issue").isNull()
    of_item = Window.partitionBy(*RESPONSE, "_item", "_option")
    newest = F.max(F.when(is_answer, F.col("_version"))).over(of_item)
    is_over = is_answer & _is_of_several() & (F.col("_version") < newest)
    news = is_known & F.max("arrives").over(Window.partitionBy(*RESPONSE))
    marked = {
        "parse_issue": F.when(is_over, TAKEN_BACK).otherwise(F.col("parse_issue")),
        "revisit": F.col("revisit") | news,
    }
    return known.withColumns(marked).drop(*keys)


def _is_of_several() -> Column:
    """Whether an answer is one row an option: of what may be several, or is perhaps, as nobody says its form."""
    form = F.coalesce(known_category(F.col("raw_form"), SURVEY_FORMS), F.lit(UNKNOWN))
    is_named = F.coalesce(F.trim("raw_option") != "", F.lit(False))
    return form.isin("Multiple", "Ranking") | ((form == UNKNOWN) & is_named)

"""What an answer to a survey is by its item: a value on its scale, one of its options, own words, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import as_flag, categorised
from edulake.expr.categories.wellbeing import ANSWER_STATUSES
from edulake.expr.choices import MOST, SCALE_TYPE
from edulake.expr.numbers import exact_number
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from pyspark.sql import Column

STATUSES = ANSWERED, NO_RESPONSE, NOT_APPLICABLE, OUT_OF_SCALE = tuple(ANSWER_STATUSES)
# What a text may say instead of an answer.
EXCUSED = {status: ANSWER_STATUSES[status] for status in (NO_RESPONSE, NOT_APPLICABLE)}
# Forms whose answers are no number, and those whose answers are options where it has options with values.
NO_VALUES = ("Multiple", "Text")
OF_OPTIONS = ("Single", "Matrix", UNKNOWN)


def excused(said_status: Column, codes: Column, form: Column, found: Column) -> Column:
    """No Response or another status of what is no answer: by its own column, the item's options, or the codes.

    Null for an answer.
    """
    own = F.when(said_status != UNKNOWN, said_status)
    nothing = F.when(F.coalesce("worded", "picked").isNull(), F.coalesce(own, F.lit(NO_RESPONSE)))
    in_words = F.when(form != "Text", categorised(F.col("said"), EXCUSED))
    unlisted = F.when(found.isNull(), F.coalesce(F.when(codes != UNKNOWN, codes), nothing, in_words))
    status = F.coalesce(F.when(own != ANSWERED, own), F.when(found["code"] == "NA", NOT_APPLICABLE), unlisted)
    return F.when(status != ANSWERED, status)


def _fits() -> Column:
    """Whether the number is one of the item's scale.

    Without a scale, only that of an option or of an item that asks for a number is known to be: null for others.
    """
    number = F.col("number")
    is_exact = (number == F.round(number, 2)) & number.between(-MOST, MOST)
    on_it = F.when(F.col("scale_min") < F.col("scale_max"), number.between(F.col("scale_min"), F.col("scale_max")))
    is_told = (F.col("form") == "Number") | F.coalesce(F.col("found")["number"].isNotNull(), F.lit(False))
    return is_exact & F.coalesce(on_it, F.when(is_told, F.lit(True)))


def status() -> Column:
    """What became of the item: Out Of Scale for a number that is none of its scale."""
    is_off = ~F.col("form").isin(*NO_VALUES) & ~_fits()
    return F.coalesce("excused", F.when(is_off, OUT_OF_SCALE), F.lit(ANSWERED))


def value() -> Column:
    """The number, DECIMAL(6,2), if it is one of the item's scale and, where its options have values, of these."""
    has_values = F.exists("choices", lambda option: option["number"].isNotNull())
    is_of_options = F.col("form").isin(*OF_OPTIONS) & F.coalesce(has_values, F.lit(False))
    is_listed = ~is_of_options | F.col("found").isNotNull()
    counts = F.col("excused").isNull() & ~F.col("form").isin(*NO_VALUES)
    return F.when(counts & is_listed & _fits(), F.col("number").cast(SCALE_TYPE))


def has_text() -> Column:
    """Whether what is said is more than the option that was chosen, a number, or yes."""
    said = F.col("said")
    is_word = exact_number(said).isNull() & as_flag(said).isNull()
    beside = is_word & ~F.coalesce(F.lower(said) == F.lower("picked"), F.lit(False))
    alone = F.col("found").isNull() & F.col("number").isNull()
    in_words = (F.col("form") == "Text") | F.when(F.col("picked").isNotNull(), beside).otherwise(alone)
    return F.col("excused").isNull() & said.isNotNull() & in_words

"""Lists of what surveys ask, by which the answers of the same system are read.

An item says of which form its answers are, on which scale, and which options there are. All of it goes into the raw
columns of its answers, unless their own rows say it; and a cell in which several options were chosen becomes a
candidate for each.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze.reference import Reference
from edulake.bronze.spread import CANDIDATE
from edulake.contract.rule import TAKEN_BACK
from edulake.expr import cleaned, identifier, known_category
from edulake.expr.categories.wellbeing import SURVEY_FORMS
from edulake.expr.choices import all_chosen, options
from edulake.silver import reading
from edulake.silver.subject import Reading
from edulake.silver.wellbeing.survey_items import FORM, SURVEY_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.feed import Feed, Notation
    from edulake.contract.table import Table

# What an item says of its answers.
SAID = ("form", "scale_min", "scale_max", "options")
NUMBERS = ("scale_min", "scale_max")
# More options than these has no item.
MOST_OPTIONS = 10_000


class Items(NamedTuple):
    """A system's list of items: the name of its source, its rows made candidates, and how they write values.

    Its rows are taken apart again by its `feed` whenever they are looked at: a column may be mapped later. `key` are
    the raw columns that tell items apart, without those that are `constants` of its block.
    """

    system: str
    candidates: Callable[[DataFrame, Mapping[Table, DataFrame]], DataFrame]
    notation: Notation
    key: tuple[str, ...]
    feed: Feed
    constants: tuple[tuple[str, str], ...]

    @property
    def reference(self) -> Reference:
        return Reference(FORM.table, self.key, updated="raw_updated_at", snapshot=self.feed.snapshot)

    @property
    def settings(self) -> list[str]:
        """What answers are made by, beside the settings of their own block."""
        columns = sorted(self.feed.columns.items())
        return [str(self.notation), str(self.feed.snapshot), str(self.constants), str(columns)]


def declared(items: Items, rows: DataFrame) -> DataFrame:
    """By survey and item (_survey, _item) what the newest of the rows of the list says, as texts: the struct _said."""
    raw = items.candidates(rows, {})
    how = Reading({items.system: items.notation}, {items.system: items.key}, dt.date.max)
    read = raw.withColumns(SURVEY_ITEMS.words()).withColumns(SURVEY_ITEMS.values(how))
    numbers = [F.col(name).cast("string").alias(name) for name in NUMBERS]
    said = F.struct(reading.or_unknown("form").alias("form"), *numbers, F.col("raw_options").alias("options"))
    delivered = F.col("delivered_at").cast("timestamp")
    at = delivered if items.feed.snapshot else F.coalesce("source_updated_at", delivered)
    newest = F.struct(~F.col("is_gone"), at, "source_file_modified_at", F.xxhash64("raw_payload", "payload_form"))
    told = read.where(F.col("survey_id").isNotNull() & F.col("item_code").isNotNull())
    of_item = told.groupBy(F.col("survey_id").alias("_survey"), F.col("item_code").alias("_item"))
    return of_item.agg(F.max_by(said, newest).alias("_said"))


def told(answers: DataFrame, items: DataFrame, *, decimal_comma: bool) -> DataFrame:
    """Answers with what their items, as `declared`, say of them, unless they say it themselves; in their notation."""
    survey, item = identifier(F.col("raw_survey_id")), cleaned(F.col("raw_item_code"))
    known = answers.join(F.broadcast(items), (survey == F.col("_survey")) & (item == F.col("_item")), "left")

    def said(name: str) -> Column:
        own, of_item = F.col(f"raw_{name}"), F.col(f"_said.{name}")
        pointed = F.translate(of_item, ".", ",") if decimal_comma and name in NUMBERS else of_item
        return F.coalesce(F.when(F.trim(own) != "", own), pointed)

    return known.withColumns({f"raw_{name}": said(name) for name in SAID}).drop("_survey", "_item", "_said")


def apart(answers: DataFrame) -> DataFrame:
    """A candidate for each option chosen, where several may be; what is none of them is one more, as it was said."""
    value, option = F.col("raw_value"), F.col("raw_option")
    is_several = known_category(F.col("raw_form"), SURVEY_FORMS) == "Multiple"
    is_named = F.coalesce(F.trim(option) != "", F.lit(False))
    is_sound = F.col("parse_issue").isNull() | (F.col("parse_issue") == TAKEN_BACK)

    def one(text: Column) -> Column:
        return F.struct(text.alias("option"), F.coalesce(text, value).alias("value"))

    several = F.transform(all_chosen(value, options(F.col("raw_options"))), one)
    alone = F.array(F.struct(option.alias("option"), value.alias("value")))
    said = F.when(is_several & ~is_named & is_sound, several).otherwise(alone)
    each = answers.select("*", F.posexplode(said).alias("_number", "_one"))
    numbered = F.col(CANDIDATE) * MOST_OPTIONS + F.col("_number")
    own = {f"raw_{name}": F.col(f"_one.{name}") for name in ("option", "value")}
    return each.withColumns({**own, CANDIDATE: numbered}).drop("_number", "_one")

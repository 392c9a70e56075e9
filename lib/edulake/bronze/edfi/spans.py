"""What other objects say of a person, from when to when: a history has a moment for each change of it.

A version of an object holds from its change on, until the next version of the object or until that is told to be
deleted. Since when the first one held, nobody tells who lists what there is: of an object that came with the first
delivery of its person the first version holds from ever on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import changed_at, with_deletes
from edulake.bronze.reference import sure
from edulake.expr import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.bronze.edfi.resources import Resource
    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


class Said(NamedTuple):
    """What objects of a resource say of a person, by name; its reference is that of all versions."""

    of: Resource
    what: Mapping[str, Column]


def with_spans(facts: DataFrame, current: Current, who: str, said: Mapping[str, Said]) -> DataFrame:
    """Facts with a list of spans by name: what the versions of the objects say that have the same person in `who`.

    Facts are `revisit`ed besides where one of them, or a delete, is news.
    """
    told = facts
    for name, one in said.items():
        joined = told.join(_spans(current, who, name, one), F.col(who) == F.col("_about"), "left")
        news = F.col("revisit") | sure(F.col("_are_news"))
        told = joined.withColumn("revisit", news).drop("_about", "_are_news")
    return told


def with_moments(facts: DataFrame, current: Current, of: Resource, who: str, *names: str) -> DataFrame:
    """Facts, the objects of a resource, with when each `_changed_at`, and `_moments`: that, and the edges of spans.

    Those are of the fact that is the person's newest one then, until it is told to be deleted. `_first_day` is that of
    the person's first delivery.
    """
    person = Window.partitionBy(who)
    told = with_deletes(facts, current, of).withColumn("_changed_at", changed_at())
    told = told.withColumns(
        {"_first_day": F.min(_day()).over(person), "_changes": F.collect_set("_changed_at").over(person)}
    )
    told = told.withColumn("_next", F.array_min(F.filter("_changes", lambda one: one > F.col("_changed_at"))))
    edges = [F.col(f"{name}.{edge}") for name in names for edge in ("since", "until")]
    until = F.least("_next", "_went_at")
    own = F.filter(
        F.array_compact(F.concat(*[F.coalesce(edge, F.array().cast("array<timestamp>")) for edge in edges])),
        lambda moment: (moment > F.col("_changed_at")) & F.coalesce(moment < until, F.lit(True)),
    )
    moments = F.array_sort(F.array_distinct(F.concat(F.array("_changed_at"), own)))
    return told.withColumn("_moments", moments).drop("_changes", "_next", "_went_at", "_went_is_new")


def holding(name: str, moment: Column) -> Column:
    """What is said in the spans `name` that hold at a moment; null where there never was one."""

    def holds(span: Column) -> Column:
        begun = (span["since"] <= moment) | (span["is_first"] & (span["day"] <= F.col("_first_day")))
        return begun & F.coalesce(moment < span["until"], F.lit(True))

    return F.transform(F.filter(name, holds), lambda span: span["said"])


def _day() -> Column:
    return local_day(F.col("delivered_at").cast("timestamp"), "UTC")


def _spans(current: Current, who: str, name: str, said: Said) -> DataFrame:
    object_ = Window.partitionBy("raw_id").orderBy("_changed_at", "source_file_modified_at", F.xxhash64("raw_payload"))
    rows = with_deletes(current[said.of.feed.table], current, said.of).withColumn("_changed_at", changed_at())
    span = {
        "since": F.col("_changed_at"),
        "until": F.least(F.lead("_changed_at").over(object_), "_went_at"),
        "is_first": F.row_number().over(object_) == 1,
        "day": _day(),
        "said": F.struct(*[value.alias(key) for key, value in said.what.items()]),
    }
    each = rows.withColumn(name, F.struct(*[value.alias(key) for key, value in span.items()]))
    people = each.where(F.col(who).isNotNull()).groupBy(F.col(who).alias("_about"))
    return people.agg(
        F.collect_list(name).alias(name), F.max(F.col("is_new") | F.col("_went_is_new")).alias("_are_news")
    )

"""How Ed-Fi writes things: descriptors, nested lists, and what is said last of an object."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.reference import sure
from edulake.contract.raw import raw_columns
from edulake.contract.rule import TAKEN_BACK
from edulake.expr import as_date, as_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.bronze.edfi.resources import Resource
    from edulake.contract.table import Table
    from edulake.silver.subject import Form

    Current = Mapping[Table, DataFrame]

# The last day of what goes on.
OPEN = "9999-12-31"
# The status of what the source deleted, where that is said of a row that stays.
DELETED = "deleted"
LANGUAGE = "languageDescriptor: string, uses: array<struct<languageUseDescriptor: string>>"
MAIL = "electronicMailAddress: string, electronicMailTypeDescriptor: string, primaryEmailAddressIndicator: boolean"


def code(name: str | Column) -> Column:
    """The code of a descriptor, uri://namespace/Name#Code; null where nothing is said."""
    told = F.trim(F.substring_index(F.col(name) if isinstance(name, str) else name, "#", -1))
    return F.when(told != "", told)


def listed(name: str, element: str) -> Column:
    """A list of objects, of which `element` names the fields to read, as `name: type, …`; empty where it is none."""
    schema = f"array<struct<{element}>>"
    return F.coalesce(F.from_json(F.col(name), schema), F.array().cast(schema))


def codes(name: str, field: str) -> Column:
    """The codes of a list of objects that hold a descriptor each, in their order."""
    return F.array_compact(F.transform(listed(name, f"{field}: string"), lambda one: code(one[field])))


def preferred(said: Column, value: str, rank: Callable[[Column], Column]) -> Column:
    """The field `value` of the object with the lowest rank in a list, of equals the first text; null if none has it."""
    told = F.filter(said, lambda one: F.trim(one[value]) != "")
    ranked = F.transform(told, lambda one: F.struct(rank(one).alias("rank"), one[value].alias("value")))
    return F.array_min(ranked)["value"]


def mail(name: str, *types: str) -> Column:
    """The e-mail address of a list that is the main one, else one of these `types`, else any."""

    def rank(one: Column) -> Column:
        is_fit = code(one["electronicMailTypeDescriptor"]).isin(*types)
        return F.when(one["primaryEmailAddressIndicator"], 0).when(is_fit, 1).otherwise(2)

    return preferred(listed(name, MAIL), "electronicMailAddress", rank)


def spoken(name: str, use: str = "") -> Column:
    """The codes of the languages of a list, or of those that are for a `use`, each once."""
    known = listed(name, LANGUAGE)
    if use:
        is_for = use.lower()
        known = F.filter(
            known, lambda one: F.exists(one["uses"], lambda of: F.lower(code(of["languageUseDescriptor"])) == is_for)
        )
    return F.array_distinct(F.array_compact(F.transform(known, lambda one: code(one["languageDescriptor"]))))


def day(name: str) -> Column:
    """A day as text in ISO form, so that texts are in its order; null where it cannot be read."""
    return as_date(F.col(name)).cast("string")


def changed_at() -> Column:
    """When an object was changed, else when it was delivered."""
    return F.coalesce(as_timestamp(F.col(UPDATED)), F.col("delivered_at").cast("timestamp"))


def said_last(facts: DataFrame, current: Current, of: Resource, *, spreads: bool = False) -> DataFrame:
    """Facts with raw_updated_at; those that were deleted are TAKEN_BACK, and `revisit`ed where that is news.

    So is a version that `spreads` to several candidates once another takes its place: what that does not say is over.
    """
    told, back, news = facts, [], []
    for number, table in enumerate((of.deletes.table, of.feed.table) if spreads else (of.deletes.table,)):
        key, version, is_new = f"_id{number}", f"_version{number}", f"_is_new{number}"
        rows = current[table].select(
            F.col("raw_id").alias(key), F.xxhash64("raw_payload").alias(version), F.col("is_new").alias(is_new)
        )
        told = told.join(rows, F.col("raw_id") == F.col(key), "left")
        is_other = F.col(version) != F.xxhash64("raw_payload")
        back.append(sure(is_other) if number else F.col(key).isNotNull())
        news.append(sure(F.col(is_new)))
    issue = F.when(reduce(lambda a, b: a | b, back), TAKEN_BACK)
    if spreads:
        # Since when its rows are known, all versions tell: one that comes late may have known of them earlier.
        object_ = Window.partitionBy("source_system", "raw_id")
        news.append(sure(F.max("arrives").over(object_)) & F.col("raw_id").isNotNull())
    return told.withColumns(
        {
            "raw_updated_at": F.col(UPDATED),
            "parse_issue": F.coalesce("parse_issue", issue),
            "revisit": reduce(lambda a, b: a | b, news),
        }
    )


def with_deletes(rows: DataFrame, current: Current, of: Resource) -> DataFrame:
    """Objects of a resource with `_went_at`, when it was told that one was deleted, and whether that is news."""
    deletes = current[of.deletes.table].select(
        F.col("raw_id").alias("_deleted"),
        F.col("delivered_at").cast("timestamp").alias("_went_at"),
        F.col("is_new").alias("_went_is_new"),
    )
    joined = rows.join(deletes, F.col("raw_id") == F.col("_deleted"), "left")
    return joined.withColumn("_went_is_new", sure(F.col("_went_is_new"))).drop("_deleted")


def living(current: Current, of: Resource) -> DataFrame:
    """The objects of a resource as they were last said, `lives` where none was deleted since, and `is_new` if news."""
    rows = with_deletes(current[of.feed.table], current, of)
    news = {"lives": F.col("_went_at").isNull(), "is_new": F.col("is_new") | F.col("_went_is_new")}
    return rows.withColumns(news).drop("_went_at", "_went_is_new")


def closed(facts: DataFrame, current: Current, of: Resource) -> DataFrame:
    """Facts with raw_updated_at, and a raw_status for those that were deleted: they are `revisit`ed when that is news.

    For rows that stay once they are closed; `told_at` says when it was told.
    """
    status = F.when(F.col("_went_at").isNotNull(), DELETED)
    told = with_deletes(facts, current, of).withColumns({"raw_updated_at": F.col(UPDATED), "raw_status": status})
    return told.withColumnsRenamed({"_went_at": "told_at", "_went_is_new": "revisit"})


def went(facts: DataFrame, current: Current, of: Resource, who: str, person: str) -> DataFrame:
    """People whom the source deleted, as `person`, and when it was told: after all that it said of them.

    Who was made anew, with another id, is there.
    """
    after = F.greatest("_went_at", changed_at() + F.expr("INTERVAL 1 MICROSECOND"))
    told = with_deletes(facts, current, of).withColumn("at", F.when(F.col("_went_at").isNotNull(), after))
    people = told.groupBy(F.col(who).alias(person))
    return (
        people.agg(F.max("at").alias("at"), F.max(F.col("at").isNull()).alias("_stands"))
        .where(~F.col("_stands"))
        .drop("_stands")
    )


def with_said(
    facts: DataFrame, current: Current, of: Resource, who: str, said: Mapping[str, Column], by: Column | None = None
) -> DataFrame:
    """Facts with what the living objects of another resource say of the same person, whom both have in `who`.

    Each of `said` is as the object has it that comes last, of those that say it: `by` something, else by when it was
    changed. Facts are `revisit`ed besides where any of the person's objects is news.
    """
    order = as_timestamp(F.col(UPDATED)) if by is None else by
    last = {
        name: F.max(
            F.when(F.col("lives") & value.isNotNull(), F.struct(order.alias("order"), "raw_id", value.alias("said")))
        )
        for name, value in said.items()
    }
    objects = (
        living(current, of)
        .groupBy(F.col(who).alias("_about"))
        .agg(*[column.alias(name) for name, column in last.items()], F.max("is_new").alias("_are_news"))
    )
    joined = facts.join(objects, F.col(who) == F.col("_about"), "left")
    told = {name: F.col(name)["said"] for name in said}
    news = F.col("revisit") | sure(F.col("_are_news"))
    return joined.withColumns({**told, "revisit": news}).drop("_about", "_are_news")


def mapped(rows: DataFrame, form: Form, columns: Mapping[str, Column]) -> DataFrame:
    """Rows with `columns` by a subject's raw names without their prefix; null is what it has besides."""
    named = {f"raw_{name}": column for name, column in columns.items()}
    absent = [name for name in raw_columns(form.table) if name not in named and name != "raw_updated_at"]
    return rows.withColumns({**named, **{name: F.lit(None).cast("string") for name in absent}})


def own_id(*parts: Column) -> Column:
    """The id of one of several rows of an object; null where that has none: then they are known by what they say."""
    return F.when(F.col("raw_id").isNotNull(), F.concat_ws("/", "raw_id", *parts))

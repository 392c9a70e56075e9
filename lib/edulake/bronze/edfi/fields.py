"""How Ed-Fi writes things: descriptors, nested lists, and what is said last of an object."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.resources import UPDATED
from edulake.contract.raw import raw_columns
from edulake.contract.rule import TAKEN_BACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.bronze.edfi.resources import Resource
    from edulake.contract.table import Table
    from edulake.silver.subject import Form

    Current = Mapping[Table, DataFrame]


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
    return told.withColumns(
        {
            "raw_updated_at": F.col(UPDATED),
            "parse_issue": F.coalesce("parse_issue", issue),
            "revisit": reduce(lambda a, b: a | b, news),
        }
    )


def living(current: Current, of: Resource) -> DataFrame:
    """The objects of a resource as they were last said, `lives` where none was deleted since, and `is_new` if news."""
    deletes = current[of.deletes.table].select(F.col("raw_id").alias("_deleted"), F.col("is_new").alias("_went"))
    rows = current[of.feed.table].join(deletes, F.col("raw_id") == F.col("_deleted"), "left")
    news = F.col("is_new") | sure(F.col("_went"))
    return rows.withColumns({"lives": F.col("_deleted").isNull(), "is_new": news}).drop("_deleted", "_went")


def mapped(rows: DataFrame, form: Form, columns: Mapping[str, Column]) -> DataFrame:
    """Rows with `columns` by a subject's raw names without their prefix; null is what it has besides."""
    named = {f"raw_{name}": column for name, column in columns.items()}
    absent = [name for name in raw_columns(form.table) if name not in named and name != "raw_updated_at"]
    return rows.withColumns({**named, **{name: F.lit(None).cast("string") for name in absent}})


def sure(condition: Column) -> Column:
    """A condition with null as false."""
    return F.coalesce(condition, F.lit(False))

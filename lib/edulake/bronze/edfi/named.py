"""What an object of Ed-Fi refers to, by the fields that name it: the API tells no ids of other objects."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.reference import WAITING, sure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.bronze.edfi.resources import Resource
    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def with_named(rows: DataFrame, current: Current, of: Resource, said: Mapping[str, Column], **called: str) -> DataFrame:
    """Rows with what is `said` by the object that they name, in columns called like its own; null before it came.

    What is `called` otherwise in the rows stands by the object's name of it. They are `revisit`ed besides where it is
    news.
    """
    keys = {name: f"_of_{name}" for name in of.key}
    objects = current[of.feed.table].select(
        *[F.col(name).alias(own) for name, own in keys.items()],
        *[value.alias(name) for name, value in said.items()],
        F.col("is_new").alias("_is_news"),
    )
    same = reduce(and_, [F.col(called.get(name, name)) == F.col(own) for name, own in keys.items()])
    news = F.col("revisit") | sure(F.col("_is_news"))
    return rows.join(objects, same, "left").withColumn("revisit", news).drop("_is_news", *keys.values())


def id_of(of: Resource) -> Column:
    """The id of an object, which stays what it is when its name changes; of a file for a bulk load its name."""
    return F.coalesce("raw_id", F.concat_ws("/", *of.key))


def waiting_unless(there: Column, rows: DataFrame) -> DataFrame:
    """Rows WAITING_FOR_REFERENCE unless the objects are `there` without which a row cannot be."""
    return rows.withColumn("parse_issue", F.coalesce("parse_issue", F.when(~there, WAITING)))


def only(values: Column) -> Column:
    """The value of a list of one; null where there are more: what is for two grades is for no one grade."""
    return F.when(F.size(values) == 1, F.get(values, F.lit(0)))

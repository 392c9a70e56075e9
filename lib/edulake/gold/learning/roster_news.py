"""Which days of a roster may be others than before, from the images of rows that changed."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold import stays_news
from edulake.gold.learning.rosters import IDS, enrolled, versions
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.gold.product import Inputs

CHANGE = "_change_type"
# By table, what of an image says who belonged where, and whether the row was there before and after.
COMPARED = {
    STUDENTS_TABLE: (*STUDENTS_TABLE.key, "class_id", "is_active", "valid_to", CHANGE),
    ENROLLMENTS_TABLE: (
        *ENROLLMENTS_TABLE.key,
        *IDS,
        *("start_date", "end_date", "status", "is_active", "is_gone", "school_year"),
        *("source_updated_at", "delivered_at", CHANGE),
    ),
    CLASSES_TABLE: (*CLASSES_TABLE.key, "end_date", CHANGE),
}


def changed_days(images: Inputs, silver: Inputs) -> DataFrame | None:
    """By student_id and class_id from `first_day` to `last_day`: on all other days each belongs where they did before.

    There may be several rows of a day, and days on which nothing changed. None where no table of `COMPARED` has news.
    """
    found = []
    if STUDENTS_TABLE in images:
        rows, key = images[STUDENTS_TABLE], STUDENTS_TABLE.key
        found.append(_differing(versions(rows, *key), rows, key))
    if ENROLLMENTS_TABLE in images:
        rows, key = images[ENROLLMENTS_TABLE], ENROLLMENTS_TABLE.key
        found.append(_differing(enrolled(rows, silver[CLASSES_TABLE], *key), rows, key))
    if CLASSES_TABLE in images:
        found.append(_of_classes(images, silver[ENROLLMENTS_TABLE]))
    return reduce(lambda above, below: above.unionByName(below), found) if found else None


def _differing(stays: DataFrame, images: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """Days that some image of a row covers and another does not; all of one that came, went or names another class."""
    saying = F.count(F.lit(1)).alias("saying")
    spans = stays.groupBy(*dict.fromkeys((*key, *IDS))).agg(saying, *stays_news.ends())
    rows = images.groupBy(*key).agg(F.count(F.lit(1)).alias("images"), _stood().alias("stood"))
    both = F.col("stood") & (F.col("saying") == F.col("images"))
    return stays_news.days_apart(spans.join(rows, on=list(key)), both, *IDS)


def _of_classes(images: Inputs, enrollments: DataFrame) -> DataFrame:
    """All days of enrollments, as they are and were, that may end with a class whose last day changed."""
    end = F.coalesce("end_date", stays_news.endless())
    same = _stood() & (F.min(end) == F.max(end))
    moved = images[CLASSES_TABLE].groupBy(*CLASSES_TABLE.key).agg(same.alias("same")).where(~F.col("same"))
    named = ("source_system", *IDS, "start_date", "end_date")
    rows = enrollments.select(*named)
    if ENROLLMENTS_TABLE in images:
        rows = rows.unionByName(images[ENROLLMENTS_TABLE].select(*named))
    ending = rows.where("end_date IS NULL AND start_date IS NOT NULL")
    theirs = ending.join(moved, on=list(CLASSES_TABLE.key), how="left_semi")
    return theirs.select(*IDS, F.col("start_date").alias("first_day"), stays_news.endless().alias("last_day"))


def _stood() -> Column:
    """Whether all images of a row are of updates: it was there before, and still is."""
    of = {name: F.count(F.when(F.col(CHANGE) == f"update_{name}", 1)) for name in ("preimage", "postimage")}
    return (of["preimage"] == of["postimage"]) & (of["preimage"] * 2 == F.count(F.lit(1)))

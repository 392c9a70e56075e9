"""How babblr writes things: two columns a table, what it says and what that means."""

from __future__ import annotations

import pytest
from babblr_rows import bronze
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.bronze.babblr.fields import class_of, course, is_blank, title, waiting_for, with_named
from edulake.bronze.babblr.tables import ASSESSMENTS
from edulake.bronze.reference import any_of, sure

pytestmark = pytest.mark.once

LANGUAGES = {
    "spanish": ("es", "Spanish"),
    " Spanish ": ("es", "Spanish"),
    "ES": ("es", "Spanish"),
    "dutch": ("nl", "Dutch"),
    "english": ("en", "English"),
    "Klingon": ("klingon", "klingon"),
    "": (None, None),
    None: (None, None),
}


def test_languages(spark: SparkSession) -> None:
    rows = frame(spark, [(said,) for said in LANGUAGES], "raw_language").withColumn("course", course())
    told = rows.select("raw_language", "course", title(F.col("course"))).collect()
    assert {row[0]: (row[1], row[2]) for row in told} == LANGUAGES


def test_classes(spark: SparkSession) -> None:
    levels = ("A1", "c2", "mixed", "beginner", "7", "", None)
    rows = frame(spark, [(said,) for said in levels], "level")
    told = rows.select(class_of(F.lit("es"), "level"), class_of(F.lit(None).cast("string"), "level")).collect()
    assert [row[0] for row in told] == ["es:A1", "es:C2", "es:Mixed", None, None, None, None]
    assert {row[1] for row in told} == {None}


def test_what_rows_name(spark: SparkSession) -> None:
    """By the id as it is written, so that none has two; what is not there is neither gone nor new."""
    sound, other = {"id": "7", "title": "T", "+is_gone": True, "+is_new": True}, {"id": "7 ", "title": "of a twin"}
    of = {"assessments": [sound, other, {"id": "8", "title": "U"}]}
    named = {ASSESSMENTS.table: bronze(spark, ASSESSMENTS.table, of, (ASSESSMENTS,))}
    rows = frame(
        spark, [("7", None), (" 7", None), ("8", "TORN"), ("9", None), (" ", None), (None, "TORN")], "key parse_issue"
    )
    told = with_named(rows, named, ASSESSMENTS.table, F.col("key"), "_t")
    news = told.select("key", "_t_title", "_t_there", "_t_is_gone", "_t_is_new", waiting_for("key", F.col("_t_there")))
    assert sorted(map(tuple, news.collect()), key=str) == [
        (" ", None, False, False, False, None),
        (" 7", None, False, False, False, "WAITING_FOR_REFERENCE"),
        ("7", "T", True, True, True, None),
        ("8", "U", True, False, False, "TORN"),
        ("9", None, False, False, False, "WAITING_FOR_REFERENCE"),
        (None, None, False, False, False, "TORN"),
    ]


def test_flags(spark: SparkSession) -> None:
    rows = frame(spark, [("x",), (" ",), (None,)], "said").withColumns({"yes": sure(F.col("said") == "x")})
    told = rows.withColumn("no", is_blank("said")).select("yes", "no", any_of("yes", "no")).collect()
    assert [tuple(row) for row in told] == [(True, False, True), (False, True, True), (False, True, True)]

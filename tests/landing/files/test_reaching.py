"""Names that reach into JSON: a key that is called so before the path that its dots are."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.landing.files.reaching import quoted, reached, strings

NAMES = ["id", "student.id", "student.name.first", "a-b", "odd`key"]


@pytest.mark.once
def test_a_struct_for_names() -> None:
    kinds = {field.name: field.dataType.simpleString() for field in strings(NAMES)}
    assert kinds == {
        "id": "string",
        "student": "struct<id:string,name:struct<first:string>>",
        "a-b": "string",
        "odd`key": "string",
        "student.id": "string",
        "student.name.first": "string",
    }
    assert strings([]).names == []
    assert quoted("odd`key.x") == "`odd``key.x`"


def test_a_key_wins_over_a_path(spark: SparkSession) -> None:
    texts = {
        '{"id": "1", "student": {"id": "2", "name": {"first": "3"}}, "a-b": "4"}': ("1", "2", "3", "4"),
        '{"student.id": "5", "student": {"id": "2"}}': (None, "5", None, None),
        '{"student.name.first": "6", "student": "none"}': None,
        '{"student": null, "student.name": {"first": "7"}}': (None, None, None, None),
    }
    frame = spark.createDataFrame([(text,) for text in texts], "json string")
    row = frame.select("json", F.from_json("json", strings(NAMES)).alias("row"))
    values = row.select("json", *[reached(F.col("row"), name).alias(name) for name in NAMES[:4]])
    found = {row["json"]: tuple(row)[1:] for row in values.collect()}
    assert {text: wanted for text, wanted in texts.items() if wanted} == {
        text: found[text] for text, wanted in texts.items() if wanted
    }

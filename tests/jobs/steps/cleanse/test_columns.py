"""Which snapshots of wide files lack a column of the one before."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import MARKS, pending, rows_of, source

from edulake.jobs.steps.cleanse.columns import kept, narrower


def file(header: str = "", *keys: list[str]) -> Any:
    return {"headers": [header] if header else [], "keys": list(keys)}


@pytest.mark.parametrize(
    ("snapshots", "lacking"),
    [
        ({}, set()),
        ({1: [file("a,b")], 2: [file("a,b,c")], 3: [file('c,"b",a')]}, set()),
        ({1: [file("a,b")], 2: [file("a")], 3: [file("a")]}, {2}),
        ({3: [file("a")], 1: [file("a,b")], 2: [file("a,b")]}, {3}),
        ({1: [file("a,b"), file("a,c")], 2: [file("a,b,c")], 3: [file("a,b")]}, {3}),
        ({1: [file("", ["a"], ["a", "b"])], 2: [file("", ["b"], ["a"])], 3: [file("", ["a"])]}, {3}),
        ({1: [file("a,b", ["a", "b (1)"])], 2: [file("a,b")]}, set()),
        ({1: [file("a,b")], 2: [file()], 3: [file("a,b")], 4: [file()], 5: [file("a")]}, {5}),
    ],
    ids=["none", "wider", "narrower", "any order", "two files", "JSON", "a record kept as JSON", "without a record"],
)
def test_a_snapshot_is_compared_with_the_one_before(snapshots: dict[int, list[Any]], lacking: set[int]) -> None:
    assert narrower(snapshots, pending(source("wide"))) == lacking


def test_what_says_which_columns_there_are_is_kept(spark: SparkSession) -> None:
    rows = [
        {"source_header": "a,b", "payload_form": "verbatim", "raw_payload": "1,2"},
        {"payload_form": "json", "raw_payload": '{"a": 1}'},
        {"payload_form": "verbatim", "raw_payload": '{"b": 1}'},
        {"payload_form": "base64", "raw_payload": "{"},
    ]
    [row] = rows_of(spark, MARKS, *rows).agg(*kept()).collect()
    assert (row["headers"], sorted(row["keys"])) == (["a,b"], [["a"], ["b"]]), "a line of JSON is an object as well"

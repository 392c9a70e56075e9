"""Numbers with a point or an exponent, through Spark's JSON reader and back: no digit is lost, and no text touched."""

from __future__ import annotations

import json

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.landing.files.json_numbers import MARK, marked, told, unmarked

# What is kept as it is, by what is marked in it.
NUMBERS = {
    '{"a": 95.50}': '{"a": "<95.50>"}',
    '{"a":-0.0,"b" : 1e2 ,"c":[1E+2,\n1.50\t]}': '{"a":"<-0.0>","b" : "<1e2>" ,"c":["<1E+2>",\n"<1.50>"\t]}',
    '{"a": {"b": [[2.50], {"c": 100000000000000000000.10}]}}': (
        '{"a": {"b": [["<2.50>"], {"c": "<100000000000000000000.10>"}]}}'
    ),
    '{"a": 10012345678901234567890, "b": 7, "c": -12}': None,
    '{"a": "95.50", "b": ": 95.50,", "c\\": 1.50": "[1.50, 2.50]"}': None,
    '{"a": "\\\\", "b": 1.50, "c": "\\"", "d": 2.50}': '{"a": "\\\\", "b": "<1.50>", "c": "\\"", "d": "<2.50>"}',
    '{"1.50": true, "é": 1.50}': '{"1.50": true, "é": "<1.50>"}',
    "1.50": None,
    "": None,
    '{"a": "x, 1.50': None,
    # No numbers of JSON: what is not read stays unread, and hides none behind it.
    '{"a": 01.50}': None,
    '{"a": 1.}': None,
    '{"a": .50}': None,
    '{"a": 1.5.0}': None,
    '{"a": --1.50}': None,
    '{"a": 1e}': None,
    '{"a": 1.50 2}': None,
    '{"a": 007.50, "b": 1.50}': '{"a": 007.50, "b": "<1.50>"}',
    '{"a": ' + "1" * 400 + ".50}": None,
}
# What a number is read as, as the element of a list and as a member.
READ = {
    "95.50": "95.50",
    "1e2": "100",
    "1E+2": "100",
    "1.0": "1",
    "501.00": "501",
    "-0.0": "0",
    "-7.250": "-7.250",
    "0.00005": "0.00005",
    "5e-5": "0.00005",
    "-1.50e-2": "-0.0150",
    "1.2345e2": "123.45",
    "1.5e1": "15",
    "0e5": "0",
    "10012345678901234567890": "10012345678901234567890",
    "100000000000000000000.10": "100000000000000000000.10",
    "0.12345678901234567890123": "0.12345678901234567890123",
    "1e30": "1" + "0" * 30,
    "9007199254740993.5": "9007199254740993.5",
}


def test_numbers_are_marked_and_no_texts(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(text,) for text in [*NUMBERS, None]], "json string")
    rows = frame.select("json", marked(F.col("json")).alias("marked")).select(
        "*", unmarked(F.col("marked")).alias("back")
    )
    found = {row["json"]: row for row in rows.collect()}
    assert found.pop(None) == (None, None, None)
    for text, shown in NUMBERS.items():
        wanted = text if shown is None else shown.replace("<", MARK).replace(">", "")
        assert found[text]["marked"] == wanted, text
        assert found[text]["back"] == text


def test_a_long_text_with_many_marks_costs_no_stack(spark: SparkSession) -> None:
    text = json.dumps({"essay": 'a "quote", 1.50 and \\ ' * 200_000, "scores": [1.25] * 200_000})
    frame = spark.createDataFrame([(text,)], "json string").select("json", marked(F.col("json")).alias("marked"))
    same, many = frame.select(
        unmarked(F.col("marked")) == F.col("json"), F.length("marked") - F.length("json")
    ).collect()[0]
    assert (same, many) == (True, (2 + len(MARK)) * 200_000)


def test_a_number_reads_as_it_was_written(spark: SparkSession) -> None:
    texts = [f'{{"a": {number}, "b": {{"c": [{number}, "{number}"]}}}}' for number in READ]
    frame = spark.createDataFrame(list(zip(READ, texts, strict=True)), "number string, json string")
    row = F.from_json(marked(F.col("json")), "a string, b struct<c: string>")
    rows = frame.select("number", row.alias("row")).select(
        "number", told(F.col("row.a")).alias("a"), told(F.col("row.b.c")).alias("c")
    )
    found = {row[0]: (row[1], row[2].replace(" ", "")) for row in rows.collect()}
    assert found == {number: (text, f'[{number},"{number}"]') for number, text in READ.items()}

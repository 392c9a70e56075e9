from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.expr.choices import all_chosen, chosen, in_one_line, is_placeholder, on_scale, options

LIKERT = "1=1 - Strongly disagree|2=Disagree| 3 = Neither |4.5=Agree|NA=Don't know|other"
CLUBS = "Reading, writing|Math|Reading|1=Sports; games|2=Music|None"


def test_fields_that_a_mailing_did_not_fill(check):
    filled = ("S1", "@home", "home@", "a@b.c", "{S1}", "[S1]", "<S1>", "$S1", "", " ", "x" * 10_000)
    fields = ("@ID@", " @X@student@X@ ", "@@", "${e://Field/ID}", "{{id}}", "[[ID]]", "<<Student ID>>", "@a\nb@")
    check(is_placeholder, [(text, "true") for text in fields] + [(text, "false") for text in filled], "boolean")
    check(is_placeholder, [(None, "false")], "boolean")


def test_values_of_a_scale(check):
    rows = [("1", "1.00"), ("-0.5", "-0.50"), (" 3.25 ", "3.25"), ("9999.99", "9999.99"), ("1.500", "1.50")]
    bad = ["3.255", "10000", "9999.999", "1,5", "1 - no", "1e3", "", "NaN", "x" * 10_000, None]
    check(on_scale, [*rows, *[(text, None) for text in bad]], "decimal(6,2)")
    check(lambda text: on_scale(text, True), [("1,5", "1.50"), ("1.5", None)], "decimal(6,2)")


def test_a_text_in_one_line(check):
    rows = [
        (" a \n b\t", "a b"),
        ("None", "None"),
        ("-", "-"),
        ("a\u200bb", "ab"),
        ("\u00a0a\u2003 b\u3000", "a b"),
        ("\u00a0", None),
        (" ", None),
        ("", None),
        (None, None),
    ]
    check(in_one_line, rows)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("a|b", [(None, None, "a"), (None, None, "b")]),
        ("a, b\nc\r\n d  e ", [(None, None, "a, b"), (None, None, "c"), (None, None, "d e")]),
        (
            "1=Never|2.5 = Some|-1=Less|NA=Don't know",
            [("1", "1.00", "Never"), ("2.5", "2.50", "Some"), ("-1", "-1.00", "Less"), ("NA", None, "Don't know")],
        ),
        ("N/A|x=y|12345=a|1.234=b|=c", [(None, None, text) for text in ("N/A", "x=y", "12345=a", "1.234=b", "=c")]),
        ("1=2=3", [("1", "1.00", "2=3")]),
        ("||", []),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_options_that_are_listed(spark: SparkSession, text: str | None, due: Any) -> None:
    [[found]] = frame(spark, [(text,)], "text").select(options(F.col("text"))).collect()
    told = found if found is None else [(o["code"], o["number"] and str(o["number"]), o["text"]) for o in found]
    assert told == due


def picked(spark: SparkSession, listed: str | None, texts: list[str | None], of: Any) -> list[Any]:
    rows = frame(spark, [(str(n), text) for n, text in enumerate(texts)], "n said", n="int")
    found = rows.select("n", of(F.col("said"), options(F.lit(listed).cast("string"))).alias("found"))
    return [row["found"] for row in sorted(found.collect())]


def test_the_option_that_a_text_names(spark: SparkSession) -> None:
    """By its text in any case, or its value in any spelling; of two that a text could be, it is neither."""
    due = {
        "1 - strongly DISAGREE": "1 - Strongly disagree", "1": "1 - Strongly disagree", "01.0": "1 - Strongly disagree",
        " neither ": "Neither", "4.50": "Agree", "na": "Don't know", "don't know": "Don't know", "OTHER": "other",
        "1 - Strongly": None, "5": None, "Agree, Disagree": None, "": None, " ": None, None: None, "x" * 10_000: None,
    }  # fmt: skip
    found = picked(spark, LIKERT, list(due), chosen)
    assert [option and option["text"] for option in found] == list(due.values())
    assert picked(spark, "0=1|1=2|3=c", ["1", "2", "0", "c"], lambda *of: chosen(*of)["text"]) == [None, "2", "1", "c"]
    by_comma = picked(spark, "1=a|1.5=b", ["1,5", "1.5", "1"], lambda *of: chosen(*of, decimal_comma=True)["text"])
    assert by_comma == ["b", "b", "a"]
    assert picked(spark, "a|A", ["a"], chosen) == [None]
    assert picked(spark, None, ["a", None], chosen) == [None, None]


def test_all_options_that_a_text_names(spark: SparkSession) -> None:
    """Commas may stand within options; what is none of them is null, as is what can be read in two ways."""
    clubs: dict[str | None, list[str | None]] = {
        "Math": ["Math"],
        "math,READING": ["Math", "Reading"],
        "Reading, writing, Math": ["Reading, writing", "Math"],
        "Reading,writing;Math": ["Reading, writing", "Math"],
        "Math\nReading | None": ["Math", "Reading", "None"],
        "1,2": ["Sports; games", "Music"],
        "Sports, games": ["Sports; games"],
        "Math, Math": ["Math"],
        "\u00a0Math\u2003;\u200bReading,\u00a0writing": ["Reading, writing", "Math"],
        "Math, chess": ["Math", None],
        ", Math ,": ["Math"],
        "writing": [None],
        "Mathematics": [None],
        "": [None],
        None: [None],
        "x" * 1_000: [None],
    }
    both = {"Reading, writing": [None], "Reading": ["Reading"], "Math, reading": ["Reading", "Math"]}
    overlapping = {"A, B, C, X": [None], "A, B, X": [None], "A, B": ["A, B"], "A, X": ["A", None], "B, C": ["B, C"]}
    by_list = {
        CLUBS: clubs,
        "Reading|writing|Reading, writing|Math": both,
        "A, B|A|B, C": overlapping,
        "1=2|2=1|3=c": {"1": [None], "2,c": ["c", None]},
        None: {"a": [None], None: [None]},
    }
    cases = [(listed, text, names) for listed, due in by_list.items() for text, names in due.items()]
    rows = frame(spark, [(str(n), listed, text) for n, (listed, text, _) in enumerate(cases)], "n listed said", n="int")
    found = rows.select("n", all_chosen(F.col("said"), options(F.col("listed"))).alias("found")).collect()
    assert [row["found"] for row in sorted(found)] == [names for *_, names in cases]

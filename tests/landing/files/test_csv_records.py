"""Lines of CSV: what Spark takes apart is what the driver counted, whatever form a line has."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from readable_files import readable, told

from edulake.contract.feed import Dialect, Withheld
from edulake.landing.files.csv_records import cells_of, csv_options

CSV = Dialect("csv")
COLUMNS = {"raw_id": "id", "raw_name": "name", "raw_grade": "grade"}


def test_a_header_in_any_spelling_is_no_record(spark: SparkSession, tmp_path: Path) -> None:
    plain = readable(tmp_path / "sis" / "a.csv", 'id,name\n1,a\n"id" ,name\nid,name\t\n"id",names\n', CSV)
    quoted = readable(tmp_path / "sis" / "b.csv", '"id","name"\nid,name\n2,"b ""c"""\n', CSV)
    assert told(spark, [plain, quoted], CSV, COLUMNS) == [
        ("1", "a", None, "1,a", None),
        ("2", 'b "c"', None, '2,"b ""c"""', None),
        ("id", "names", None, '"id",names', None),
    ]
    assert [plain.profile.records, quoted.profile.records] == [2, 1]


def test_a_header_with_quotes_in_its_names_or_with_a_delimiter(spark: SparkSession, tmp_path: Path) -> None:
    content = '"id","a ""name""","x,y"\n1,b,c\nid, a ""name"" ,"x,y"\n"id","a ""name""","x,y" \nid,name,z\n'
    file = readable(tmp_path / "sis" / "a.csv", content, CSV)
    columns = {"raw_id": "id", "raw_name": 'a "name"', "raw_xy": "x,y"}
    rows = [(row[0], row[2]) for row in told(spark, [file], CSV, columns)]
    assert rows == [("1", "c"), ("id", "x,y"), ("id", "z")]
    assert file.profile.records == 3, "quotes within a cell without quotes are doubled, and so another name"


def test_lines_with_other_numbers_of_cells(spark: SparkSession, tmp_path: Path) -> None:
    content = (
        'id,name,grade,,\n1,a,5\n2,b\n3,c,5,,,,\n4,d,5,,,,x\n5,e,5, \t,""\n6,f,5,,,""\n' + "7,g,5" + "," * 9000 + "\n"
    )
    file = readable(tmp_path / "sis" / "a.csv", content, CSV)
    rows = {row[3].partition(",")[0]: (*row[:3], row[4]) for row in told(spark, [file], CSV, COLUMNS)}
    assert rows == {
        "1": ("1", "a", "5", None),
        "2": (None, None, None, "RAGGED_SHORT"),
        "3": ("3", "c", "5", None),
        "4": ("4", None, None, "RAGGED_LONG"),
        "5": ("5", "e", "5", None),
        "6": ("6", "f", "5", None),
        "7": ("7", "g", "5", None),
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_cells_are_counted_as_spark_takes_them_apart(spark: SparkSession, delimiter: str) -> None:
    chance = random.Random(7)
    letters = f'ab"" {delimiter}{delimiter}'
    texts = {"".join(chance.choices(letters, k=1 + n % 14)).rstrip(" \t") for n in range(3000)} - {""}
    frame = spark.createDataFrame([(text,) for text in texts], "value string")
    options = {**csv_options(Dialect("csv", delimiter)), "columnNameOfCorruptRecord": "unread"}
    fits = [
        F.from_csv("value", ", ".join(f"c{n} string" for n in range(width)) + ", unread string", options)[
            "unread"
        ].isNull()
        for width in range(1, 9)
    ]
    counted = frame.select("value", cells_of(F.col("value"), delimiter), F.array(*fits)).collect()
    assert {text: n for text, n, fit in counted if n <= 8 and fit.index(True) + 1 != n} == {}
    assert all(not any(fit) for _, n, fit in counted if n > 8)


def test_tabs_part_cells_and_blanks_at_the_end_do_not(spark: SparkSession, tmp_path: Path) -> None:
    tabs = Dialect("csv", "\t")
    file = readable(tmp_path / "sis" / "a.tsv", "id\tname\tgrade\r\n1\ta\t\r\n\t\t\n2\tb\n3\tc\t5 \r\n", tabs)
    assert told(spark, [file], tabs, COLUMNS) == [
        ("1", "a", None, "1\ta\t", None),
        ("3", "c", "5", "3\tc\t5", None),
        (None, None, None, "2\tb", "RAGGED_SHORT"),
    ]


def test_names_are_cleaned_and_a_second_one_is_not_taken(spark: SparkSession, tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", "\ufeffid\u00a0, na\u200bme ,x,x\n1,a,b,c\n", CSV)
    assert told(spark, [file], CSV, {**COLUMNS, "raw_x": "x"}) == [("1", "a", None, "b", "1,a,b,c", None)]


def test_quotes_that_never_close_and_bytes_that_are_no_text(spark: SparkSession, tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", b'id,name\n1,"a\n2,b\n', CSV)
    assert told(spark, [file], CSV, COLUMNS) == [
        ("2", "b", None, "2,b", None),
        (None, None, None, '1,"a', "BROKEN_QUOTES"),
    ]
    file = readable(tmp_path / "sis" / "b.csv", b"id,name\n1,Zo\xeb\n2,b\n3,b\0\n", CSV)
    assert told(spark, [file], CSV, COLUMNS, "payload_form") == [
        ("2", "b", None, "2,b", None, "verbatim"),
        (None, None, None, "MSxab+s=", "ENCODING", "base64"),
        (None, None, None, "MyxiAA==", "NUL_BYTE", "base64"),
    ]


def test_rows_that_the_driver_took_apart(spark: SparkSession, tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", 'id,name\n1,"a\nb"\n   \n2,c\n3\n', CSV)
    assert file.profile.layout == "rows"
    assert told(spark, [file], CSV, COLUMNS, "payload_form", "source_header") == [
        ("1", "a\nb", None, '{"id": "1", "name": "a\\nb"}', None, "json", None),
        ("2", "c", None, "2,c", None, "verbatim", "id,name"),
        (None, None, None, "3", "RAGGED_SHORT", "verbatim", "id,name"),
    ]


def test_what_is_withheld_reaches_no_payload(spark: SparkSession, tmp_path: Path) -> None:
    dialect = Dialect("csv", withheld=Withheld(omit=("NAME",)))
    file = readable(tmp_path / "sis" / "a.csv", "id,name,grade\n1,secret,5\n2,secret\n", dialect)
    columns = {"raw_id": "id", "raw_grade": "grade"}
    assert told(spark, [file], dialect, columns, "payload_form", "source_header") == [
        ("1", "5", '{"id":"1","grade":"5"}', None, "json", None),
        (None, None, None, "RAGGED_SHORT", "withheld", None),
    ]

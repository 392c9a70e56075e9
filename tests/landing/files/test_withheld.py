"""What a source keeps out: objects written anew without it, files that have it or not, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from readable_files import readable

from edulake.contract.feed import Dialect, Withheld
from edulake.landing.files import withheld
from edulake.landing.files.reaching import strings

OMIT = Withheld(omit=("Secret", "student.name", "marks.note"))


def cut(spark: SparkSession, texts: list[str], keeping: Withheld, mapped: list[str]) -> list[object]:
    frame = spark.createDataFrame(list(enumerate(texts)), "place int, json string")
    kept = withheld.object_as_json(F.col("json"), keeping, strings(mapped))
    return [row[1] and json.loads(row[1]) for row in frame.select("place", kept).orderBy("place").collect()]


def test_an_object_is_written_anew(spark: SparkSession) -> None:
    texts = [
        '{"id": 1, "SECRET": "x", "free": "a \\"b\\" {", "none": null}',
        '{"id": "2", "student": {"name": "x", "id": 3}, "marks": [{"note": "x", "score": 1}, {"score": 2}]}',
        '{"id": "3", "student": "no object", "marks": []}',
        '{"id": "4", "deep": {"in": [{"secret": "x"}]}}',
    ]
    assert cut(spark, texts, OMIT, ["id", "student.id"]) == [
        {"id": "1", "free": 'a "b" {', "none": None},
        {"id": "2", "student": {"id": "3"}, "marks": [{"score": "1"}, {"score": "2"}]},
        {"id": "3", "student": None, "marks": []},
        {"id": "4", "student": None},
    ]
    for nothing in cut(spark, ["[1]", "no json", '["secret"]'], OMIT, ["id", "student.id"]):
        assert nothing in (None, {"id": None, "student": None})


def test_only_what_is_mapped_is_kept(spark: SparkSession) -> None:
    only = Withheld(only=("id", "student.id"))
    texts = ['{"id": 1, "student": {"id": 2, "name": "x"}, "free": "x"}', '{"student.id": "7", "name": "x"}']
    assert cut(spark, texts, only, ["id", "student.id"]) == [
        {"id": "1", "student": {"id": "2"}},
        {"id": None, "student": None, "student.id": "7"},
    ]


def test_a_name_at_any_depth_is_found(spark: SparkSession) -> None:
    texts = ['{"a": [{"SECRET" : 1}]}', '{"a": "secret"}', '{"secrets": 1}', None]
    frame = spark.createDataFrame(list(enumerate(texts)), "place int, json string").orderBy("place")
    found = frame.select(withheld.still_holds(F.col("json"), OMIT), withheld.still_holds(F.col("json"), Withheld()))
    assert [tuple(row) for row in found.collect()] == [(True, False), (False, False), (False, False), (False, False)]


def test_a_name_is_found_loosely_at_any_depth(spark: SparkSession) -> None:
    """Blanks within it do not count either: such an object keeps what is mapped alone."""
    loose = Withheld(omit=("Date of birth",), loosely=True)
    texts = ['{"id": "1", "a": {" dateOf  Birth": "x"}}', '{"id": "2", "a": {"dates of birth": "x"}}']
    frame = spark.createDataFrame(list(enumerate(texts)), "place int, json string").orderBy("place")
    assert [row[0] for row in frame.select(withheld.still_holds(F.col("json"), loose)).collect()] == [True, False]
    assert cut(spark, texts[:1], loose, ["id"]) == [{"id": "1"}]


@pytest.mark.once
def test_whether_a_file_has_a_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "BLOCK", 7)
    csv = readable(tmp_path / "sis" / "a.csv", "id,Secret\n1,name\n", Dialect("csv"))
    lines = readable(
        tmp_path / "sis" / "a.json", '{"id": 1, "student": {"SECRET": 1}, "said": "name"}\n', Dialect("json")
    )
    assert [withheld.has_column(file, "sEcReT") for file in (csv, lines)] == [True, True]
    assert withheld.has_column(lines, "student.secret")
    assert [withheld.has_column(file, "names") for file in (csv, lines)] == [False, False]
    unusual = Path(__file__).with_name("unusual.parquet").read_bytes()
    parquet = readable(tmp_path / "sis" / "a.parquet", unusual, Dialect("parquet"))
    assert (withheld.has_column(parquet, "STUDENT"), withheld.has_column(parquet, "nobody")) == (True, False)
    assert (withheld.has_column(csv, "SEC ret", loosely=True), withheld.has_column(csv, "SEC ret")) == (True, False)
    assert withheld.has_column(parquet, "stu DENT", loosely=True)
    assert not withheld.has_column(parquet, "stud", loosely=True)


@pytest.mark.once
def test_what_a_person_should_know() -> None:
    def has(name: str) -> bool:
        return name == "name"

    assert list(withheld.said(Withheld(omit=("name", "birth")), has)) == [
        "column name is kept out",
        "there is no column birth to keep out",
    ]
    assert list(withheld.said(Withheld(omit=("birth",), optional=True), has)) == []
    assert list(withheld.said(Withheld(only=("id",)), has)) == ["columns that nobody maps are kept out"]

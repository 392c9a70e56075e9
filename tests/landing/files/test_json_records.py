"""Files of JSON: objects and lists, records inside an object, and numbers as they were written, in value and payload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from readable_files import readable, told

from edulake.contract.feed import Dialect, Withheld

JSON, INSIDE = Dialect("json"), Dialect("json", records="data.items")
COLUMNS = {"raw_id": "id", "raw_student": "student.id", "raw_score": "score", "raw_all": "all"}
NUMBERS = {
    "95.50": "95.50",
    "1e2": "100",
    "1E+2": "100",
    "1.0": "1",
    "-0.0": "0",
    "10012345678901234567890": "10012345678901234567890",
    "0.00005": "0.00005",
    "5E-5": "0.00005",
    "100000000000000000000.10": "100000000000000000000.10",
    "0.12345678901234567890": "0.12345678901234567890",
}


def record(number: str) -> str:
    return f'{{"id": {number}, "student": {{"id": {number}}}, "score": "{number}", "all": [{number}, "1.50"]}}'


def wanted(number: str) -> tuple[str, str, str, list[str]]:
    return NUMBERS[number], NUMBERS[number], number, [number, "1.50"]


def found(rows: list[tuple[str | None, ...]]) -> list[tuple[object, ...]]:
    """Values, the list within by the texts of its numbers."""
    return [(*row[:3], json.loads(row[3] or "[]", parse_float=str, parse_int=str)) for row in rows]


@pytest.mark.parametrize("form", ["lines", "list in a line", "whole list", "object around lines", "object around all"])
def test_a_number_reads_as_it_was_written(spark: SparkSession, tmp_path: Path, form: str) -> None:
    records = [record(number) for number in NUMBERS]
    listed, dialect = ", ".join(records), JSON
    if form == "lines":
        content = "\n".join(records)
    elif form == "list in a line":
        content = f"[{listed}]\n"
    elif form == "whole list":
        content = "[\n" + ",\n".join(records) + "\n]"
    else:
        content, dialect = f'{{"page": 1.50, "data": {{"items": [{listed}]}}}}', INSIDE
        content = content if form == "object around lines" else content.replace(", ", ",\n")
    file = readable(tmp_path / "feed" / "a.json", content, dialect)
    assert file.profile.records == len(NUMBERS)
    rows = told(spark, [file], dialect, COLUMNS)
    assert sorted(found(rows), key=str) == sorted((wanted(number) for number in NUMBERS), key=str)
    assert [row[5] for row in rows] == [None] * len(NUMBERS)
    payloads = [json.loads(row[4], parse_float=str, parse_int=str) for row in rows]
    assert sorted(payload["id"] for payload in payloads) == sorted(NUMBERS)
    assert sorted(payload["student"]["id"] for payload in payloads) == sorted(NUMBERS)
    if form == "lines":
        assert sorted(row[4] for row in rows) == sorted(records), "to the letter"


def test_texts_that_look_like_numbers_are_left_alone(spark: SparkSession, tmp_path: Path) -> None:
    line = '{"id": "a: 1.50, \\"b\\": 2.50}", "score": "1e2", "student": {"id": "501.0"}, "x": 1.50}'
    file = readable(tmp_path / "feed" / "a.json", line, JSON)
    assert told(spark, [file], JSON, COLUMNS) == [('a: 1.50, "b": 2.50}', "501.0", "1e2", None, line, None)]


def test_what_is_no_json_stays_none(spark: SparkSession, tmp_path: Path) -> None:
    lines = ['{"id": 01.50}', '{"id": 1.}', '{"id": 1.50', "1.50", '["a", 1.50]', '{"id": 1.50.0}', "[]", "[1.50"]
    file = readable(tmp_path / "feed" / "a.json", "\n".join(lines), JSON)
    rows = told(spark, [file], JSON, COLUMNS)
    assert {row[5] for row in rows} == {"BAD_JSON"}
    kept = [*(line for line in lines if not line.startswith('["')), "a", "1.50"]
    assert sorted(row[4] for row in rows) == sorted(kept)
    assert file.profile.records == len(kept)


def test_a_page_without_results_and_one_without_an_object(spark: SparkSession, tmp_path: Path) -> None:
    lines = [
        '{"data": {"items": [{"id": 1.50}, 5]}}',
        '{"data": {"items": []}}',
        "{}",
        '{"data": {"items": 7.50}}',
        "[1]",
    ]
    file = readable(tmp_path / "feed" / "a.json", "\n".join(lines), INSIDE)
    rows = told(spark, [file], INSIDE, COLUMNS)
    assert [(row[0], row[4], row[5]) for row in rows] == [
        ("1.50", '{"id":1.50}', None),
        (None, "5", "BAD_JSON"),
        (None, "[1]", "BAD_JSON"),
        (None, '{"data": {"items": 7.50}}', None),
    ]


def test_numbers_of_a_payload_without_what_is_withheld(spark: SparkSession, tmp_path: Path) -> None:
    line = '{"id": 1.50, "secret": 7.77, "student": {"id": 501.0}, "all": [2.50, {"x": 3.50}], "score": null}'
    for withheld in (Withheld(omit=("secret",)), Withheld(only=("id", "student.id", "all", "score"))):
        dialect = Dialect("json", withheld=withheld)
        file = readable(tmp_path / "feed" / f"{len(withheld.omit)}.json", line, dialect)
        [row] = told(spark, [file], dialect, COLUMNS)
        assert row[:3] == ("1.50", "501", None)
        assert row[5] is None
        assert "7.77" not in str(row)
        payload = json.loads(row[4], parse_float=str)
        inner = payload["all"]
        assert (payload["id"], payload["student"]["id"]) == ("1.50", "501.0")
        assert json.loads(inner, parse_float=str) if isinstance(inner, str) else inner == ["2.50", {"x": "3.50"}]


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 1}{"id": 2}',
        '{"id": 1} {"id": 2}',
        '{"id": 1}, {"id": 2}',
        '{"id": 1} 2',
        '{"id": 1}]',
        '{"id": 1},',
        '{"id": 1} // one',
    ],
)
def test_a_line_with_more_than_an_object_is_none(spark: SparkSession, tmp_path: Path, line: str) -> None:
    """As where files were joined whose last lines had no end: Spark would read the first, and lose the second."""
    file = readable(tmp_path / "feed" / "a.json", f'{{"id": 0}}\n{line}\n{{"id": 3, "all": {{"id": 4}}}} \n', JSON)
    rows = told(spark, [file], JSON, COLUMNS)
    assert sorted((row[0] or "", row[4].strip(), row[5] or "") for row in rows) == [
        ("", line, "BAD_JSON"),
        ("0", '{"id": 0}', ""),
        ("3", '{"id": 3, "all": {"id": 4}}', ""),
    ]


@pytest.mark.parametrize(
    ("line", "dialect"),
    [
        ('[{"id": 1}][{"id": 2}]', JSON),
        ('{"data": {"items": [{"id": 1}]}}{"data": {"items": [{"id": 2}]}}', INSIDE),
        ('{"data": {"items": []}} {"data": {"items": [{"id": 2}]}}', INSIDE),
    ],
)
def test_a_line_with_more_than_a_list_is_none(spark: SparkSession, tmp_path: Path, line: str, dialect: Dialect) -> None:
    """It counts as the one record that it cannot be."""
    one = '{"data": {"items": [{"id": 0}]}}' if dialect.records else '[{"id": 0}]'
    file = readable(tmp_path / "feed" / "a.json", f"{one}\n{line}\n", dialect)
    rows = told(spark, [file], dialect, COLUMNS)
    assert sorted((row[0] or "", row[5] or "") for row in rows) == [("", "BAD_JSON"), ("0", "")]
    assert file.profile.records in {2, None}

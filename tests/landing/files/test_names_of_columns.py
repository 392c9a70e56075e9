"""Columns under several names, loosely compared, or by position: the same values out of every kind of file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from readable_files import readable, told

from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.expr.called import ALL, ANY, Called, Several
from edulake.landing.called import NAMES_DISAGREE
from edulake.landing.files.profile import Profile
from edulake.landing.files.records import read_records
from edulake.landing.files.rereading import reread
from edulake.silver.learning.assessments import ASSESSMENTS

COLUMNS: dict[str, Called] = {
    "raw_assessment_id": Several(ALL, ("Test", "Student")),
    "raw_score": Several(ANY, ("Score", "Points")),
}
OBJECTS = (
    '{"Test": "T1", "Student": "S1", "Score": 85}\n'
    '{"Test": "T1", "Student": "S2", "Points": 90, "Score": ""}\n'
    '{"Test": "T1", "Score": 85, "Points": 85}\n'
    '{"Test": "T1", "Student": "S4", "Score": 85, "Points": 90}\n'
)
LINES = "Test,Student,Score,Points\nT1,S1,85,\nT1,S2,,90\nT1,,85,85\nT1,S4,85,90\n"
READ = [
    ("T1|S1", "85", None),
    ("T1|S2", "90", None),
    ("T1|S4", None, NAMES_DISAGREE),
    (None, "85", None),
]
LOOSE = replace(Dialect("csv"), loosely=True)
HEADLESS = replace(Dialect("csv", delimiter=";"), header=False)


def values(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """Both columns and the issue of each."""
    return [(*row[:2], row[3]) for row in rows]


def parquet(spark: SparkSession, folder: Path) -> Path:
    rows = [tuple(cell or None for cell in line.split(",")) for line in LINES.splitlines()[1:]]
    path = folder / "written"
    spark.createDataFrame(rows, "test string, `S tudent` string, SCORE string, points string").coalesce(
        1
    ).write.parquet(str(path))
    return next(path.glob("*.parquet"))


@pytest.mark.parametrize(
    ("dialect", "content"),
    [
        (Dialect("csv"), LINES),
        (Dialect("csv"), LINES.replace("T1,S1,85,", 'T1,S1,85,"\n"')),
        (LOOSE, LINES.replace("Student,Score", " student,s core")),
        (LOOSE, LINES.replace("Test,Student,Score", "TEST,student,SCORE").replace("T1,S1,85,", 'T1,S1,85,"\n"')),
        (Dialect("jsonl"), OBJECTS),
        (Dialect("json"), "[" + OBJECTS.strip().replace("\n", ",") + "]"),
    ],
    ids=["lines", "rows", "loose lines", "loose rows", "jsonl", "json"],
)
def test_several_names_say_the_same_in_every_file(
    spark: SparkSession, tmp_path: Path, dialect: Dialect, content: str
) -> None:
    file = readable(tmp_path / "sis" / "a.txt", content, dialect)
    assert values(told(spark, [file], dialect, COLUMNS)) == READ
    _read_again(spark, file, dialect)


def test_several_names_in_parquet(spark: SparkSession, tmp_path: Path) -> None:
    dialect = replace(Dialect("parquet"), loosely=True)
    content = parquet(spark, tmp_path).read_bytes()
    file = readable(tmp_path / "sis" / "a.parquet", content, dialect)
    assert values(told(spark, [file], dialect, COLUMNS)) == READ
    _read_again(spark, file, dialect)


def _read_again(spark: SparkSession, file: object, dialect: Dialect) -> None:
    """What was read by one name comes out of the payloads by all of them, and the other way round."""
    one: dict[str, Called] = {"raw_assessment_id": "Test", "raw_score": "Points"}
    feed = Feed(ASSESSMENTS.form.table, COLUMNS, Files("*", dialect))
    for before, after in ((one, COLUMNS), (COLUMNS, one)):
        delivered = read_records(spark, [file], dialect, before)  # type: ignore[list-item]
        wanted = read_records(spark, [file], dialect, after).select(*after, "parse_issue")  # type: ignore[list-item]
        again = reread(delivered, F.lit(True), replace(feed, columns=after)).select(*after, "parse_issue")
        assert sorted(again.collect(), key=str) == sorted(wanted.collect(), key=str)


PLACES: dict[str, Called] = {"raw_student_id": "2", "raw_score": Several(ANY, ("3", "1"))}


@pytest.mark.parametrize(
    ("content", "profile", "read"),
    [
        (b"1;S1;\n2;S1;\n2;S1;\n", ("lines", 3), [("S1", "1", None), ("S1", "2", None), ("S1", "2", None)]),
        (b"\xef\xbb\xbf1;S1;\r\n\r\n2;S2\r\n", ("lines", 2), [("S1", "1", None), (None, None, "RAGGED_SHORT")]),
        (b'1;"S\n1";\n1;"S\n1";\n', ("rows", 2), [("S\n1", "1", None), ("S\n1", "1", None)]),
        (b"sep=,\n1,S1,\n1,S1,9\n", ("rows", 2), [("S1", "1", None), ("S1", None, NAMES_DISAGREE)]),
        (b"1;S1;\r2;S2;\r", ("rows", 2), [("S1", "1", None), ("S2", "2", None)]),
        (b"1;Zo\xeb;\n2;S2;\n", ("rows", 2), [("S2", "2", None), (None, None, "ENCODING")]),
        (b'2;S2;\n1;"S1;\n', ("broken_quotes", 2), [("S2", "2", None), (None, None, "BROKEN_QUOTES")]),
    ],
    ids=["equal", "mark", "spans", "sep", "mac", "encoding", "quotes"],
)
def test_the_first_line_of_a_file_without_header_is_a_record(
    spark: SparkSession, tmp_path: Path, content: bytes, profile: tuple[str, int], read: list[tuple[str | None, ...]]
) -> None:
    file = readable(tmp_path / "sis" / "a.csv", content, HEADLESS)
    found = file.profile
    assert (found.layout, found.records, found.header, found.headers) == (*profile, ("1", "2", "3"), ())
    assert values(told(spark, [file], HEADLESS, PLACES)) == read


def test_a_line_without_header_is_read_again_by_its_places(spark: SparkSession, tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", "1;S1;7\n2;S2;8\n", HEADLESS)
    before: dict[str, Called] = {"raw_student_id": "1", "raw_score": "3"}
    feed = Feed(ASSESSMENTS.form.table, {**before, "raw_student_id": "2"}, Files("*", HEADLESS))
    rows = reread(read_records(spark, [file], HEADLESS, before), F.lit(True), feed)
    assert {tuple(row) for row in rows.select(*before, "source_header").collect()} == {
        ("S1", "7", "1;2;3"),
        ("S2", "8", "1;2;3"),
    }


def test_a_place_is_kept_out_as_a_name_is(spark: SparkSession, tmp_path: Path) -> None:
    dialect = replace(HEADLESS, withheld=Withheld(omit=("1",)))
    file = readable(tmp_path / "sis" / "a.csv", "123;S1;7\n", dialect)
    [row] = told(spark, [file], dialect, {"raw_student_id": "2"})
    assert row == ("S1", '{"2":"S1","3":"7"}', None)


@pytest.mark.once
@pytest.mark.parametrize("name", ["SSN", "s s n", "ssn"])
def test_what_is_kept_out_loosely(name: str) -> None:
    assert Withheld(omit=("Ssn",), loosely=True).withholds(name)
    assert not Withheld(only=("Ssn",), loosely=True).withholds(name)
    assert Withheld(only=("Ssn",)).withholds(name)


@pytest.mark.once
def test_an_empty_file_without_header_has_no_columns(tmp_path: Path) -> None:
    assert readable(tmp_path / "sis" / "a.csv", "\n", HEADLESS).profile == Profile("lines", 0)

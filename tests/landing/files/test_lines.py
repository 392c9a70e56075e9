"""Text as lines: what separates them, which are blank, and what a record keeps of the line that it came in."""

from __future__ import annotations

from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from readable_files import readable

from edulake.contract.feed import Dialect
from edulake.landing.files.lines import lines, verbatim

JSON = Dialect("json")


def texts(spark: SparkSession, path: Path, content: bytes, **how: object) -> list[str]:
    file = readable(path, content, JSON)
    return sorted(row["value"] for row in lines(spark, [file], **how).collect())


def test_line_feeds_separate_and_blanks_at_the_end_are_none(spark: SparkSession, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfa \t\r\n \t\r\n\n\tb\rc\x0bd\xc2\xa0\n"
    assert texts(spark, tmp_path / "s" / "a.json", content) == ["\tb\rc\x0bd\u00a0", "a"]


def test_a_blank_that_parts_cells_is_kept_at_the_end(spark: SparkSession, tmp_path: Path) -> None:
    content = b"a\t\t \r\n \t\t\nb \n"
    assert texts(spark, tmp_path / "s" / "a.json", content, kept="\t") == ["a\t\t", "b"]
    assert texts(spark, tmp_path / "s" / "b.json", content, kept=";") == ["a", "b"]


def test_a_whole_file_is_one_value_without_its_mark(spark: SparkSession, tmp_path: Path) -> None:
    assert texts(spark, tmp_path / "s" / "a.json", b"\xef\xbb\xbf[\n1\n]\n", whole=True) == ["[\n1\n]\n"]


def test_a_record_keeps_its_line_or_its_bytes_or_what_may_be_kept(spark: SparkSession) -> None:
    content = {"sound": b"a", "odd": b"Zo\xeb", "nul": b"a\0", "bad": b"b"}
    frame = spark.createDataFrame(
        [(name, bytearray(text)) for name, text in content.items()], "file string, bytes binary"
    )
    parsed = frame.select("file", F.col("bytes").cast("string").alias("value"))
    issue = F.when(F.col("file") == "bad", "RAGGED_SHORT")
    values = {"raw_a": F.upper("value"), "raw_b": F.lit(None).cast("string")}

    def found(*, malformed: bool, kept: bool = False) -> dict[str, tuple[object, ...]]:
        rows = verbatim(parsed, values, issue, malformed=malformed, kept=F.lit("{}") if kept else None)
        assert rows.columns == ["raw_a", "raw_b", "raw_payload", "payload_form", "parse_issue", "file"]
        return {row["file"]: tuple(row)[:5] for row in rows.collect()}

    assert found(malformed=True) == {
        "sound": ("A", None, "a", "verbatim", None),
        "odd": (None, None, "Wm/r", "base64", "ENCODING"),
        "nul": (None, None, "YQA=", "base64", "NUL_BYTE"),
        "bad": ("B", None, "b", "verbatim", "RAGGED_SHORT"),
    }
    kept = found(malformed=True, kept=True)
    assert {name: row[2:] for name, row in kept.items()} == {
        "sound": ("{}", "json", None),
        "odd": (None, "withheld", "ENCODING"),
        "nul": (None, "withheld", "NUL_BYTE"),
        "bad": (None, "withheld", "RAGGED_SHORT"),
    }
    assert found(malformed=False)["bad"] == ("B", None, "b", "verbatim", "RAGGED_SHORT")

"""Which file a row came from, however it is called; and that one which changed meanwhile is noticed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from readable_files import readable, told

from edulake.contract.feed import Dialect
from edulake.landing.files.provenance import _identity, provenance, provenance_schema, uri
from edulake.landing.files.records import read_records

CSV = Dialect("csv")
NAMES = ("a b.csv", "a+b.csv", "a%20b.csv", "a[1]{2}*?.csv", "Zo\u00eb.csv")


@pytest.mark.once
def test_a_path_as_spark_takes_it() -> None:
    assert uri(Path("/x/a[1]*?{b}\\c d.csv")) == "file:///x/a\\[1\\]\\*\\?\\{b\\}\\\\c d.csv"
    assert uri(Path("a.csv")) == f"file://{Path.cwd()}/a.csv"


@pytest.mark.once
def test_a_file_is_known_by_path_size_and_moment(tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", "id\n1\n", CSV, snapshot=True)
    values = dict(zip(provenance_schema().names, provenance(file), strict=True))
    identity, *same = _identity(file)
    moment = (file.file.modified_at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)
    assert (identity, same) == (f"{tmp_path}/sis/a.csv|5|{moment}", [5, moment])
    assert values == {
        "source_file": "sis/a.csv",
        "source_file_sha256": file.file.sha256,
        "source_file_modified_at": file.file.modified_at,
        "source_file_bytes": 5,
        "delivered_at": file.file.modified_at,
        "is_snapshot": True,
    }


@pytest.mark.once
def test_a_copy_is_known_as_it_lies_and_named_as_it_was_delivered(tmp_path: Path) -> None:
    file = readable(tmp_path / "sis" / "a.csv", 'id\n"a\nb"\n', CSV)
    values = provenance(file)
    assert _identity(file)[0].startswith(f"{tmp_path}/sis/a.rows.json|{file.path.stat().st_size}|")
    assert values[:3] == ("sis/a.csv", file.file.sha256, file.file.modified_at)


def test_rows_find_their_file_by_any_name(spark: SparkSession, tmp_path: Path) -> None:
    files = [readable(tmp_path / "sis" / name, f"id\n{name}\n", CSV) for name in NAMES]
    together = told(spark, files, CSV, {"raw_id": "id"}, "source_file", "source_file_sha256")
    assert {(row[0], row[3], row[4]) for row in together} == {
        (name, f"sis/{name}", file.file.sha256) for name, file in zip(NAMES, files, strict=True)
    }
    [alone] = told(spark, files[3:4], CSV, {"raw_id": "id"}, "source_file")
    assert alone[3] == f"sis/{NAMES[3]}"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_a_file_read_by_itself_says_what_it_says_among_others(spark: SparkSession, tmp_path: Path, zone: str) -> None:
    """Its values, to the microsecond and whatever the session's time zone, and their types."""
    files = [readable(tmp_path / "sis" / "2025-01-31" / f"{n}.csv", f"id\n{n}\n", CSV) for n in range(2)]
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        frames = [read_records(spark, some, CSV, {"raw_id": "id"}) for some in (files[:1], files)]
        alone, among = (frame.where("raw_id = '0'").select(*provenance_schema().names) for frame in frames)
        assert alone.dtypes == among.dtypes
        assert alone.collect() == among.collect() != []
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.parametrize("many", [1, 2])
def test_a_file_that_changed_since_it_was_looked_at_is_not_read(spark: SparkSession, tmp_path: Path, many: int) -> None:
    files = [readable(tmp_path / "sis" / f"{n}.csv", "id\n1\n", CSV) for n in range(many)]
    os.utime(files[0].path, (1, 1))
    with pytest.raises((PySparkException, Py4JJavaError), match="a delivered file changed while it was read"):
        told(spark, files, CSV, {"raw_id": "id"}, "source_file_sha256")

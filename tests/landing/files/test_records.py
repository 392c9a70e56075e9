"""Files of several kinds in one frame: each record with its file, none read by another file's form."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from readable_files import readable, told

from edulake.contract.feed import Dialect
from edulake.landing.files import records
from edulake.landing.files.records import nothing_in, read_records

CSV = Dialect("csv")
COLUMNS = {"raw_id": "id", "raw_name": "name"}
FORMS = {
    "plain.csv": "id,name\n1,a\n",
    "also_plain.csv": "id,name\n2,b\nname,id\n",
    "turned.csv": "name,id\nc,3\nid,name\n",
    "rows.csv": 'id,name\n4,"d\ne"\n',
    "latin.csv": b"id,name\n5,Zo\xeb\n",
    "broken.csv": 'id,name\n6,"f\n',
}


@pytest.mark.parametrize("large", [16 * 1024**2, 0])
def test_each_file_is_read_by_its_own_form(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(records, "LARGE_BYTES", large)
    files = [readable(tmp_path / "sis" / name, content, CSV) for name, content in FORMS.items()]
    rows = told(spark, files, CSV, COLUMNS, "source_file")
    found = {(row[4].removeprefix("sis/"), row[0], row[1], row[3]) for row in rows}
    assert found == {
        ("plain.csv", "1", "a", None),
        ("also_plain.csv", "2", "b", None),
        ("also_plain.csv", "name", "id", None),
        ("turned.csv", "3", "c", None),
        ("turned.csv", "name", "id", None),
        ("rows.csv", "4", "d\ne", None),
        ("latin.csv", None, None, "ENCODING"),
        ("broken.csv", None, None, "BROKEN_QUOTES"),
    }
    assert len(rows) == len(found) == sum(file.profile.records for file in files)


def test_a_snapshot_without_a_record_is_one_row_that_says_so(spark: SparkSession, tmp_path: Path) -> None:
    empty = readable(tmp_path / "sis" / "2025-01-31" / "a.csv", "id,name\n", CSV, snapshot=True)
    full = readable(tmp_path / "sis" / "b.csv", "id,name\n1,a\n", CSV)
    rows = nothing_in(spark, [empty], COLUMNS)
    assert rows.count() == 1
    both = rows.unionByName(read_records(spark, [full], CSV, COLUMNS)).collect()
    row = next(row for row in both if row["payload_form"] == "empty")
    assert (row["raw_id"], row["raw_payload"], row["parse_issue"], row["is_snapshot"]) == (None, None, None, True)
    assert row["source_file_sha256"] == empty.file.sha256
    assert empty.file.delivered_at != dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

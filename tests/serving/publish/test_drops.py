"""Files for tools that read those: whole, private, written once, and put right where somebody altered them."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from serving_rows import MONDAY, World

from edulake.gold import PRODUCTS
from edulake.serving import query
from edulake.serving.publish import drops, rows
from edulake.serving.publish.chosen import chosen
from edulake.serving.publish.postgres import Outcome, Publisher
from edulake.serving.publish.served import Field, Served
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
FILE = "people/student_performance_summary"


class Drop:
    def __init__(self, folder: Path, format_: str = "parquet") -> None:
        self.world, self.folder, self.format = World(folder), folder / "drop", format_

    def write(self, **choices: Any) -> Outcome:
        said = {"url": "", "drop": str(self.folder), "drop_format": self.format, "tables": [SUMMARY.name]}
        settings = self.world.choice(**{**said, **choices})
        with query.opened(self.world.settings) as view:
            return drops.write(Publisher(settings, view, "run", 5, self.world.said.append), chosen(settings))

    def state(self) -> dict[str, int]:
        """Every file, by the moment at which it was last written."""
        return {
            p.relative_to(self.folder).as_posix(): p.stat().st_mtime_ns
            for p in self.folder.rglob("*")
            if p.is_file() and ".locks" not in p.parts
        }


def student(number: int, **values: object) -> dict[str, object]:
    return {"student_id": f"STU{number}", "avg_score": Decimal("70.05") + number, **values}


def test_a_drop_is_what_gold_says(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, *[student(n, strongest_subject=text) for n, text in enumerate(["a,b", None, ""])])
    assert not drop.write().failures
    table = parquet.read_table(drop.folder / f"{FILE}.parquet")
    assert table["strongest_subject"].to_pylist() == ["a,b", None, ""]
    assert table["avg_score"].to_pylist() == [Decimal("70.05") + n for n in range(3)]
    assert {oct(p.stat().st_mode & 0o777) for p in drop.folder.rglob("*") if p.is_file()} == {"0o600"}
    assert {oct(p.stat().st_mode & 0o777) for p in (drop.folder, *drop.folder.rglob("*")) if p.is_dir()} == {"0o700"}


def test_types_are_those_of_the_contract_whatever_the_rows_hold(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    full = parquet.read_table(drop.folder / f"{FILE}.parquet").schema
    drop.world.write(SUMMARY)
    drop.write()
    empty = parquet.read_table(drop.folder / f"{FILE}.parquet")
    assert (empty.num_rows, empty.schema) == (0, full)
    assert full.field("avg_score").type == pa.decimal128(5, 2)
    assert full.field("last_assessment_date").type == pa.date32()


NUMBERS = [Field("told", "numeric", "m"), Field("of", "jsonb", "m"), Field("said", "text[]", "m")]
NESTED = pa.array(
    [[{"place": 1, "segment": "ü"}], None], pa.list_(pa.struct([("place", pa.int32()), ("segment", pa.string())]))
)


@pytest.mark.parametrize("told", [[None, None], ["12", None], ["12.5", "0.125"]])
def test_lists_are_json_and_numbers_of_one_type(tmp_path: Path, told: list[str | None]) -> None:
    numbers = pa.array([None if of is None else Decimal(of) for of in told], pa.decimal128(20, 3))
    batch = pa.RecordBatch.from_arrays([numbers, NESTED, pa.array([["a"], None])], names=["told", "of", "said"])
    served = Served("gold", "made_up", "m", tuple(NUMBERS), ("told",), (), unit="")
    for name in (".made_up.parquet.new", ".made_up.csv.new"):
        drops._fill(tmp_path / name, served, iter([batch]))
    table = parquet.read_table(tmp_path / ".made_up.parquet.new")
    assert table.schema.types == [pa.decimal128(38, 3), pa.string(), pa.list_(pa.string())]
    assert table["told"].to_pylist() == [None if of is None else Decimal(of) for of in told]
    assert table["of"].to_pylist() == ['[{"place": 1, "segment": "ü"}]', None]
    with (tmp_path / ".made_up.csv.new").open(newline="") as file:
        assert [row["of"] for row in csv.DictReader(file)] == ['[{"place": 1, "segment": "ü"}]', ""]


def test_csv_is_read_by_everybody_and_executed_by_nobody(tmp_path: Path) -> None:
    drop = Drop(tmp_path, "csv")
    drop.world.write(SUMMARY, student(1, strongest_subject="=1+1"))
    drop.write()
    with (drop.folder / f"{FILE}.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["student_id"], row["avg_score"], row["strongest_subject"]) == ("STU1", "71.05", "'=1+1")


def test_nothing_new_writes_nothing_and_something_new_is_written(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    before = drop.state()
    assert drop.write().entries == []
    assert drop.state() == before
    drop.world.write(SUMMARY, student(1), student(2))
    assert [entry.rows_served for entry in drop.write().entries] == [2]


def test_an_older_version_is_not_written(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    settings = drop.world.choice(url="", drop=str(drop.folder), tables=[SUMMARY.name])
    with query.opened(drop.world.settings) as old:
        assert old.version(SUMMARY) == 0
        drop.world.write(SUMMARY, student(1), student(2))
        drop.write()
        publisher = Publisher(settings, old, "run", 5, drop.world.said.append)
        assert drops.write(publisher, chosen(settings)).entries == []
    assert parquet.read_table(drop.folder / f"{FILE}.parquet").num_rows == 2


@pytest.mark.parametrize("how", ["altered", "deleted", "no manifest", "half a manifest"])
def test_what_somebody_altered_is_put_right(tmp_path: Path, how: str) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    path, manifest = drop.folder / f"{FILE}.parquet", drop.folder / "manifest.json"
    before = path.read_bytes()
    if how == "altered":
        path.write_bytes(before[:-1])
    elif how == "deleted":
        path.unlink()
    elif how == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text(manifest.read_text()[:40])
    assert len(drop.write().entries) == 1
    assert path.read_bytes() == before
    assert json.loads(manifest.read_text())["people.student_performance_summary"]["rows"] == 1


def test_what_is_gone_from_the_warehouse_is_told_and_its_file_stays(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    before = drop.state()
    shutil.rmtree(drop.world.path(SUMMARY))
    [failure] = drop.write().failures
    assert (failure.exit_code, failure.what) == (5, f"{SUMMARY} is gone")
    assert drop.state() == before


def test_what_is_not_chosen_any_more_is_deleted_and_told(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    stranger = drop.folder / "people" / "of_somebody.csv"
    stranger.write_text("not ours")
    drop.write(drop_format="csv")
    assert sorted(drop.state()) == ["manifest.json", "people/of_somebody.csv", f"{FILE}.csv"]
    assert drop.world.said == [f"publish  {FILE}.parquet is not chosen any more, and is deleted"]
    drop.write(tables=[])
    assert sorted(drop.state()) == ["manifest.json", "people/of_somebody.csv"]
    assert drop.world.said[1:] == [f"publish  {FILE}.csv is not chosen any more, and is deleted"]
    assert json.loads((drop.folder / "manifest.json").read_text()) == {}


def test_a_file_stays_until_there_is_one_in_the_other_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    before = drop.state()
    monkeypatch.setattr(rows, "counted", lambda view, served: 3)
    assert drop.write(drop_format="csv").failures
    assert drop.state() == before


def test_a_file_that_does_not_balance_is_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop = Drop(tmp_path)
    drop.world.write(SUMMARY, student(1))
    drop.write()
    before = drop.state()
    drop.world.write(SUMMARY, student(1), student(2))
    monkeypatch.setattr(rows, "counted", lambda view, served: 3)
    assert [failure.code for failure in drop.write().failures] == ["UNBALANCED"]
    assert drop.state() == before


def test_pseudonyms_stand_in_files_as_well_and_rosters_in_none(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    for name in ("courses", "classes", "staff"):
        drop.world.write(SUBJECTS[name].table)
    drop.world.write(
        SUBJECTS["students"].table,
        {"student_id": "STU1", "source_system": "sis", "valid_from": MONDAY, "name": "Zebulon"},
    )
    drop.world.write(SUBJECTS["enrollments"].table)
    assert not drop.write(tables=[], masked=True, pseudonyms="env:PSEUDONYMS", roster=True).failures
    assert sorted(drop.state()) == [
        "manifest.json",
        *(f"masked/{name}.parquet" for name in ("classes", "courses", "staff", "students")),
    ]
    table = parquet.read_table(drop.folder / "masked" / "students.parquet")
    assert "Zebulon" not in str(table.to_pylist())
    assert "STU1" not in str(table.to_pylist())
    assert parquet.read_table(drop.folder / "masked" / "staff.parquet").num_rows == 0


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    drop.folder.write_text("a file")
    assert [failure.what for failure in drop.write().failures] == ["the drop cannot be written"]

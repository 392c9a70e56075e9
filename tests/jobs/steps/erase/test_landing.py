"""Files that name somebody: by whole words, whatever packs them; never by a part of a longer id."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lake import Lake, record

from edulake.bronze.naming import Namespaces
from edulake.jobs.steps.erase.landing import CHUNK, held, naming, words, words_of
from edulake.jobs.steps.erase.people import Person

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("a,S1,b", True), ('{"id":"S1"}', True), ("S1", True), ("S1\n", True), ("north:S1", True),
        ("S11", False), ("XS1", False), ("S1_2", False), ("S1-2", False), ("s1", False), ("", False),
    ],
)  # fmt: skip
def test_an_id_is_a_word(text: str, is_named: bool) -> None:
    assert bool(words(["S1"]).search(text.encode())) is is_named


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("12", True), ("12\n", True), ("a,12,b", True), ("\u5b6612\u5b66", True),
        ("312", False), ("123", False), ("312\n", False), ("\n123", False), ("x12", False), ("12_", False),
    ],
)  # fmt: skip
def test_an_id_is_a_word_in_wide_letters(text: str, is_named: bool, encoding: str) -> None:
    assert bool(words(["12"]).search(text.encode(encoding))) is is_named


def test_an_encoding_that_lacks_a_letter_finds_nothing() -> None:
    found = words(["\u014112", ""])
    assert [bool(found.search(text.encode())) for text in ("\u014112", "12", "")] == [True, False, False]


def test_ids_as_silver_and_as_sources_write_them() -> None:
    spaces = {"north": Namespaces("north", ""), "gate": Namespaces("", "gate")}
    people = [Person("student", "north:S1"), Person("student", "gate:7"), Person("staff", "T:1")]
    assert words_of(people, spaces) == {"north:S1", "S1", "gate:7", "7", "T:1"}


def test_files_that_name_somebody(tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_text("id\nS1\n")
    (tmp_path / "others.csv").write_text("id\nS11\n")
    (tmp_path / "wide.csv").write_bytes("id\nS1\n".encode("utf-16"))
    (tmp_path / "S1.csv").write_text("id\n")
    (tmp_path / "long.csv").write_bytes(b" " * (CHUNK - 1) + b"S1")
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(b"id\nS1\n"))
    (tmp_path / "broken.csv.gz").write_bytes(b"S1")
    (tmp_path / "table.parquet").write_bytes(b"PAR1S1PAR1")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a/b.csv", "id\nS1\n")
    (tmp_path / "of S1").mkdir()
    (tmp_path / "of S1" / "x.csv").write_text("S2")
    found = naming(tmp_path, ["S1"])
    assert [path.name for path in found.files] == [
        "S1.csv", "all.zip", "long.csv", "x.csv", "packed.csv.gz", "plain.csv", "wide.csv",
    ]  # fmt: skip
    assert found.closed == 2
    flat = naming(tmp_path, ["S1"], deep=False)
    assert [path for path in found.files if path.parent == tmp_path] == flat.files
    assert naming(tmp_path / "nowhere", ["S1"]).files == []


def test_bronze_holds_a_file_as_it_is_now(lake: Lake) -> None:
    same = lake.deliver_json("lms_system_a/same.jsonl", record(assessment_id="1"))
    other = lake.deliver_json("lms_system_a/other.jsonl", record(assessment_id="2"))
    landing = Path(lake.settings.landing)
    assert held(lake.store, landing) == {}
    lake.ingest(subject=["assessments"])
    assert held(lake.store, landing).keys() == {same, other}
    changed = other.read_text().replace('"2"', '"3"')
    lake.deliver("lms_system_a/other.jsonl", changed, datetime(2025, 1, 7, tzinfo=UTC))
    lake.deliver_json("lms_system_a/new.jsonl", record(assessment_id="4"))
    assert held(lake.store, landing).keys() == {same}

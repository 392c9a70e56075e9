from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import export_reader as reader
import pytest

from edulake.errors import ConfigError, UnreadableError
from edulake.jobs.steps.generate import generate, is_generated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

# Of the fixture `chance`, on Spark 3.5 and 4.2: a change means that older deliveries cannot be made again.
DIGEST = "9fd8ab2c1c28e7600a09ee62c4f3833a5b83134f9cfc77b060de7ae15b9a3274"

OTHER_SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.shuffle.partitions": "7",
    "spark.sql.session.timeZone": "America/New_York",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}


@pytest.fixture
def other_settings(spark: SparkSession) -> Iterator[None]:
    before = {name: spark.conf.get(name) for name in OTHER_SETTINGS}
    for name, value in OTHER_SETTINGS.items():
        spark.conf.set(name, value)
    yield
    for name, value in before.items():
        spark.conf.set(name, value)


def digest(out: Path) -> str:
    files = sorted(file for file in out.rglob("*") if file.is_file())
    named = (f"{file.relative_to(out).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def records(out: Path, system: str) -> list[tuple[str | None, ...]]:
    """Those with a student, sorted; the first two values are id and student."""
    return sorted(tuple(row.values()) for row in reader.rows_of(out, system) if row["student"])


def test_bytes_are_the_same_on_every_version_of_spark(chance: Path) -> None:
    assert digest(chance) == DIGEST


@pytest.mark.slow
@pytest.mark.once
def test_bytes_do_not_depend_on_settings(
    spark: SparkSession, chance: Path, tmp_path: Path, other_settings: None
) -> None:
    generate(spark, str(tmp_path), 300, 7, files=3)
    assert digest(tmp_path) == digest(chance)


def test_only_whole_files_are_left(chance: Path) -> None:
    found = {file.relative_to(chance).as_posix() for file in chance.rglob("*") if file.is_file()}
    parts = {
        f"{system}/2025-01-01/part-0000{number}.{form.suffix}"
        for system, form in reader.FORMS.items()
        for number in range(3)
    }
    assert found == parts | {"truth.json"}
    for file in found - {"truth.json"}:
        assert (chance / file).read_bytes().startswith(b"\xef\xbb\xbf") == file.startswith("school_database_c")
        assert (chance / file).read_bytes().endswith(b"\n")


@pytest.mark.once
def test_a_student_has_the_same_records_in_any_range(spark: SparkSession, chance: Path, tmp_path: Path) -> None:
    generate(spark, str(tmp_path), 100, 7, students_from=200)
    for system in reader.FORMS:
        part = records(tmp_path, system)
        assert part == [record for record in records(chance, system) if record[1] > "STU000200"]
        assert len({student for _, student, *_ in part}) == 100


def test_what_lies_there_whole_is_known_by_its_truth(chance: Path, tmp_path: Path) -> None:
    """Of these students, this seed and these files; not what is half-written, of others, or no truth at all."""
    arguments = json.loads((chance / "truth.json").read_text("utf-8"))["arguments"]
    (tmp_path / "truth.json").write_text(json.dumps({"arguments": {**arguments, "files": 1}}))
    asked = {"students": arguments["students"], "seed": arguments["seed"], "ability": False}
    assert is_generated(tmp_path, **asked)
    for other in ({"students": 9}, {"seed": 99}, {"ability": True}):
        assert not is_generated(tmp_path, **{**asked, **other})
    assert not is_generated(chance, **asked), "three files for one"
    (tmp_path / "truth.json").write_text('{"argum')
    assert not is_generated(tmp_path, **asked)
    assert not is_generated(tmp_path / "nowhere", **asked)


@pytest.mark.once
def test_a_delivery_replaces_its_own_files_and_seeds_differ(spark: SparkSession, tmp_path: Path) -> None:
    generate(spark, str(tmp_path), 20, 7, files=4, ability=True)
    before = (tmp_path / "lms_system_a/2025-01-01/part-00000.jsonl").read_bytes()
    truth = generate(spark, str(tmp_path), 20, 8, files=2, students_from=9_999_990)
    assert before != (tmp_path / "lms_system_a/2025-01-01/part-00000.jsonl").read_bytes()
    assert not (tmp_path / "ability.csv").exists()
    assert (tmp_path / "truth.json").read_text("utf-8") == truth.to_json()
    for system in reader.FORMS:
        assert len(reader.files_of(tmp_path, system)) == 2
        students = {row["student"] for row in reader.rows_of(tmp_path, system)} - {None, ""}
        assert {"STU9999991", "STU10000010"} <= students
        assert json.loads(truth.to_json())["systems"][system]["files"] == 2


@pytest.mark.parametrize("wrong", [{"students": 0}, {"students_from": -1}, {"files": 0}])
def test_numbers_that_make_no_sense_are_refused(spark: SparkSession, tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        generate(spark, str(tmp_path / "out"), **{"students": 5, "seed": 1, **wrong})
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_way_is_named(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(UnreadableError, match="out"):
        generate(spark, str(tmp_path / "out"), 5, 1)

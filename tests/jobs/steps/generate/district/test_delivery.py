"""The files of a district: a folder a night, whole once the truth lies beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from edulake.errors import ConfigError
from edulake.jobs.steps.generate.district import delivery
from edulake.jobs.steps.generate.district.calendar import deliveries, school_years

pytestmark = pytest.mark.once
YEARS = school_years(2)


@pytest.mark.more
def test_deliveries_are_whole_and_known_again(spark: SparkSession, tmp_path: Path) -> None:
    assert not delivery.is_district(tmp_path, 40, 7, 1)
    told = delivery.generate_district(spark, str(tmp_path), 40, 7, 1)
    nights = sorted(folder.name for folder in (tmp_path / "district").iterdir())
    assert nights == [day.isoformat() for day in deliveries()]
    lines = {night: _lines(tmp_path, night, "attendance") for night in nights}
    assert sum(lines.values()) == told["records"]["attendance"]
    assert all(_lines(tmp_path, night, "memberships") for night in nights), "what lasts is told each night"
    assert delivery.is_district(tmp_path, 40, 7, 1)
    assert not delivery.is_district(tmp_path, 41, 7, 1)
    assert not (tmp_path / ".generating").exists()


@pytest.mark.more
def test_only_some_tables_and_the_truth_about_them(spark: SparkSession, tmp_path: Path) -> None:
    names = ["students", "incidents", "fee_entries"]
    whole, some = tmp_path / "whole", tmp_path / "some"
    of_whole = delivery.generate_district(spark, str(whole), 40, 7, 1)
    told = delivery.generate_district(spark, str(some), 40, 7, 1, names)
    of_people = {"members", "members_at_opening", "households"}
    assert told.keys() == {"arguments", "records", "again", "incidents", "fees", "fees_open"} | of_people
    assert told["records"] == {name: of_whole["records"][name] for name in names[1:]}
    answers = told.keys() - {"arguments", "records", "again"}
    assert {name: told[name] for name in answers} == {name: of_whole[name] for name in answers}
    files = {path.relative_to(some): path.read_bytes() for path in some.rglob("*.csv")}
    assert {path.name.partition("-")[0] for path in files} == {*names}
    assert all((whole / path).read_bytes() == content for path, content in files.items())
    assert delivery.is_district(some, 40, 7, 1, names[::-1])
    assert not delivery.is_district(some, 40, 7, 1)
    assert not delivery.is_district(some, 40, 7, 1, names[:2])


@pytest.mark.more
def test_a_table_without_a_row_is_a_district_as_well(spark: SparkSession, tmp_path: Path) -> None:
    """Of three students nobody does what has a consequence: there is nothing to tell, night by night."""
    delivery.generate_district(spark, str(tmp_path), 3, 7, 1, ["discipline_actions", "students"])
    told = delivery.generate_district(spark, str(tmp_path), 3, 7, 1, ["discipline_actions"])
    assert told["records"] == {"discipline_actions": 0}
    assert sorted(folder.name for folder in (tmp_path / "district").iterdir()) == [
        day.isoformat() for day in deliveries()
    ]


def test_tables_that_a_district_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such table in a district") as stopped:
        delivery.generate_district(None, str(tmp_path), 40, 7, 1, ["students", "pupils"])  # type: ignore[arg-type]
    assert stopped.value.why == "pupils"
    assert "students" in stopped.value.fix
    assert not [*tmp_path.iterdir()]


@pytest.mark.more
def test_a_run_that_is_stopped_leaves_what_there_was(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a district, which nothing would tell from a real one's, and which nobody may replace."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery.truth, "of", stopped)
    there = [{"district/2025-03-31/students-00000.csv": "old", "district_truth.json": "{}"}, {}]
    for number, files in enumerate(there):
        landing = tmp_path / str(number)
        for name, text in files.items():
            (landing / name).parent.mkdir(parents=True, exist_ok=True)
            (landing / name).write_text(text)
        with pytest.raises(KeyboardInterrupt):
            delivery.generate_district(spark, str(landing), 5, 7, 1)
        left = {str(path.relative_to(landing)): path.read_text() for path in landing.rglob("*") if path.is_file()}
        assert left == files


def _lines(landing: Path, night: str, name: str) -> int:
    files = (landing / "district" / night).glob(f"{name}-*.csv")
    return sum(len(path.read_text().splitlines()) - 1 for path in files)


@pytest.mark.parametrize(("students", "years"), [(0, 1), (1, 0), (1, 11)])
def test_numbers_that_make_no_sense(tmp_path: Path, students: int, years: int) -> None:
    with pytest.raises(ConfigError, match="nothing to generate"):
        delivery.generate_district(None, str(tmp_path), students, 7, years)  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]

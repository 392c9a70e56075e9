"""What all commands have in common: names that are completed, warehouses that are not there, answers for programs."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from edulake.config.settings import Settings
from edulake.errors import ConfigError, UnreadableError

pytestmark = pytest.mark.once

options = pytest.importorskip("edulake.cli.options", reason="the extra [cli] is not installed")


def test_names_of_tables_are_completed() -> None:
    assert options.complete_table("gold.course") == ["gold.course_completion"]
    assert "silver.students" in options.complete_table("stud")
    assert options.complete_table("nothing") == []


def test_a_table_is_found_with_or_without_its_layer() -> None:
    assert str(options.known_table("students")) == str(options.known_table("silver.students")) == "silver.students"
    with pytest.raises(ConfigError, match=r"silver\.studnets") as error:
        options.known_table("silver.studnets")
    assert "silver.students" in str(error.value.lines())


def test_a_warehouse_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDULAKE_HOME", str(tmp_path))
    missing = Settings(warehouse=str(tmp_path / "none"))
    with pytest.raises(UnreadableError, match="there is no warehouse here") as error:
        options.must_be_there(missing)
    assert "run the pipeline" in error.value.fix
    (tmp_path / "demo" / "warehouse").mkdir(parents=True)
    with pytest.raises(UnreadableError) as error:
        options.must_be_there(missing)
    assert error.value.fix == f"the demo's is --warehouse {tmp_path / 'demo' / 'warehouse'}"
    options.must_be_there(Settings(warehouse=str(tmp_path)))
    options.must_be_there(Settings(warehouse="s3://bucket/warehouse"))


def test_answers_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    moment = dt.datetime(2025, 1, 6, 9, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    options.print_json(("score", "at", "day", "none"), [(Decimal("71.50"), moment, dt.date(2025, 1, 6), None)])
    options.print_json(("score",), [])
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first) == [{"score": 71.5, "at": "2025-01-06T07:00:00Z", "day": "2025-01-06", "none": None}]
    assert json.loads(second) == []


def test_a_row_has_a_value_for_each_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        options.print_json(("a", "b"), [(1,)])

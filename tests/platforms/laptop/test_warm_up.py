"""What the class archive is trained with: a demo, files that each system's source takes, twice, and a pipeline after each."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edulake.bronze import SOURCES, sources
from edulake.config.load import load
from edulake.platforms.laptop import warm_up

pytestmark = pytest.mark.once


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    for day in range(2):
        warm_up.deliver(tmp_path, day)
    return tmp_path


def test_each_system_delivers_by_its_own_form(landing: Path) -> None:
    """Its folder is its name, its header what its source asks for: what no source takes would train nothing."""
    assert {path.name for path in landing.iterdir()} == {"lms_system_a", *warm_up.HEADERS}
    for source in sources(load().sources):
        for feed in source.feeds if source.name in warm_up.HEADERS else ():
            for day in range(2):
                with (landing / source.name / f"{day}.csv").open(newline="") as file:
                    delimiter = ";" if source.name == "school_database_c" else ","
                    header, *lines = csv.reader(file, delimiter=delimiter)
                assert {feed.columns[name] for name in feed.required} <= set(header)
                assert [len(line) for line in lines] == [len(header)] * 40
    assert {"lms_system_a", *warm_up.HEADERS} <= {source.name for source in (*SOURCES, *sources(load().sources))}


def test_the_second_day_corrects_and_adds(landing: Path) -> None:
    """So that the second run merges into what the first wrote; one record of each day is refused."""
    days = [(landing / "lms_system_a" / f"{day}.jsonl").read_text().splitlines() for day in range(2)]
    records: list[dict[str, dict[str, Any]]] = []
    for lines in days:
        assert lines[-1] == "{}"
        records.append({row["assessment_id"]: row for row in map(json.loads, lines[:-1])})
    again = records[0].keys() & records[1].keys()
    assert len(again) == 20
    assert len(records[1].keys() - again) == 20
    assert all(records[1][key]["updated_at"] > records[0][key]["updated_at"] for key in again)


@pytest.mark.parametrize(("codes", "worst"), [([0, 0, 0], 0), ([0, 0, 5], 5), ([0, 3, 0], 3), ([4, 0, 0], 4)])
def test_a_demo_then_days_that_add_to_it_and_the_worst_run_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: list[int], worst: int
) -> None:
    seen: list[tuple[str, list[str], int]] = []

    def runs(name: str) -> Callable[[list[str]], int]:
        def run(arguments: list[str]) -> int:
            folder = tmp_path / "landing" / "lms_system_a"
            seen.append((name, arguments, len(list(folder.iterdir())) if folder.exists() else 0))
            return codes[len(seen) - 1]

        return run

    monkeypatch.setattr(warm_up.demo, "main", runs("demo"))
    monkeypatch.setattr(warm_up.pipeline, "main", runs("pipeline"))
    assert warm_up.main(tmp_path) == worst
    where = ["--landing", str(tmp_path / "landing"), "--warehouse", str(tmp_path / "warehouse")]
    assert seen == [
        ("demo", [*where, "--students", warm_up.STUDENTS, "--quiet"], 0),
        ("pipeline", where, 1),
        ("pipeline", where, 2),
    ]

"""One student of a school, group, step or class could be two, as in test_group_of_one: of what schools tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_schools import PLANTS, Plant
from report_lake import STUDENTS
from report_schools import of_schools
from report_told import told

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


@pytest.mark.parametrize(
    "plant",
    [PLANTS[0], *[pytest.param(plant, marks=pytest.mark.more) for plant in PLANTS[1:]]],
    ids=[plant.__name__ for plant in PLANTS],
)
def test_one_could_be_two(plant: Plant, tmp_path: Path) -> None:
    said = []
    for few in (1, 2):
        rows = of_schools(STUDENTS)
        plant(rows, few)
        said.append(told(tmp_path / str(few), rows))
    assert [one.anchor for one, two in zip(*said, strict=True) if one != two] == []


@pytest.mark.more
@pytest.mark.parametrize("plant", PLANTS, ids=[plant.__name__ for plant in PLANTS])
def test_many_are_told(plant: Plant, tmp_path: Path) -> None:
    """The other test can fail: a plant of twelve is told, one of nine is not."""
    said = []
    for many in (9, 12):
        rows = of_schools(STUDENTS)
        plant(rows, many)
        said.append(told(tmp_path / str(many), rows))
    assert said[0] != said[1]

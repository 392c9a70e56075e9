"""A group of one stays unknown: a lake in which it is a group of two says the very same, in all figures together.

Whatever is computed from a page is the same for two lakes that give the same page. So for each small group there is
another lake, in which one more student is in it, of which everything that the page is made of (numbers, drawings,
sentences of all sections of the registry) is equal: nothing that is shown, however it is combined, tells which it is.
"""

from __future__ import annotations

import copy
import importlib
import pkgutil
from pathlib import Path

import pytest
from planted import PLANTS, change
from report_lake import INSIGHTS, district
from report_told import told

from edulake.serving.report import figures
from edulake.serving.report.figures import SECTIONS

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
# One of each way in which a figure divides students: by what they are, where, when, by bands, twice, and by a list.
FIRST = ("a grade", "a school", "a day of few away", "a band of absence", "an outcome of a course", "a band of risk")


@pytest.mark.parametrize(
    "name", [name if name in FIRST else pytest.param(name, marks=pytest.mark.more) for name in PLANTS]
)
def test_one_student_could_be_two(name: str, tmp_path: Path) -> None:
    plants, members = PLANTS[name]
    base = district()
    differing = ""
    for at, (plant, (first, second)) in enumerate((plant, pair) for plant in plants for pair in members):
        said = []
        for few in ([first], [first, second]):
            rows = copy.deepcopy(base)
            plant(rows, few)
            said.append(told(tmp_path / f"{at}-{len(few)}", rows))
        unlike = [one.anchor for one, two in zip(*said, strict=True) if one != two]
        assert all(section.parts or section.tiles for section in said[0]), "a section has nothing to tell with"
        if not unlike:
            return
        differing += f" {first} and {second}: {unlike};"
    pytest.fail(f"the page tells one student of {name} from two in every lake that was tried:{differing}")


def test_a_lake_of_few_says_the_same_for_all_few(tmp_path: Path) -> None:
    assert told(tmp_path / "1", district(1)) == told(tmp_path / "7", district(7))


def test_what_is_told_is_told(tmp_path: Path) -> None:
    """The other tests can fail: a student who changes between groups that are told changes the page."""
    base, other = district(), district()
    change(other, INSIGHTS, [0], absence_band="Severe Chronic")
    assert told(tmp_path / "0", base) != told(tmp_path / "1", other)


def test_every_figure_is_walked() -> None:
    """A module that makes a section is in the registry, from which the sections here are made."""
    modules = [importlib.import_module(f"{figures.__name__}.{m.name}") for m in pkgutil.iter_modules(figures.__path__)]
    assert {module.section for module in modules if hasattr(module, "section")} == set(SECTIONS)

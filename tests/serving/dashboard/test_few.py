"""Two lakes that differ in small groups alone have the same pages, under whatever filter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from agents_lakes import SMALL, lakes, of_calibration, of_engagement
from served_dashboard import Served, served

# By default test_filters.py holds that a filter shows rows of the report alone, of which test_group_of_one.py holds this.
pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture(scope="module")
def both(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """`warehouse` skips where the extra is not installed. Of two plants figures of the report tell more, and may."""
    small = [one for one in SMALL if one[0] not in (of_engagement, of_calibration)]
    return lakes(tmp_path_factory.mktemp("few"), small)


def test_one_student_could_be_two(both: list[Path]) -> None:
    """Each filter, on the overview, which shows all that is told under it; and each page without one."""
    with served(both[0]) as one, served(both[1]) as two:
        held = one.live.newest()
        assert held.options == two.live.newest().options
        paths = [f"/sections/{section.anchor}" for section in held.sections]
        paths += [f"/?{name}={value}" for name, values in held.options.items() for value in values]
        assert len(paths) > 25
        for path in paths:
            told = told_of(one, path)
            assert told == told_of(two, path), path
            assert len(told) > 1000


def told_of(dashboard: Served, path: str) -> str:
    """A page without what says when its tables were written, and how its drawings are numbered."""
    text = dashboard.ask(path.replace(" ", "+").replace("<", "%3C").replace("'", "%27")).text
    text = re.sub(
        r'data-stamp="\w+"|datetime="[^"]+"|\([^()]* UTC\)|\bclip\d+|data [^<]* old|data of just now', "", text
    )
    return re.sub(r"<strong>[12]</strong>", "", text)

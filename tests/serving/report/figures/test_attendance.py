"""Which bands of absence are shown, and whether it is told how many are chronically absent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from report_lake import INSIGHTS, student, written

from edulake.config.load import load
from edulake.governance.released import HIDDEN, SMALLEST
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.wellbeing import ABSENCE
from edulake.serving.report.figures.attendance import told_bands

pytestmark = pytest.mark.once


def bands(fine: int, at_risk: int, moderate: int, severe: int, unknown: int = 0) -> tuple[dict[str, Any], int | None]:
    shown, chronic = told_bands(_counts(fine, at_risk, moderate, severe, unknown))
    return {" or ".join(of): n for of, n in shown.items()}, chronic


def _counts(fine: int, at_risk: int, moderate: int, severe: int, unknown: int) -> Counter[str]:
    few = {"Too Few Days": unknown, "Satisfactory": fine, "At Risk": at_risk}
    return Counter({**few, "Moderate Chronic": moderate, "Severe Chronic": severe})


def test_all_are_shown_where_none_is_small() -> None:
    shown, chronic = bands(40, 20, 12, 10)
    assert chronic == 22
    assert list(shown.values()).count(HIDDEN) == 0
    assert shown["Too Few Days"] == 0, "nobody is no group"


def test_small_bands_are_shown_with_their_neighbours() -> None:
    """Not across the border: who knows how many are chronic would have the small band by subtraction."""
    shown, chronic = bands(40, 20, 3, 30, unknown=4)
    assert chronic == 33
    assert shown == {"Too Few Days or Satisfactory": 44, "At Risk": 20, "Moderate Chronic or Severe Chronic": 33}


@pytest.mark.parametrize(
    ("few", "told"), [((40, 20, 3, 2), {"Satisfactory": 40}), ((3, 2, 40, 20), {"Moderate Chronic": 40})]
)
def test_few_on_one_side_are_hidden_with_others(few: tuple[int, int, int, int], told: dict[str, int]) -> None:
    """No join helps, and it is not told how many are chronic: what is hidden is ten students."""
    shown, chronic = bands(*few)
    assert chronic is None
    assert {band: n for band, n in shown.items() if n is not HIDDEN and n} == told


def test_the_smallest_group_that_is_shown() -> None:
    assert bands(SMALLEST, SMALLEST, SMALLEST, 0)[1] == SMALLEST


@pytest.mark.parametrize("few", [(40, 20, 3, 30, 4), (40, 20, 12, 10, 0), (40, 20, 3, 2, 0)])
def test_other_views_are_told_the_same_bands(few: tuple[int, int, int, int, int], tmp_path: Path) -> None:
    """What the dashboard tells completes nothing that the report hides."""
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    names = _counts(*few).elements()
    rows = [{"student_id": student(n), "school_year": 2025, "absence_band": band} for n, band in enumerate(names)]
    with query.opened(load(None, str(written(tmp_path / "warehouse", {INSIGHTS: rows})))) as lake:
        told = {row["absence"]: row["students"] for row in asking.told(lake, ABSENCE)}
    assert told == {band: n for band, n in bands(*few)[0].items() if n is not HIDDEN and n}

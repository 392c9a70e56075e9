"""Who came how far in admissions: no step that leaves few between it and another that is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from asked import asked, column
from report_schools import FUNNEL, YEAR, applied

from edulake.serving.questions.operations import ADMISSIONS

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_each_step_has_those_who_came_so_far(tmp_path: Path) -> None:
    """Of all districts and grades, in the newest year of entry for which anybody applied."""
    rows = [
        applied(100, 60, 45, 30),
        {**applied(20, 10, 5, 0), "entry_grade": "Kindergarten"},
        {**applied(50, 40, 30, 20), "school_id": "North"},
        {**applied(900, 800, 700, 600), "school_year": YEAR},
        {**applied(0, 0, 0, 0), "school_year": YEAR + 2},
    ]
    told = asked(tmp_path, ADMISSIONS, {FUNNEL: rows})
    assert list(told) == ["applied", "offered", "accepted", "enrolled"]
    assert column(told, "persons") == {"applied": 120, "offered": 70, "accepted": 50, "enrolled": 30}
    assert column(told, "of_applied")["enrolled"] == Decimal("0.25")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((100, 95, 60, 30), ["applied", "accepted", "enrolled"]),
        ((100, 95, 95, 30), ["applied", "enrolled"]),
        ((100, 60, 55, 50), ["applied", "offered"]),
        ((100, 60, 30, 9), ["applied", "offered", "accepted"]),
        ((100, 60, 30, 0), ["applied", "offered", "accepted", "enrolled"]),
        ((100, 100, 100, 100), ["applied", "offered", "accepted", "enrolled"]),
        ((9, 9, 9, 9), []),
    ],
    ids=[
        "few left at once",
        "few left, then nobody",
        "few left twice",
        "few came",
        "nobody came",
        "all",
        "all are few",
    ],
)
def test_no_step_leaves_few_before_it(tmp_path: Path, steps: tuple[int, int, int, int], told: list[str]) -> None:
    assert list(asked(tmp_path, ADMISSIONS, {FUNNEL: [applied(*steps)]})) == told


def test_where_nobody_applied_nothing_is_told(tmp_path: Path) -> None:
    assert asked(tmp_path, ADMISSIONS, {FUNNEL: []}) == {}

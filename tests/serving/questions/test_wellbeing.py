"""What is told of incidents, discipline and vaccination: sensitive, so of ten students on both sides."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_schools import (
    BEHAVIOUR,
    COMPARED,
    DISCIPLINED,
    IMMUNIZED,
    MISSED,
    YEAR,
    compared,
    immunized,
    missed,
    month,
    place,
    suspended,
)

from edulake.gold.product import ALL
from edulake.serving.questions.wellbeing import DISPROPORTION, IMMUNIZATION, INCIDENTS, STAFF_ABSENCE, SUSPENDED

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_offences_by_month_are_of_all_districts_together(tmp_path: Path) -> None:
    rows = [
        month(9, 30, 200),
        {**month(9, 10, 100), "source_system": "east"},
        {**month(9, 10, 100), "source_system": "west", "members": None},
        {**month(9, 20, 200), "category": "Fighting"},
        {**month(9, 20, 200), "school_id": "North"},
        month(10, 0, 200),
        month(11, 9, 200),
        month(12, 195, 200),
        {**month(6, 30, 200), "school_year": YEAR - 1},
    ]
    assert asked(tmp_path, INCIDENTS, {BEHAVIOUR: rows}) == {
        "2024-09": {"incidents": 40, "rate": Decimal("26.7")},
        "2024-10": {"incidents": 0, "rate": Decimal("0.0")},
    }


def test_who_is_suspended_in_which_school(tmp_path: Path) -> None:
    def school(name: str, members: int | None, suspended_: int, out: int | None = None, **more: Any) -> dict[str, Any]:
        return place(name) | {"members": members} | suspended(suspended_, out) | more

    rows = [
        school("told", 100, 25, 20),
        school("nobody", 90, 0),
        school("few", 80, 9),
        school("few others", 70, 65),
        school("few days", 60, 12, 3),
        school("almost all", 60, 50, 30, expelled=28),
        school("no members", None, 30),
        {**school("told", 100, 99), "school_year": YEAR - 1},
        school(ALL, 400, 112),
    ]
    told = asked(tmp_path, SUSPENDED, {DISCIPLINED: rows})
    assert {of.pop("year") for of in told.values()} == {f"{YEAR - 1}/{YEAR % 100}"}
    assert told == {
        "almost all": {"suspended": 50, "rate": Decimal("0.83"), "days": None},
        "told": {"suspended": 25, "rate": Decimal("0.25"), "days": Decimal("20.0")},
        "few days": {"suspended": 12, "rate": Decimal("0.20"), "days": None},
        "nobody": {"suspended": 0, "rate": Decimal("0.00"), "days": Decimal("0.0")},
    }
    assert list(told) == ["almost all", "told", "few days", "nobody"], "most first"


def katz(a: int, n: int, b: int, m: int) -> tuple[float, float, float]:
    """Ratio of two risks and its 95 % interval by logarithms."""
    ratio, error = (a / n) / (b / m), math.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    return ratio, math.exp(math.log(ratio) - 1.96 * error), math.exp(math.log(ratio) + 1.96 * error)


YES, NO = "Economic, Yes: In-School Suspension", "Economic, No: In-School Suspension"


def test_a_group_is_compared_with_all_others(tmp_path: Path) -> None:
    rows = [compared("Yes", 30, 100, 25, 200), compared("No", 25, 200, 30, 100)]
    told = asked(tmp_path, DISPROPORTION, {COMPARED: rows})
    assert list(told) == [YES, NO]
    assert [float(told[YES][name]) for name in ("ratio", "low", "high")] == pytest.approx(
        katz(30, 100, 25, 200), abs=1e-3
    )
    assert [float(told[NO][name]) for name in ("ratio", "low", "high")] == pytest.approx(
        katz(25, 200, 30, 100), abs=1e-3
    )
    assert (told[YES]["risk"], told[YES]["risk_of_others"]) == (Decimal("0.30"), Decimal("0.13"))
    assert {name for name in DISPROPORTION.columns if DISPROPORTION.columns[name].kind == "count"} == set()


@pytest.mark.parametrize(
    ("row", "others"),
    [
        (compared("Yes", 30, 100, 9, 200), []),
        (compared("Yes", 9, 100, 30, 200), []),
        (compared("Yes", 30, 35, 30, 200), []),
        (compared("Yes", 30, 100, 30, 35), []),
        (compared("Yes", 0, 100, 30, 200), []),
        ({**compared("Yes", 30, 100, 25, 200), "school_id": "North"}, []),
        ({**compared("Yes", 30, 100, 25, 200), "school_year": YEAR - 1}, [compared("No", 25, 20)]),
    ],
    ids=["few others", "few", "few without it", "few others without it", "nobody", "a school", "a year before"],
)
def test_few_on_any_side_are_not_compared(tmp_path: Path, row: dict[str, Any], others: list[dict[str, Any]]) -> None:
    assert asked(tmp_path, DISPROPORTION, {COMPARED: [row, *others]}) == {}


def test_the_groups_that_are_told_do_not_leave_a_small_one(tmp_path: Path) -> None:
    rows = [
        compared("Yes", 30, 100, 42, 250),
        compared("No", 40, 200, 32, 150),
        compared("Unknown", 2, 50, 70, 300),
        {**compared("Yes", 30, 100, 42, 200), "action": "Expulsion"},
        {**compared("No", 42, 200, 30, 100), "action": "Expulsion"},
    ]
    told = asked(tmp_path, DISPROPORTION, {COMPARED: rows})
    assert set(told) == {NO, "Economic, Yes: Expulsion", "Economic, No: Expulsion"}, "the smallest goes with Unknown"


def test_vaccination_by_school(tmp_path: Path) -> None:
    def school(name: str, members: int, complete: int, no_record: int = 0, vaccine: str = "MMR") -> dict[str, Any]:
        return place(name) | {"members": members} | immunized(complete, vaccine) | {"no_record": no_record}

    rows = [
        school("A", 40, 20, 10),
        {**school("A", 20, 10, 0), "grade_level": "2nd Grade"},
        school("A", 40, 0, 40, "Varicella"),
        school("B", 50, 45),
        school("C", 50, 50),
        school("D", 60, 40, 3),
        school("D", 60, 30, 12, "Polio"),
        {**school("E", 50, 20), "school_year": YEAR - 1},
        school(ALL, 200, 145, 13),
    ]
    told = asked(tmp_path, IMMUNIZATION, {IMMUNIZED: rows})
    assert {name: str(share) for name, share in column(told, "coverage").items()} == {
        "A, MMR": "0.50",
        "D, Polio": "0.50",
        "D, MMR": "0.67",
        "C, MMR": "1.00",
    }
    assert column(told, "unknown") == {
        "A, MMR": Decimal("0.17"),
        "D, Polio": Decimal("0.20"),
        "D, MMR": None,
        "C, MMR": Decimal("0.00"),
    }


def test_staff_who_are_often_away_are_told_of_in_groups_of_ten_on_both_sides(tmp_path: Path) -> None:
    rows = [
        missed("Aide", 10, 20),
        missed("Nurse", 9, 40),
        missed("Support", 31, 40),
        missed("Teacher", 20, 40, unknown=1),
    ]
    told = asked(tmp_path, STAFF_ABSENCE, {MISSED: rows})
    assert told == {"Aide": {"over": 10, "rate": 0.5}}

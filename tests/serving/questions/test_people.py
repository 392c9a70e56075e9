"""What is told of enrolment, teachers and contacts: the same schools are left out of each, and nobody is left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_schools import ENROLLED, GUARDIANS, LEARNED, STAFF, YEAR, enrolled, learned, place

from edulake.gold.product import ALL
from edulake.serving.questions.people import ENROLLED_BY_SCHOOL, ENROLLED_BY_YEAR, HOURS, REACHED, TAUGHT

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def in_two_years(**sizes: tuple[int | None, int]) -> list[dict[str, Any]]:
    """Rows of schools with members the year before (None: no row) and now, and of the district."""
    return [
        enrolled(school, n, year)
        for school, both in sizes.items()
        for year, n in zip((YEAR - 1, YEAR), both, strict=True)
        if n is not None
    ]


def test_schools_have_their_students_and_how_that_changed(tmp_path: Path) -> None:
    rows = in_two_years(North=(40, 52), South=(30, 25), New=(None, 20), All=(70, 97))
    grades = [row | {"grade_level": "2nd Grade", "members": 10} for row in rows if row["school_id"] == "North"]
    assert asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: [*rows, *grades]}) == {
        "North": {"students": 62, "before": 50, "change": 12},
        "South": {"students": 25, "before": 30, "change": -5},
        "New": {"students": 20, "before": 0, "change": 20},
    }


def test_a_small_school_takes_the_next_with_it(tmp_path: Path) -> None:
    told = asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: in_two_years(A=(40, 50), B=(30, 30), C=(8, 3))})
    assert list(told) == ["A"]


def test_what_was_a_small_school_hides_the_year_before_alone(tmp_path: Path) -> None:
    """With that of the next smallest: all students of the year before are told elsewhere."""
    told = asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: in_two_years(A=(60, 50), B=(50, 40), C=(5, 30))})
    assert column(told, "students") == {"A": 50, "B": 40, "C": 30}
    assert column(told, "before") == column(told, "change") | {"A": 60} == {"A": 60, "B": None, "C": None}


def test_a_first_year_did_not_change(tmp_path: Path) -> None:
    told = asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: in_two_years(A=(None, 50), B=(None, 40))})
    assert told == {
        "A": {"students": 50, "before": None, "change": None},
        "B": dict.fromkeys(told["B"]) | {"students": 40},
    }


def test_a_year_whose_census_has_not_come_is_not_the_newest(tmp_path: Path) -> None:
    rows = [*in_two_years(A=(40, 50)), enrolled("A", 0, YEAR + 1)]
    assert column(asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: rows}), "students") == {"A": 50}


def test_schools_of_several_districts_are_called_by_both(tmp_path: Path) -> None:
    """Each is a population of its own: a small school of one hides none of the other."""
    rows = [enrolled("A", 40), enrolled("B", 12), enrolled("C", 4)]
    others = [{**row, "source_system": "east"} for row in (enrolled("A", 30), enrolled("B", 20))]
    assert set(asked(tmp_path, ENROLLED_BY_SCHOOL, {ENROLLED: [*rows, *others]})) == {"sis A", "east A", "east B"}


@pytest.mark.parametrize(
    ("retained", "stayed"),
    [(80, "0.89"), (90, "1.00"), (85, None), (5, None), (None, None)],
    ids=["told", "all", "few left", "few stayed", "not known yet"],
)
def test_years_have_all_students_and_who_stayed(tmp_path: Path, retained: int | None, stayed: str | None) -> None:
    """Of a hundred, of whom ten graduated."""
    of_year = {**enrolled(ALL, 100, YEAR - 1), "graduated": 10, "retained": retained}
    told = asked(tmp_path, ENROLLED_BY_YEAR, {ENROLLED: [of_year, enrolled(ALL, 9), enrolled("A", 100, YEAR - 1)]})
    assert told == {"2023/24": {"students": 100, "stayed": stayed and Decimal(stayed)}}


def test_that_all_of_few_stayed_is_told_as_a_bound(tmp_path: Path) -> None:
    of_year = {**enrolled(ALL, 12, YEAR - 1), "graduated": 0, "retained": 12}
    assert column(asked(tmp_path, ENROLLED_BY_YEAR, {ENROLLED: [of_year]}), "stayed") == {"2023/24": Decimal("0.95")}


def test_students_for_each_teacher(tmp_path: Path) -> None:
    def staff(school: str, role: str, members: int | None, load: str | None, year: int = YEAR) -> dict[str, Any]:
        of = {"role": role, "members": members, "students_per_teacher": load and Decimal(load)}
        return place(school, year) | of

    rows = [
        staff("A", "Teacher", 60, "17.14"),
        staff("B", "Teacher", 40, "20.00"),
        staff("A", "Aide", None, None),
        staff("B", "Teacher", 41, "30.00", YEAR - 1),
        staff("C", "Teacher", 35, None),
        staff("D", "Teacher", 3, "3.00"),
        staff("E", "Teacher", 12, "4.00"),
        staff(ALL, "Teacher", 150, "15.00"),
    ]
    told = asked(tmp_path, TAUGHT, {STAFF: rows})
    assert {name: str(load) for name, load in column(told, "load").items()} == {"B": "20.0", "A": "17.1"}


def test_who_cannot_be_reached(tmp_path: Path) -> None:
    def school(name: str, members: int, reachable: int | None, without: int | None, grade: str = "A") -> dict[str, Any]:
        return place(name) | {
            "grade_level": grade, "members": members, "reachable": reachable, "no_contact": without,
        }  # fmt: skip

    rows = [
        school("told", 40, 20, 10),
        school("told", 20, 15, 5, "B"),
        school("all", 50, 50, 0),
        school("few", 50, 45, 0),
        school("few reached", 50, 4, 46),
        school("few without a way", 80, 50, 25),
        school("not said", 70, None, None),
        school(ALL, 360, 184, 86),
    ]
    told = asked(tmp_path, REACHED, {GUARDIANS: rows})
    assert told == {
        "few without a way": {"unreachable": 30, "rate": Decimal("0.38"), "without": None},
        "told": {"unreachable": 25, "rate": Decimal("0.42"), "without": 15},
        "all": {"unreachable": 0, "rate": Decimal("0.00"), "without": 0},
    }
    assert next(iter(told)) == "few without a way", "most first"


def test_hours_of_a_month_are_told_where_all_are_known_and_enough_took_part(tmp_path: Path) -> None:
    """Of ten who learned and ten who did not; nothing while the hours of a session are missing."""
    rows = [learned(9, 10, 20, 30), learned(10, 9, 40, 30), learned(11, 31, 40, 30), learned(12, 20, 40, 30, unknown=1)]
    told = asked(tmp_path, HOURS, {LEARNED: rows})
    assert column(told, "hours") == {"2024-09": 1.5}

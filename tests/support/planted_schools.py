"""Small groups of schools, planted in the report's lake: each plant makes one of so many students."""

from __future__ import annotations

from collections.abc import Callable

from report_lake import Rows
from report_schools import (
    BEHAVIOUR,
    CLASS_DAYS,
    COMPARED,
    DISCIPLINED,
    ENROLLED,
    FUNNEL,
    GUARDIANS,
    IMMUNIZED,
    YEAR,
    applied,
    class_day,
    compared,
    enrolled,
    immunized,
    month,
    place,
    suspended,
)

from edulake.gold.product import ALL

Plant = Callable[[Rows, int], None]


def a_small_school(rows: Rows, few: int) -> None:
    """Whoever is not in it is in South."""
    sizes = {"North": 160, "South": 80 - few, "Tiny": few, ALL: 240}
    rows[ENROLLED] = [enrolled(school, n, year) for year in (YEAR - 1, YEAR) for school, n in sizes.items()]
    rows[GUARDIANS] = [place(school) | {"members": n, "reachable": n, "no_contact": 0} for school, n in sizes.items()]


def a_school_that_was_small(rows: Rows, few: int) -> None:
    now, before = {"North": 160, "South": 50, "Tiny": 30}, {"North": 160, "South": 80 - few, "Tiny": few}
    rows[ENROLLED] = [enrolled(name, n, at) for at, of in ((YEAR, now), (YEAR - 1, before)) for name, n in of.items()]


def who_stayed(rows: Rows, few: int) -> None:
    for row in rows[ENROLLED]:
        if row["school_year"] < YEAR:
            row["retained"] = row["members"] - few


def not_reachable(rows: Rows, few: int) -> None:
    for row in rows[GUARDIANS]:
        row["reachable"] = row["members"] - few


def without_a_way(rows: Rows, few: int) -> None:
    for row in rows[GUARDIANS]:
        row["no_contact"] = row["members"] - row["reachable"] - few


def perpetrators(rows: Rows, few: int) -> None:
    rows[BEHAVIOUR][0] = month(8, few, 240)


def suspensions(rows: Rows, few: int) -> None:
    rows[DISCIPLINED] = [row | suspended(few) for row in rows[DISCIPLINED]]


def days_lost(rows: Rows, few: int) -> None:
    rows[DISCIPLINED] = [row | suspended(30, few) for row in rows[DISCIPLINED]]


def a_group_of_few(rows: Rows, few: int) -> None:
    rows[COMPARED] = [compared("Yes", few, 120, 60, 120), compared("No", 60, 120, few, 120)]


def who_is_not_immunized(rows: Rows, few: int) -> None:
    rows[IMMUNIZED] = [row | immunized(row["members"] - few) for row in rows[IMMUNIZED]]


def of_whom_nothing_is_recorded(rows: Rows, few: int) -> None:
    for row in rows[IMMUNIZED]:
        row["no_record"] = few


def who_was_not_offered_a_place(rows: Rows, few: int) -> None:
    rows[FUNNEL] = [applied(240, 240 - few, 120, 60)]


def who_came(rows: Rows, few: int) -> None:
    rows[FUNNEL] = [applied(240, 120, 60, few)]


def away(rows: Rows, few: int) -> None:
    rows[CLASS_DAYS] = [class_day("Algebra:1", 30 - few, few)]


def with_a_score(rows: Rows, few: int) -> None:
    rows[CLASS_DAYS] = [class_day("Algebra:1", 30, 0, few)]


PLANTS = (
    a_small_school, a_school_that_was_small, who_stayed, not_reachable, without_a_way, perpetrators, suspensions,
    days_lost, a_group_of_few, who_is_not_immunized, of_whom_nothing_is_recorded, who_was_not_offered_a_place, who_came,
    away, with_a_score,
)  # fmt: skip

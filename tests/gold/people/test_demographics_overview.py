"""Groups of members on the census day, from a few stays and what is said of students."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from membership_rows import cell, stays
from products import Row
from pyspark.sql import SparkSession

from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.student_groups import STUDENT_GROUPS_TABLE

SPRING = dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
PRODUCT = PRODUCTS["demographics_overview"]


def said(kind: str, *values: str, student: str, **more: Any) -> list[Row]:
    return [{"student_id": student, "kind": kind, "value": value, **more} for value in values]


def given(members: list[Row], *groups: list[Row]) -> products.Silver:
    return {MEMBERSHIPS_TABLE: members, STUDENT_GROUPS_TABLE: [row for some in groups for row in some]}


def counted(kind: str, members: int, **groups: int) -> list[Row]:
    """The rows of one school and its district, in the order of groups; blanks in their names are written as _."""
    return [
        cell(school, kind=kind, value=value.replace("_", " "), students=n, members=members)
        for school in ("All", "N")
        for value, n in sorted(groups.items())
    ]


def together(*kinds: list[Row]) -> list[Row]:
    return sorted(
        [row for rows in kinds for row in rows], key=lambda row: (row["school_id"], row["kind"], row["value"])
    )


RACES = {
    "one": ("Asian",),
    "two": ("Asian", "White"),
    "said to be several": ("Two or More",),
    "several, one of them named": ("Two or More", "Asian"),
    "hispanic among races": ("Hispanic", "White"),
    "not known": ("Unknown",),
}
CASES: products.Cases = {
    "ordinary": (
        given(stays("o1", "o2", "o3"), *[said("Sex", "Female", student=s) for s in ("o1", "o2")]),
        [
            cell(school, kind="Sex", value=value, students=n, members=3, share=share, is_exclusive=True)
            for school in ("All", "N")
            for value, n, share in (("Female", 2, "0.6667"), ("Unknown", 1, "0.3333"))
        ],
    ),
    "races": (
        given(stays(*RACES, "no row"), *[said("Race", *races, student=name) for name, races in RACES.items()]),
        together(
            [
                {**row, "is_exclusive": True}
                for row in counted("Race", 7, Asian=1, Two_or_More=3, Hispanic=1, Unknown=2)
            ],
            [
                {**row, "is_exclusive": False}
                for row in counted("Race Detail", 7, Asian=3, White=2, Two_or_More=2, Hispanic=1, Unknown=2)
            ],
        ),
    ),
    "hispanic comes before any race": (
        given(
            stays("h1", "h2", "h3", "h4"),
            *[said("Race", "White", "Asian", student=s) for s in ("h1", "h2", "h3")],
            said("Hispanic", "Yes", student="h1"),
            said("Hispanic", "No", student="h2"),
            said("Hispanic", "Yes", "No", student="h3"),
            said("Hispanic", "Yes", student="h4"),
        ),
        together(
            counted("Hispanic", 4, Yes=2, No=1, Unknown=1),
            counted("Race", 4, Hispanic=2, Two_or_More=2),
            counted("Race Detail", 4, White=3, Asian=3, Unknown=1),
        ),
    ),
    "groups that contradict each other": (
        given(
            stays("c1", "c2", "c3", "c4"),
            said("Economic", "Yes", "Free", student="c1"),
            said("Economic", "Free", "Reduced", student="c2"),
            said("Economic", "Yes", "No", student="c3"),
            said("Economic", "Yes", student="c4"),
        ),
        counted("Economic", 4, Free=1, Unknown=2, Yes=1),
    ),
    "several languages": (
        given(stays("l1", "l2"), said("Home Language", "Twi", "Ewe", student="l1")),
        [{**row, "is_exclusive": False} for row in counted("Home Language", 2, Ewe=1, Twi=1, Unknown=1)],
    ),
    "the days of groups": (
        given(
            stays("d1", "d2", "d3", "d4"),
            said("Homeless", "Yes", student="d1", begin_date="2024-10-01", end_date="2024-10-01"),
            said("Homeless", "Yes", student="d2", begin_date="2024-10-02"),
            said("Homeless", "Yes", student="d3", end_date="2024-09-30"),
            said("Homeless", "Yes", student="d4", end_date="2024-09-30"),
            said("Homeless", "No", student="d4", begin_date="2024-10-01"),
        ),
        counted("Homeless", 4, Yes=1, No=1, Unknown=2),
    ),
    "two schools": (
        given([*stays("s1", "s2"), *stays("s1", school_id="S")], said("Sex", "Male", student="s1")),
        [
            cell("All", kind="Sex", value="Male", students=1, members=2),
            cell("All", kind="Sex", value="Unknown", students=1, members=2),
            cell("N", kind="Sex", value="Male", students=1, members=2),
            cell("N", kind="Sex", value="Unknown", students=1, members=2),
            cell("S", kind="Sex", value="Male", students=1, members=1, share="1.0000"),
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_groups_from_a_few_students(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def test_another_census_day(spark: SparkSession) -> None:
    """In spring it is that of the year in which the school year ends."""
    members = [*stays("a1", entry_date="2025-02-01", delivered_at=SPRING), *stays("a2", exit_date="2025-01-31")]
    case = {"spring": (given(members, said("Sex", "Male", student="a1")), counted("Sex", 1, Male=1))}
    rows = products.answers(spark, PRODUCT, case, Gold(census_day="02-01"))["spring"]
    assert products.asked(rows, case["spring"][1]) == case["spring"][1]


@pytest.mark.more
def test_a_second_build_of_rows_in_another_order_gives_the_same(
    spark: SparkSession, found: dict[str, list[Row]]
) -> None:
    turned = {
        case: ({table: rows[::-1] for table, rows in silver.items()}, due) for case, (silver, due) in CASES.items()
    }
    assert products.answers(spark, PRODUCT, turned) == found

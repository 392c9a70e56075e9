"""Members with guardians and contacts on the census day, from a few stays and links."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from membership_rows import cell, stays
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.people.guardian_links import GUARDIAN_LINKS_TABLE
from edulake.silver.people.guardians import GUARDIANS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

PRODUCT = PRODUCTS["guardian_coverage"]
BEFORE = dt.datetime(2025, 9, 30, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 10, 2, tzinfo=dt.UTC)


def link(student: str, guardian: str = "g", **more: Any) -> Row:
    return {"student_id": student, "guardian_id": guardian, "relation": "Mother", "is_active": True, **more}


def given(members: list[Row], links: list[Row] | None = None, guardians: list[Row] | None = None) -> products.Silver:
    people = [{"guardian_id": "g", "email": "g@example.org", "is_active": True}] if guardians is None else guardians
    return {MEMBERSHIPS_TABLE: members, GUARDIAN_LINKS_TABLE: links or [], GUARDIANS_TABLE: people}


def figures(members: int, guardian: int | None, emergency: int | None, reachable: int | None, none: int | None) -> Row:
    return {
        "members": members,
        "with_guardian": guardian,
        "with_emergency": emergency,
        "reachable": reachable,
        "no_contact": none,
    }


def of_district(members: list[Row], links: list[Row], expected: Row, guardians: list[Row] | None = None) -> Any:
    """A case of one school, whose figures are those of its district."""
    return given(members, links, guardians), [cell("All", **expected), cell("N", **expected)]


NOT_SAID = {**figures(1, None, None, None, None), "reach": None}
CASES: products.Cases = {
    "ordinary": of_district(
        stays("o1", "o2", "o3"),
        [link("o1", is_emergency=True), link("o2", "nobody knows", is_emergency=False)],
        {**figures(3, 2, 1, 1, 1), "reach": "0.3333"},
    ),
    "no feed of contacts": of_district(stays("n1"), [], NOT_SAID),
    "a feed that says neither of emergencies nor how to reach anybody": of_district(
        stays("f1", "f2"), [link("f1")], {**figures(2, 1, None, None, 1), "reach": None}, [{"guardian_id": "g"}]
    ),
    "two contacts of one student": of_district(
        stays("t1"), [link("t1"), link("t1", "h", relation="Father")], {**figures(1, 1, None, 1, 0), "reach": "1.0000"}
    ),
    "contacts who are no guardians": of_district(
        stays("c1", "c2", "c3", "c4"),
        [
            link("c1", relation="Friend"),
            link("c2", relation="Unknown"),
            link("c3", relation="Friend", is_legal_guardian=True),
            link("c4", is_legal_guardian=False),
        ],
        figures(4, 2, None, 4, 0),
    ),
    "by telephone": of_district(
        stays("p1"), [link("p1")], figures(1, 1, None, 1, 0), [{"guardian_id": "g", "phone": "555", "is_active": True}]
    ),
    "the days of links": of_district(
        stays("d1", "d2", "d3", "d4", "d5"),
        [
            link("d1", begin_date="2024-10-01", end_date="2024-10-01"),
            link("d2", begin_date="2024-10-02"),
            link("d3", end_date="2024-09-30"),
            link("d4", end_date="2024-10-01", is_active=False),
            link("d5", is_active=False),
        ],
        figures(5, 2, None, 2, 3),
    ),
    "links that went with their student": of_district(
        stays("w1", exit_date="2025-06-20"),
        [link("w1", is_active=False)],
        figures(1, 1, None, 1, 0),
        [{"guardian_id": "g", "email": "g@example.org", "is_active": False}],
    ),
    "a guardian who is gone": of_district(
        stays("e1", "e2"),
        [link("e1"), link("e2", "h")],
        figures(2, 2, None, 1, 0),
        [
            {"guardian_id": "g", "email": "g@example.org", "is_active": False},
            {"guardian_id": "h", "phone": "555", "is_active": True},
        ],
    ),
    "the days of stays": of_district(
        [
            *stays("s1", entry_date="2024-10-01"),
            *stays("s2", exit_date="2024-10-01"),
            *stays("s3", entry_date="2024-10-02"),
            *stays("s4", exit_date="2024-09-30"),
            *stays("s5", is_gone=True),
            *stays("s6", exit_date="2025-01-31", is_gone=True),
        ],
        [],
        figures(4, None, None, None, None),
    ),
    "two schools on one day": (
        given([*stays("m1", "m2"), *stays("m1", school_id="S"), *stays("m3", school_id=None)], [link("m1")]),
        [
            cell("All", **figures(3, 1, None, 1, 2)),
            cell("N", **figures(2, 1, None, 1, 1)),
            cell("S", **figures(1, 1, None, 1, 0)),
            cell("Unknown", **figures(1, 0, None, 0, 1)),
        ],
    ),
    "two grades": (
        given([*stays("g1"), *stays("g2", grade_level="4th Grade")]),
        [cell(school, grade=grade, members=1) for school in ("All", "N") for grade in ("3rd Grade", "4th Grade")],
    ),
    "two stays in one school, of which the first says the grade": (
        given([*stays("k1", grade_level="4th Grade", entry_date="2024-09-01"), *stays("k1")]),
        [cell(school, members=1) for school in ("All", "N")],
    ),
    "a census day to come": (
        given([*stays("b1"), *stays("b2", entry_date="2025-09-01", delivered_at=BEFORE)]),
        [cell(school, members=1) for school in ("All", "N")],
    ),
    "a stay of two years, as told in the second": (
        given([*stays("y1"), *stays("y2", entry_date="2025-09-30", delivered_at=LATER)]),
        [
            *[cell(school, year, members=year - 2024) for school in ("All",) for year in (2025, 2026)],
            *[cell("N", year, members=year - 2024) for year in (2025, 2026)],
        ],
    ),
    "a stay of one school year": (
        given([*stays("z1", school_year=2025), *stays("z2", delivered_at=LATER)]),
        [cell(school, year, members=n) for school in ("All", "N") for year, n in ((2025, 2), (2026, 1))],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_coverage_from_a_few_links(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.more
def test_a_second_build_of_rows_in_another_order_gives_the_same(
    spark: SparkSession, found: dict[str, list[Row]]
) -> None:
    turned = {
        case: ({table: rows[::-1] for table, rows in silver.items()}, due) for case, (silver, due) in CASES.items()
    }
    assert products.answers(spark, PRODUCT, turned) == found

"""How skills grow from term to term: hazards by hand, and ratings made by chance against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import products
import pytest
import reached
from atl_oracle import GRADES, Ratings
from members_of import NEWEST, stay
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.skill_ratings import SKILL_RATINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["atl_trends"]


def rated(student: str, level: int | None, day: str = "2024-10-01", term: str | None = "T1", **more: Any) -> Row:
    usual = {"category": "Social", "rater_kind": "Teacher", "scale": "1-4", "school_id": "X", "delivered_at": NEWEST}
    return {"student_id": student, "level_no": level, "date": day, "term": term, "school_year": 2025, **usual, **more}


def given(ratings: list[Row], stays: list[Row]) -> Silver:
    return {SKILL_RATINGS_TABLE: ratings, MEMBERSHIPS_TABLE: stays}


def everywhere(*rows: Row) -> list[Row]:
    """Of a district with one school."""
    return [{"school_id": place, **row} for place in ("All", "X") for row in rows]


def term(name: str, students: int, level: str | None, matched: int = 0, change: str | None = None, **more: Any) -> Row:
    return {"term": name, "students": students, "avg_level": level, "matched_students": matched,
            "matched_change": change, **more}  # fmt: skip


TWO = [stay("S1", "X"), stay("S2", "X")]
SECOND = {"day": "2025-02-01", "term": "T2"}
CASES: products.Cases = {
    "the mean of students, and the share of levels": (
        given([rated("S1", 4), rated("S1", 4), rated("S1", 1), rated("S2", 2), rated("S2", None), rated("S3", None)],
              [*TWO, stay("S3", "X")]),
        everywhere(term("T1", 2, "2.50", not_rated=1, ratings=4, share_1="0.2500", share_2="0.2500", share_3="0.0000",
                        share_4="0.5000", grade_level="3rd Grade", first_date="2024-10-01", previous_term=None,
                        category="Social", rater_kind="Teacher", scale="1-4", school_year=2025)),
    ),
    "those of both terms": (
        given([rated("S1", 2), rated("S2", 4), rated("S1", 3, **SECOND), rated("S3", 1, **SECOND)],
              [*TWO, stay("S3", "X")]),
        everywhere(term("T1", 2, "3.00"), term("T2", 2, "2.00", 1, "1.00", previous_term="T1")),
    ),
    "what may not be read, yet or any more": (
        given([rated("S1", 2, is_published=True), rated("S2", None, is_published=False),
               rated("S1", None, **SECOND, is_published=False)], TWO),
        everywhere(term("T1", 1, "2.00", not_rated=0)),
    ),
    "nobody rated": (
        given([rated("S1", None)], TWO),
        everywhere(term("T1", 0, None, not_rated=1, ratings=0, share_1=None, share_4=None)),
    ),
    "a term between without a level": (
        given([rated("S1", 2), rated("S1", None, "2024-12-01", "T2"), rated("S1", 4, "2025-03-01", "T3")], TWO),
        everywhere(term("T1", 1, "2.00"), term("T2", 0, None, previous_term="T1"),
                   term("T3", 1, "4.00", previous_term="T2")),
    ),
    "no two scales, raters and categories are compared": (
        given([rated("S1", 1, scale="Letters"), rated("S1", 2, **SECOND, rater_kind="Self"),
               rated("S1", 3, "2025-03-01", "T3"), rated("S1", 4, "2025-04-01", "T4", category="Research")], TWO),
        everywhere(*[term(f"T{n}", 1, f"{n}.00", previous_term=None) for n in (1, 2, 3, 4)]),
    ),
    "half a hundredth down": (
        given([*[rated("S1", 2) for _ in range(199)], rated("S1", 3), rated("S1", 2, **SECOND)], TWO),
        everywhere(term("T1", 1, "2.01"), term("T2", 1, "2.00", 1, "-0.01")),
    ),
    "by their days, not their names": (
        given([rated("S1", 2, term="Z"), rated("S1", 3, "2025-02-01", "A"), rated("S1", 4, "2025-03-01", None)], TWO),
        everywhere(term("A", 1, "3.00", 1, "1.00", previous_term="Z"), term("Unknown", 1, "4.00", 1, "1.00"),
                   term("Z", 1, "2.00")),
    ),
    "the school and grade of the day": (
        given([rated("S1", 2, school_id=None), rated("S1", 4, "2024-11-01", school_id=None),
               rated("S2", 3, school_id="X"), rated("S3", 1, school_id=None), rated("S2", 1, "2026-01-01", "T9")],
              [stay("S1", "X", end="2024-10-31"), stay("S1", "Y", "2024-11-01", grade_level="4th Grade"),
               stay("S2", "X", is_primary=False), stay("S2", "W", is_primary=True, grade_level="9th Grade")]),
        [
            term("T1", 1, "3.00", school_id="All", grade_level="3rd Grade"),
            term("T1", 1, "3.00", school_id="All", grade_level="4th Grade"),
            term("T1", 1, "1.00", school_id="All", grade_level="Unknown"),
            term("T9", 1, "1.00", 1, "-2.00", school_id="All", grade_level="3rd Grade"),
            term("T1", 1, "1.00", school_id="Unknown", grade_level="Unknown"),
            term("T1", 2, "2.50", school_id="X", grade_level="3rd Grade"),
            term("T9", 1, "1.00", 1, "-2.00", school_id="X", grade_level="3rd Grade"),
            term("T1", 1, "4.00", school_id="Y", grade_level="4th Grade"),
        ],
    ),
    "the later of two grades in a term": (
        given([rated("S1", 2), rated("S1", 3, "2024-11-01")],
              [stay("S1", "X", end="2024-10-31"), stay("S1", "X", "2024-11-01", grade_level="10th Grade")]),
        everywhere(term("T1", 1, "2.50", grade_level="10th Grade")),
    ),
}  # fmt: skip


def chance(seed: int) -> Silver:
    """Nine students of three schools, who move, and their ratings of five terms."""
    luck = random.Random(seed)
    first = dt.date(2023, 8, 1)
    stays = []
    for _ in range(14):
        begins = first + dt.timedelta(luck.randrange(500))
        ends = luck.choice([None, begins + dt.timedelta(luck.randrange(300))])
        stays.append(
            stay(
                f"S{luck.randrange(9)}",
                luck.choice(["X", "Y", None]),
                begins.isoformat(),
                ends.isoformat() if ends else None,
                grade_level=luck.choice(GRADES),
                is_primary=luck.choice([True, False, None]),
            )
        )
    ratings = []
    for _ in range(250):
        year, name = luck.choice([(2024, "T1"), (2024, "T2"), (2025, "T1"), (2025, "T2"), (2025, None)])
        begins = dt.date(year - 1, 9, 1) + dt.timedelta(luck.randrange(80) + 120 * (name == "T2"))
        more = {"category": luck.choice(["Social", "Research"]), "rater_kind": luck.choice(["Teacher", "Self"])}
        of = {"school_year": year, "school_id": luck.choice(["X", "Z", None]), "scale": luck.choice(["1-4", "L"])}
        ratings.append(
            rated(f"S{luck.randrange(10)}", luck.choice([1, 2, 3, 4, None]), begins.isoformat(), name, **more, **of)
        )
    return given(ratings, stays)


DISTRICTS = {f"~{seed}": chance(seed) for seed in range(4)}
# By a platform that knows no members, of students whom another system knows.
ELSEWHERE: products.Cases = {
    "sis": (
        given([rated("S8", 2, school_id=None, source_system="a platform")], [stay("S8", "X")]),
        everywhere(term("T1", 1, "2.00", grade_level="3rd Grade")),
    )
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (silver, []) for name, silver in DISTRICTS.items()}}
    return {**products.answers(spark, PRODUCT, every), **products.answers(spark, PRODUCT, ELSEWHERE)}


@pytest.mark.parametrize("case", [*CASES, *ELSEWHERE])
def test_terms_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **ELSEWHERE}[case]
    assert products.asked(found[case], expected) == expected


@pytest.mark.parametrize("name", DISTRICTS)
def test_ratings_by_chance(name: str, found: dict[str, list[Row]]) -> None:
    due = Ratings(DISTRICTS[name][SKILL_RATINGS_TABLE], DISTRICTS[name][MEMBERSHIPS_TABLE]).trends()
    assert {row["matched_students"] > 1 for row in due} == {True, False}
    assert [{column: row[column] for column in due[0]} for row in found[name]] == due


# --- news: worlds of a category each, whose ratings and memberships came, went and changed ----------------------------


def world(name: str, luck: random.Random) -> reached.State:
    """A few ratings of three years, by a district and a system without members, and memberships of two districts."""
    own = {"X": f"{name}X", "Y": f"{name}Y", None: None}
    days = ["2023-10-02", "2024-03-04", "2024-10-01", "2025-02-03"]
    ratings = [
        {
            **rated(f"{name}S{luck.randrange(3)}", luck.choice([1, 2, 3, None]), (day := luck.choice(days)), "T"),
            "skill_rating_id": f"{name}{n}",
            "school_year": int(day[:4]) + (day[5:7] == "10"),
            "term": "T1" if day[5:7] == "10" else "T2",
            "school_id": own[luck.choice(["X", "Y", None])],
            "category": name,
            "source_system": f"{name}{luck.choice(['sis', 'sis', 'lms'])}",
        }
        for n in range(7)
    ]
    stays = [
        {
            **stay(
                f"{name}S{luck.randrange(3)}", own[luck.choice(["X", "Y"])], luck.choice(["2023-08-01", "2024-08-01"])
            ),
            "membership_id": f"{name}{n}",
            "exit_date": luck.choice([None, "2024-01-31", "2024-10-31"]),
            "grade_level": luck.choice(GRADES),
            "source_system": f"{name}{luck.choice(['sis', 'sis', 'other'])}",
            "is_deleted": False,
        }
        for n in range(4)
    ]
    return {SKILL_RATINGS_TABLE: ratings, MEMBERSHIPS_TABLE: stays}


@pytest.mark.more
def test_after_news_skills_are_those_of_a_rebuild(spark: SparkSession) -> None:
    """And of a category of which nobody rated is elsewhere nothing is computed."""
    luck = random.Random(5)
    states: list[reached.State] = [{SKILL_RATINGS_TABLE: [], MEMBERSHIPS_TABLE: []} for _ in range(2)]
    for n in range(40):
        before, fresh = world(f"{n:02}", luck), world(f"{n:02}", luck)
        table = luck.choice([MEMBERSHIPS_TABLE, MEMBERSHIPS_TABLE, SKILL_RATINGS_TABLE])
        place = luck.randrange(4)
        changed = luck.choice([[fresh[table][place]], []])
        after = {**before, table: [*before[table][:place], *changed, *before[table][place + 1 :]]}
        for state, told in zip(states, (before, after), strict=True):
            for name, rows in told.items():
                state[name] += rows
    differ, keys = reached.as_rebuilt(PRODUCT, spark, states)
    assert 20 < len(differ) <= len(keys) < 40

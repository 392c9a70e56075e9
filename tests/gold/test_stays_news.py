"""Which facts may be of another school, grade level or district: all that are, and none of people who have no news."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
import reached
from members_of import stay
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from reached import Row, State
from steps import frame

from edulake.gold import PRODUCTS, members, stays_news
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["atl_trends"]
FACT = dict.fromkeys(("source_system", "school_id", "student_id", "fact_id"), "STRING") | {"date": "DATE"}


def at(number: str, student: str, school: str | None, first: str, last: str | None = None, **more: Any) -> Row:
    usual = {"source_system": "sis", "membership_id": number, "grade_level": "3rd Grade", "is_deleted": False}
    return {**stay(student, school, first, last), **usual, **more}


def fact(name: str, student: str | None, day: str | None, school: str | None = None, source: str = "sis") -> Row:
    return {"source_system": source, "school_id": school, "student_id": student, "fact_id": name, "date": day}


def found(spark: SparkSession, states: list[State], facts: list[Row]) -> set[str]:
    changed = reached.compared(PRODUCT, spark, reached.images(PRODUCT, states))[MEMBERSHIPS_TABLE]
    now = reached.silver(PRODUCT, spark, states[-1])[MEMBERSHIPS_TABLE]
    rows = stays_news.elsewhere(changed, now, frame(spark, FACT, facts), "date").select("fact_id")
    return {row["fact_id"] for row in rows.collect()}


# --- by hand: A and B are in X, C goes to Y and is known to `other` as well; each has a fact in four months ------------

A, B = at("a", "A", "X", "2024-09-01"), at("b", "B", "X", "2024-09-01", is_primary=True)
GONE = at("g", "C", "Y", "2024-10-20", is_gone=True)
C, OTHER = at("c", "C", "Y", "2024-09-01", "2024-10-15"), at("o", "C", "Y", "2024-09-01", source_system="other")
STANDING = [A, B, C, GONE, OTHER]
MONTHS = {"9": "2024-09-30", "10": "2024-10-10", "11": "2024-11-30", "12": "2024-12-31", "-": None}
FACTS = [fact(f"{who}{name}", who, day) for who in "ABCD" for name, day in MONTHS.items()]
FACTS += [fact("none", None, "2024-10-10"), *[fact(f"l{who}", who, "2023-10-10", "Y", "lms") for who in "ACD"]]
FACTS += [fact("n", "A", "2023-10-10", "X", "nurse"), fact("s", "A", "2023-10-10", source="nurse")]
# What becomes of memberships, and the facts that may be elsewhere.
NEWS: dict[str, tuple[list[Row], set[str]]] = {
    "a stay ends": ([{**A, "exit_date": "2024-11-15"}], {"A11", "A12"}),
    "a stay begins later": ([{**A, "entry_date": "2024-10-01"}], {"A9"}),
    "both": ([{**A, "entry_date": "2024-10-01", "exit_date": "2024-12-01"}], {"A9", "A12"}),
    "another last day": ([{**C, "exit_date": "2024-10-05"}], {"C10"}),
    "another grade level": ([{**C, "grade_level": "4th Grade"}], {"C9", "C10"}),
    "another school": ([{**A, "school_id": "Y"}], {"A9", "A10", "A11", "A12"}),
    "not the main one any more": ([{**B, "is_primary": False}], {"B9", "B10", "B11", "B12"}),
    "what says nothing of where somebody is": ([{**A, "delivered_at": A["delivered_at"] + dt.timedelta(9)}], set()),
    "a student nobody has facts of": ([at("n", "N", "X", "2024-09-01")], set()),
    "one more stay": ([at("n", "A", "Y", "2024-12-01")], {"A12"}),
    "a stay that is over before it began": ([at("n", "A", "Y", "2024-11-01", "2024-10-31")], set()),
    "deleted": ([{**C, "is_deleted": True}], {"C9", "C10"}),
    "gone from its source": ([{**A, "is_gone": True, "delivered_at": dt.datetime(2024, 12, 1, tzinfo=dt.UTC)}], set()),
    "what is gone ends before the next one": ([at("n", "C", "Z", "2024-12-01", "2024-12-02")], {"C12"}),
    "somebody else's": ([{**C, "student_id": "B"}], {"C9", "C10", "B9", "B10"}),
    "a student who has no stay any more": (
        [{**A, "is_deleted": True}], {"A9", "A10", "A11", "A12", "n", "s", "lA"},
    ),
    "a district that comes first now": (
        [at("n", "A", "Y", "2020-01-01", "2020-01-02", source_system="first")],
        {"A9", "A10", "A11", "A12", "n", "s"} | {"lA", "lC", "lD"},
    ),
    "a district behind those that are known": (
        [at("n", "A", "X", "2024-12-01", source_system="z")], {"A12", "n"},
    ),
    "a source that has members now": ([at("n", "N", "W", "2020-01-01", source_system="lms")], {"lA", "lC", "lD"}),
}  # fmt: skip


NAMING = ("source_system", "school_id", "student_id", "membership_id", "fact_id")


def own(world: str, row: Row) -> Row:
    """The row with names of its world: no two worlds have a source, school or student in common."""
    return {name: f"{world}{value}" if name in NAMING and value else value for name, value in row.items()}


def after(changed: list[Row]) -> list[Row]:
    return list({row["membership_id"]: row for row in [*STANDING, *changed]}.values())


@pytest.fixture(scope="module")
def moved(spark: SparkSession) -> dict[str, set[str]]:
    """By case the facts that may be elsewhere: all cases are looked at together."""
    states: list[State] = [{MEMBERSHIPS_TABLE: []}, {MEMBERSHIPS_TABLE: []}]
    for n, (changed, _) in enumerate(NEWS.values()):
        for state, rows in zip(states, (STANDING, after(changed)), strict=True):
            state[MEMBERSHIPS_TABLE] += [own(f"{n:02}", row) for row in rows]
    facts = [own(f"{n:02}", row) for n, _ in enumerate(NEWS) for row in FACTS]
    names = found(spark, states, facts)
    return {case: {name[2:] for name in names if int(name[:2]) == n} for n, case in enumerate(NEWS)}


@pytest.mark.parametrize("case", NEWS)
def test_facts_that_news_move(case: str, moved: dict[str, set[str]]) -> None:
    """Of days on which nothing changed none is named, nor one of people who are where they were."""
    _, expected = NEWS[case]
    assert moved[case] == expected


# --- by chance: a few people in three districts, whose memberships came, went and changed twice -------------------------


def drawn(luck: random.Random, world: str) -> list[Row]:
    days = ["2024-08-20", "2024-09-10", "2024-10-01", "2024-11-05"]
    rows = [
        at(
            f"m{n}",
            luck.choice("AB"),
            luck.choice(["X", "Y", None]),
            luck.choice(days),
            luck.choice([*days, None, None, None]),
            source_system=luck.choice(["r", "r", "s", "t"]),
            grade_level=luck.choice(["3rd Grade", "4th Grade"]),
            is_primary=luck.choice([True, False, None]),
            is_gone=luck.choice([None, None, True]),
            is_deleted=luck.random() < 0.1,
            school_year=luck.choice([None, None, 2024, 2025]),
            delivered_at=dt.datetime(luck.choice([2023, 2024]), 11, 1, tzinfo=dt.UTC),
        )
        for n in range(4)
    ]
    return [own(world, row) for row in rows]


def later(luck: random.Random, rows: list[Row], world: str) -> list[Row]:
    """The same memberships after news: some stand, come, go, say one thing otherwise, or are what others would be."""
    held, fresh = ({row["membership_id"]: row for row in of} for of in (rows, drawn(luck, world)))
    both = {}
    for key in sorted({*held, *fresh}):
        name = luck.choice(["entry_date", "exit_date", "exit_date", "is_gone"])
        mended = {key: {**held[key], name: fresh[key][name]} if key in held else fresh[key]}
        both[key] = luck.choice([held, held, mended, mended, fresh, {}]).get(key)
    return [row for row in both.values() if row]


def facts_of(luck: random.Random, world: str) -> list[Row]:
    days = ["2024-08-25", "2024-09-15", "2024-10-10", "2024-12-01"]
    return [
        own(
            world,
            fact(f"f{n}", luck.choice("AB"), luck.choice(days), luck.choice(["X", "Y", None]), luck.choice("rstu")),
        )
        for n in range(5)
    ]


def placed(spark: SparkSession, state: State, facts: list[Row]) -> dict[str, tuple[Any, ...]]:
    """The district, school and stay of each fact, made of all memberships."""
    memberships = reached.silver(PRODUCT, spark, state)[MEMBERSHIPS_TABLE]
    return _placed(memberships, frame(spark, FACT, facts))


def _placed(memberships: DataFrame, facts: DataFrame) -> dict[str, tuple[Any, ...]]:
    told = members.in_districts(facts.withColumn("told_by", F.col("source_system")), memberships, "student_id")
    stays = members.whole_stays(memberships)
    named = members.with_schools(told, stays, "fact_id", "date")
    one = members.stays_of_day(told, stays, ("told_by", "fact_id"), "date")
    rows = named.join(one, on=["told_by", "fact_id"], how="left").collect()
    return {row["fact_id"]: (row["source_system"], row["school_id"], row["stay"]) for row in rows}


def test_all_facts_that_are_elsewhere_are_found(spark: SparkSession) -> None:
    """And by the memberships that they need they are where all memberships say, in two hundred worlds."""
    luck, facts = random.Random(3), []
    states: list[State] = [{MEMBERSHIPS_TABLE: []} for _ in range(3)]
    for n in range(200):
        world = f"{n:03}"
        rows = drawn(luck, world)
        for state in states:
            state[MEMBERSHIPS_TABLE] += rows
            rows = later(luck, rows, world)
        facts += facts_of(luck, world)
    before, now = (placed(spark, state, facts) for state in (states[0], states[-1]))
    named = found(spark, states, facts)
    differ = {name for name in before if before[name] != now[name]}
    assert len(differ) > 150
    assert differ <= named
    assert len(named) < len(facts)
    some = [row for row in facts if row["fact_id"] in named]
    memberships = reached.silver(PRODUCT, spark, states[-1])[MEMBERSHIPS_TABLE]
    needed = members.needed_by(frame(spark, FACT, some), memberships)
    assert _placed(needed, frame(spark, FACT, some)) == {name: now[name] for name in named}

"""What is mastered at each level of a curriculum: trees by hand, and by chance against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import curriculum_oracle
import products
import pytest
from made_up_results import as_built, as_reckoned
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.curriculum_links import CURRICULUM_LINKS_TABLE
from edulake.silver.learning.objective_results import OBJECTIVE_RESULTS_TABLE
from edulake.silver.learning.standards import MOST_LEVELS, STANDARDS_TABLE

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["curriculum_mastery"]
TOLD = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
# Ids of standards: those of a case are its own.
OF_STANDARDS = ("standard_id", "parent_id", "from_id", "to_id")


def standard(name: str, parent: str | None = None, **more: Any) -> Row:
    usual = {"framework": "F", "kind": "Standard", "is_active": True, "known_at": TOLD, "source_system": "sis"}
    return {"standard_id": name, "parent_id": parent, **usual, **more}


def tree(**parts: str) -> list[Row]:
    """By each standard those that are a part of it; those that are a part of none are tops."""
    parent_of = {part: whole for whole, of in parts.items() for part in of}
    return [standard(name, parent_of.get(name)) for name in dict.fromkeys([*parts, *parent_of])]


def chain(length: int) -> list[Row]:
    return [standard(f"c{n}", f"c{n - 1}" if n > 1 else None) for n in range(1, length + 1)]


def result(name: str, score: str | None, day: str = "2025-03-10", **more: Any) -> Row:
    usual = {"school_year": 2025, "school_id": "X", "attempt": None, "known_at": TOLD, "source_system": "sis"}
    return {"standard_id": name, "score": score, "date": day, **usual, **more}


def link(part: str, whole: str, weight: str | None, **more: Any) -> Row:
    return {"from_id": part, "to_id": whole, "weight": weight, "kind": "Child Of", "source_system": "sis", **more}


def given(standards: list[Row], results: list[Row], links: Iterable[Row] = ()) -> Silver:
    return {STANDARDS_TABLE: standards, OBJECTIVE_RESULTS_TABLE: results, CURRICULUM_LINKS_TABLE: list(links)}


def row(name: str, score: str | None, assessed: int, leaves: int, mastery: str, **more: Any) -> Row:
    return {"standard_id": name, "score": score, "assessed_leaves": assessed, "leaves": leaves, "mastery": mastery,
            **more}  # fmt: skip


ABC = tree(T="AB", A="abc", B="d")
CASES: products.Cases = {
    "every level": (
        given(ABC, [result("a", "90.00"), result("b", "70.00", "2025-04-01"), result("d", "50.00")]),
        [
            row("A", "80.00", 2, 3, "Partly", coverage="0.6667", is_leaf=False, depth=2, parent_id="T",
                last_date="2025-04-01"),
            row("B", "50.00", 1, 1, "Not Yet", coverage="1.0000", depth=2),
            row("T", "70.00", 3, 4, "Partly", coverage="0.7500", depth=1, parent_id=None, framework="F", results=3,
                school_id="X", school_year=2025, kind="Standard", is_weighed=False, term=None),
            row("a", "90.00", 1, 1, "Mastered", is_leaf=True, depth=3, last_date="2025-03-10"),
            row("b", "70.00", 1, 1, "Partly"),
            row("d", "50.00", 1, 1, "Not Yet"),
        ],
    ),
    "by the mean before it is rounded": (
        given(ABC, [result("a", "84.99"), result("b", "85.00")]),
        [row("A", "85.00", 2, 3, "Partly"), row("T", "85.00", 2, 4, "Partly"),
         row("a", "84.99", 1, 1, "Partly"), row("b", "85.00", 1, 1, "Mastered")],
    ),
    "the latest, better or not": (
        given(tree(A="abcd"), [
            result("a", "90.00"), result("a", "60.00", "2025-03-11"), result("a", None, "2025-03-12"),
            result("b", "10.00", attempt=1), result("b", "20.00", attempt=2), result("b", "30.00"),
            result("c", "11.00", known_at=TOLD + dt.timedelta(1)), result("c", "12.00"),
            result("d", "13.00", objective_result_id="r2"), result("d", "14.00", objective_result_id="r1"),
        ]),
        [row("A", "26.00", 4, 4, "Not Yet", results=10), row("a", "60.00", 1, 1, "Not Yet", results=3),
         row("b", "20.00", 1, 1, "Not Yet"), row("c", "11.00", 1, 1, "Not Yet"), row("d", "13.00", 1, 1, "Not Yet")],
    ),
    "told of, and not assessed": (
        given(tree(A="ab"), [result("a", None, school_id="Y")]),
        [row("A", None, 0, 2, "Not Assessed", coverage="0.0000", results=1, last_date=None, school_id="Y"),
         row("a", None, 0, 1, "Not Assessed")],
    ),
    "results of what has parts": (
        given(tree(A="ab"), [result("A", "100.00"), result("a", "50.00")]),
        [row("A", "50.00", 1, 2, "Not Yet", results=1), row("a", "50.00", 1, 1, "Not Yet")],
    ),
    "by weights": (
        given(tree(A="ab"), [result("a", "90.00"), result("b", "60.00")],
              [link("a", "A", "0.2"), link("b", "A", "0.1"), link("b", "A", None), link("b", "x", "5"),
               link("b", "A", "9", kind="Covers")]),
        [row("A", "80.00", 2, 2, "Partly", is_weighed=True), row("a", "90.00", 1, 1, "Mastered", is_weighed=False),
         row("b", "60.00", 1, 1, "Not Yet")],
    ),
    "where each leaf has one": (
        given(ABC, [result("a", "90.00"), result("d", "60.00")],
              [link("a", "A", "0.5"), link("b", "A", "0.5"), link("d", "B", "0.5")]),
        [row("A", "90.00", 1, 3, "Mastered", is_weighed=False), row("B", "60.00", 1, 1, "Not Yet", is_weighed=True),
         row("T", "75.00", 2, 4, "Partly", is_weighed=False), row("a", "90.00", 1, 1, "Mastered"),
         row("d", "60.00", 1, 1, "Not Yet")],
    ),
    "of several levels": (
        given(tree(T="AB", A="ab", B="c"), [result("a", "90.00"), result("b", "80.00"), result("c", "60.00")],
              [link("a", "A", "0.25"), link("b", "A", "0.75"), link("c", "B", "1"), link("A", "T", "7")]),
        [row("A", "82.50", 2, 2, "Partly", is_weighed=True), row("B", "60.00", 1, 1, "Not Yet", is_weighed=True),
         row("T", "71.25", 3, 3, "Partly", is_weighed=True), *[{"standard_id": name} for name in "abc"]],
    ),
    "weights that differ": (
        given(tree(A="ab"), [result("a", "90.00"), result("b", "60.00")],
              [link("a", "A", "0.2"), link("a", "A", "0.3"), link("b", "A", "0.1")]),
        [row("A", "75.00", 2, 2, "Partly", is_weighed=False), *[{"standard_id": name} for name in "ab"]],
    ),
    "a weight of nothing": (
        given(tree(A="ab"), [result("a", "90.00")], [link("a", "A", "0"), link("b", "A", "1")]),
        [row("A", None, 1, 2, "Not Assessed", is_weighed=True), row("a", "90.00", 1, 1, "Mastered")],
    ),
    "a circle, and what is below it": (
        given([standard("a", "b"), standard("b", "a"), standard("c", "a"), standard("d", "e"), standard("e")],
              [result("a", "90.00"), result("c", "90.00"), result("d", "80.00")]),
        [row("d", "80.00", 1, 1, "Partly"), row("e", "80.00", 1, 1, "Partly")],
    ),
    "as deep as can be": (
        given(chain(MOST_LEVELS), [result(f"c{MOST_LEVELS}", "90.00")]),
        [row(f"c{n}", "90.00", 1, 1, "Mastered", depth=n) for n in range(1, MOST_LEVELS + 1)],
    ),
    "deeper, and beside it": (
        given([*chain(MOST_LEVELS + 1), standard("x", "c1")], [result(f"c{MOST_LEVELS + 1}", "90.00"),
                                                              result("x", "70.00")]),
        [row("c1", "70.00", 1, 1, "Partly"), row("x", "70.00", 1, 1, "Partly")],
    ),
    "closed ones": (
        given([*tree(A="ab"), standard("c", "A", is_active=False), standard("d", "A", is_active=False)],
              [result("a", "80.00"), result("c", "70.00"), result("d", None)]),
        [row("A", "75.00", 2, 3, "Partly", results=3), row("a", "80.00", 1, 1, "Partly"),
         row("c", "70.00", 1, 1, "Partly", coverage="1.0000"), row("d", None, 0, 0, "Not Assessed", coverage=None)],
    ),
    "nobody tells of it": (
        given([standard("a", "lost")], [result("x", "80.00"), result("y", None), result("a", "90.00")]),
        [row("a", "90.00", 1, 1, "Mastered", framework="F", parent_id="lost", depth=1),
         row("x", "80.00", 1, 1, "Partly", framework="Unknown", kind="Unknown", parent_id=None, depth=None,
             is_leaf=True, coverage="1.0000"),
         row("y", None, 0, 1, "Not Assessed", coverage="0.0000")],
    ),
    "several tell of it": (
        given([standard("a", "A", title="old"), standard("A"), standard("B"),
               standard("a", "B", title="new", known_at=TOLD + dt.timedelta(1), source_system="b"),
               standard("a", "A", title="gone", is_active=False, known_at=TOLD + dt.timedelta(2), source_system="c")],
              [result("a", "90.00")]),
        [row("B", "90.00", 1, 1, "Mastered"), row("a", "90.00", 1, 1, "Mastered", title="new")],
    ),
    "each year for itself": (
        given(tree(A="ab"), [result("a", "90.00"), result("b", "50.00", "2024-03-10", school_year=2024),
                             result("b", "60.00", school_id="Y")]),
        [row("A", "50.00", 1, 2, "Not Yet", school_year=2024), row("A", "75.00", 2, 2, "Partly", school_id=None),
         row("a", "90.00", 1, 1, "Mastered"), row("b", "50.00", 1, 1, "Not Yet", school_year=2024),
         row("b", "60.00", 1, 1, "Not Yet", school_year=2025)],
    ),
}  # fmt: skip


def apart(case: str, table: Any, number: int, of: Row) -> Row:
    """A row of a case in a build of all of them."""
    own = {name: f"{case}/{of[name]}" for name in OF_STANDARDS if of.get(name)}
    ids = {table.key[-1]: f"{case} {number}"} if table is not STANDARDS_TABLE else {}
    student = {"student_id": case} if table is OBJECTIVE_RESULTS_TABLE else {}
    return {**ids, **of, **student, **own}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    silver: dict[Any, list[Row]] = {read.table: [] for read in PRODUCT.inputs}
    for case, (of_case, _) in CASES.items():
        for table, rows in of_case.items():
            silver[table] += [apart(case, table, number, each) for number, each in enumerate(rows)]
    answers: dict[str, list[Row]] = {case: [] for case in CASES}
    for each in as_built(spark, PRODUCT, silver):
        plain = {name: _text(value).removeprefix(f"{each['student_id']}/") if isinstance(value, str) else _text(value)
                 for name, value in each.items()}  # fmt: skip
        answers[each["student_id"]].append(plain)
    return {case: sorted(of, key=lambda one: (one["standard_id"], one["school_year"])) for case, of in answers.items()}


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | dt.date) else value


@pytest.mark.parametrize("case", CASES)
def test_a_curriculum(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected


def by_chance(seed: int) -> Silver:
    """Trees of 40 standards with circles, lost parents and closed parts, and a thousand results of nine students."""
    luck = random.Random(seed)
    names = [f"n{n}" for n in range(40)]
    parents = [luck.choice([None, "lost", *names[: n + luck.choice([0, 0, 0, 0, 3])], *names[max(0, n - 2) : n]])
               for n in range(40)]  # fmt: skip
    standards = [
        standard(name, None if parent == name else parent, framework=luck.choice("FG"), is_active=luck.random() < 0.9,
                 known_at=TOLD + dt.timedelta(luck.randrange(9)), code=luck.choice([None, name]))
        for name, parent in zip(names, parents, strict=True)
    ]  # fmt: skip
    links = [link(name, parent, luck.choice(["0.5", "1", "0.3333", "0", None]), curriculum_link_id=f"l{n}")
             for n in range(60) for name, parent in [luck.choice([*zip(names, parents, strict=True)])]
             if parent]  # fmt: skip
    results = [
        result(luck.choice([*names, "x"]), luck.choice(["100.00", "85.00", "84.99", "70.00", "33.33", "0.00", None]),
               student_id=f"S{luck.randrange(9)}", school_year=luck.choice([2024, 2025]),
               school_id=luck.choice(["X", "X", "Y", None]), attempt=luck.choice([None, 1, 2]),
               objective_result_id=f"r{n}", known_at=TOLD + dt.timedelta(luck.randrange(3)))
        | {"date": dt.date(2025, 3, 1) + dt.timedelta(luck.randrange(9))}
        for n in range(1000)
    ]  # fmt: skip
    return given(standards, [of | {"score": of["score"] and Decimal(of["score"])} for of in results], links)


@pytest.mark.parametrize("seed", [1, *[pytest.param(seed, marks=pytest.mark.more) for seed in (2, 3)]])
def test_as_the_oracle_reckons(spark: SparkSession, seed: int) -> None:
    silver = by_chance(seed)
    expected = as_reckoned(PRODUCT, curriculum_oracle.mastery, silver)
    assert {each["is_leaf"] for each in expected} == {each["mastery"] == "Partly" for each in expected} == {True, False}
    assert max(each["depth"] or 0 for each in expected) > 3
    assert as_built(spark, PRODUCT, silver) == expected

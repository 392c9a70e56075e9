"""Times from level to level: few learners by hand, many by chance, and what must be so whoever they are."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import products
import pytest
from levelled import active, chance, known_to, on, result, results, silver, version
from oracle_language_spells import Source
from practised import message
from products import Row
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["level_velocity"]
SETTINGS = Language(min_spells=2, min_events=1, horizons=[30, 60])
SEEDS = {f"~{seed}": chance(seed) for seed in range(4)}


def row(level: str = "A1", quantity: str = "median", way: str = "placement", clock: str = "days", **more: Any) -> Row:
    return {"level": level, "quantity": quantity, "entered_by": way, "clock": clock, **more}


def rising(student: str, day: int, *, every: int = 20, to: int = 60) -> list[Row]:
    """At A1 since day 0, at A2 since `day`, and active from time to time."""
    days = range(0, to, every)
    return [
        *results(student, _0=1, _1=1),
        *results(student, **{f"_{day}": 2, f"_{day + 1}": 2}),
        *active(student, *days),
    ]


def counts(reached: int, dropped: int, still_there: int, passed_over: int = 0) -> Row:
    told = {"reached": reached, "dropped": dropped, "still_there": still_there, "passed_over": passed_over}
    return {"n": reached + dropped + still_there, "learners": reached + dropped + still_there, **told}


def minutes(student: str, day: float, number: int) -> list[Row]:
    """A talk of so many minutes."""
    return [message(on(day + n / 1440), f"{student}/{day}/{n}", student) for n in range(number + 1)]


TWO = [rising("S1", 10), rising("S2", 20)]
STAYS = [*results("S3", _0=1, _1=1), *active("S3", 20, 40)]
CASES: dict[str, tuple[products.Silver, list[Row]]] = {
    "two reach the next": (
        silver(*TWO, known_to(60)),
        [row(value="10.000000000", **counts(2, 0, 0), status="OK", guided_hours_fewest=None),
         row(quantity="mean_of_those_who_reached", value="15.000000000", low=None),
         row(quantity="reached_by_30", value="1.000000000", days_after=30),
         row("A2", value=None, status="TOO_FEW", way="progress", **counts(0, 0, 2))],
    ),
    "one of three is on the way": (
        silver(*TWO, STAYS, known_to(60)),
        [row(value="20.000000000", **counts(2, 0, 1)), row(quantity="mean_of_those_who_reached", value="15.000000000"),
         row(quantity="reached_by_30", value="0.666666667"), row(quantity="still_there_after_30", value="0.333333333"),
         row(quantity="would_reach_by_60", value="0.666666667", status="OK")],
    ),
    "nobody was seen for so long": (
        silver(*TWO, STAYS, known_to(59)), [row(quantity="reached_by_60", value=None, low=None, status="MASKED")]
    ),
    "28 days without anything": (
        silver(*TWO, results("S3", _0=1, _5=1), active("S3", 34), known_to(60)),
        [row(**counts(2, 1, 0)), row(quantity="dropped_by_30", value="0.333333333"),
         row(quantity="reached_by_60", value="0.666666667", status="OK"),
         row(quantity="would_reach_by_60", value="1.000000000", status="OK")],
    ),
    "27 days": (silver(*TWO, results("S3", _0=1, _5=1), active("S3", 33), known_to(60)), [row(**counts(2, 0, 1))]),
    "28 days to the end": (silver(*TWO, results("S3", _0=1, _32=1), known_to(60)), [row(**counts(2, 1, 0))]),
    "27 days to the end": (silver(*TWO, results("S3", _0=1, _20=1), active("S3", 33), known_to(60)), [row(**counts(2, 0, 1))]),
    "who comes back has dropped off": (
        silver(*TWO, results("S3", _0=1, _1=1, _40=2, _41=2), known_to(60)),
        [row(**counts(2, 1, 0)), row("A2", way="progress", **counts(0, 0, 3))],
    ),
    "within a day is one": (
        silver(*[[result(s, 0, 1), result(s, 0.1, 1), result(s, 0.2, 2), result(s, 0.3, 2)] for s in "ST"], known_to(9)),
        [row(value="1.000000000", **counts(2, 0, 0))],
    ),
    "a level that is passed over": (
        silver(*TWO, results("S3", _0=1, _1=1, _10=3, _11=3), active("S3", 30), known_to(50)),
        [row(value="10.000000000", **counts(3, 0, 0)), row("A2", way="progress", **counts(0, 0, 2, 1)),
         row("B1", way="progress", **counts(0, 0, 1))],
    ),
    "a first result that is too low": (
        silver(*TWO, results("S3", _0=1, _3=2, _4=2), active("S3", 30), results("S4", _0=2, _3=1, _4=1, _9=2, _12=2),
               active("S4", 30), known_to(50)),
        [row(**counts(2, 0, 0, 2)), row("A2", way="placement", **counts(0, 0, 2)), row("A2", way="progress", **counts(0, 0, 2))],
    ),
    "shown before it was sure, but not the first": (
        silver(*[[*results(s, _0=1, _1=1, _9=2, _10=3, _12=3), *active(s, 30)] for s in ("S1", "S2")], known_to(50)),
        [row(value="9.000000000"), row("A2", value="1.000000000", way="progress", **counts(2, 0, 0))],
    ),
    "placed above the lowest": (
        silver(*[[*results(s, _0=3, _1=3, _9=4, _12=4), *active(s, 30)] for s in ("S1", "S2")], known_to(50)),
        [row("B1", value="9.000000000"), row("B1", "median_gap", value="3.000000000"), row("B2", way="progress")],
    ),
    "a level that the source gave": (
        silver(*[[version(s, 0, 1, 15), version(s, 15, 2), *active(s, 20, 40)] for s in ("S1", "S2")], known_to(60)),
        [row(value="15.000000000"), row(quantity="median_gap", value=None)],
    ),
    "shown once and never again": (
        silver(*[[*results(s, _0=1, _1=1, _5=2, _9=1, _30=2, _31=2)] for s in ("S1", "S2")], known_to(40)),
        [row(value="30.000000000"), row(quantity="median_as_first_shown", value="5.000000000")],
    ),
    "hours are those of talk after the first day": (
        silver(*TWO, minutes("S1", 0.1, 20), minutes("S1", 5, 90), minutes("S1", 10, 30), minutes("S1", 11, 50),
               minutes("S2", 4, 60), STAYS, known_to(60)),
        [row(clock="hours", value="1.000000000", **counts(2, 0, 0), guided_hours_fewest=90, guided_hours_most=100),
         row(quantity="mean_of_those_who_reached", clock="hours", value="1.500000000")],
    ),
    "one is too few": (silver(rising("S1", 10), known_to(60)), [row(value=None, low=None, status="TOO_FEW", **counts(1, 0, 0))]),
    "nobody reached it": (
        silver(STAYS, [{**one, "student_id": "T"} for one in STAYS], known_to(60)),
        [row(value=None, status="TOO_FEW"), row(quantity="still_there_after_30", value=None, status="TOO_FEW")],
    ),
    "languages are apart": (
        silver(*TWO, [{**one, "course_id": "it"} for one in STAYS], known_to(60)), [row(**counts(2, 0, 0))]
    ),
    "the highest has no next": (silver(*[results(s, _0=6, _1=6) for s in "ST"], known_to(9)), []),
}  # fmt: skip
KEY = ("level", "quantity", "entered_by", "clock")


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    every = {**CASES, **{name: (given, []) for name, given in SEEDS.items()}}
    every = {name: case for name, case in every.items() if name != "the highest has no next"}
    return products.answers(spark, PRODUCT, every, Gold(language=SETTINGS))


@pytest.mark.parametrize("case", CASES)
def test_times_of_a_few(case: str, found: dict[str, list[Row]]) -> None:
    rows = {tuple(one[name] for name in KEY): one for one in found.get(case, []) if one["course_id"] == "es"}
    for due in CASES[case][1]:
        told = rows[tuple(due[name] for name in KEY)]
        assert {name: told[name] for name in due} == due


@pytest.mark.parametrize("case", [*CASES, *SEEDS])
def test_as_the_oracle_reckons(case: str, found: dict[str, list[Row]]) -> None:
    due = Source({**CASES, **{name: (given, []) for name, given in SEEDS.items()}}[case][0], SETTINGS).figures()
    names = (
        "course_id",
        *KEY,
        "days_after",
        "status",
        "n",
        "learners",
        "reached",
        "dropped",
        "still_there",
        "passed_over",
    )
    key = ("course_id", *KEY)
    told = sorted(found.get(case, []), key=lambda one: [one[name] for name in key])
    expected = sorted(due, key=lambda one: [one[name] for name in key])
    assert [tuple(one[name] for name in names) for one in told] == [
        tuple(one[name] for name in names) for one in expected
    ]
    for one, other in zip(told, expected, strict=True):
        for name in ("value", "low", "high"):
            assert (one[name] is None) == (other[name] is None), (one, other)
            if isinstance(other[name], Fraction):
                # Who is still there is the rest of two shares that are rounded.
                halves = 2 if "still" in one["quantity"] else 1
                assert abs(Fraction(one[name]) - other[name]) <= Fraction(halves, 2 * 10**9), (one, other)
            elif other[name] is not None:
                assert float(one[name]) == pytest.approx(other[name], abs=1e-9), (one, other)


def test_chance_has_something_of_all(found: dict[str, list[Row]]) -> None:
    rows = [one for name in SEEDS for one in found[name]]
    assert {"OK", "TOO_FEW", "MASKED"} == {one["status"] for one in rows}
    assert all(
        any(one[name] for one in rows) for name in ("reached", "dropped", "still_there", "passed_over", "low", "high")
    )
    assert {one["entered_by"] for one in rows if one["value"]} == {"placement", "progress"}
    assert {one["clock"] for one in rows if one["value"]} == {"days", "hours"}


def test_all_are_somewhere(found: dict[str, list[Row]]) -> None:
    """What was reached, who dropped off and who is still there are 1 to the last digit, and none is below 0."""
    shares: dict[Any, list[Decimal]] = {}
    for name, rows in found.items():
        for one in rows:
            if one["status"] == "OK" and one["days_after"] and not one["quantity"].startswith("would"):
                key = (name, *[one[part] for part in ("course_id", *KEY[:1], *KEY[2:], "days_after")])
                shares.setdefault(key, []).append(Decimal(one["value"]))
    assert len(shares) > 20
    assert {(len(three), sum(three)) for three in shares.values()} == {(3, 1)}
    assert all(min(three) >= 0 for three in shares.values())


@pytest.mark.more
def test_the_order_of_rows_changes_nothing(spark: SparkSession, found: dict[str, list[Row]]) -> None:
    rng = random.Random(5)
    shuffled = {table: rng.sample(rows, len(rows)) for table, rows in SEEDS["~0"].items()}
    again = products.answers(spark, PRODUCT, {"~0": (shuffled, [])}, Gold(language=SETTINGS))
    assert again["~0"] == found["~0"]

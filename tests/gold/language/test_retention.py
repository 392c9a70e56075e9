"""Who comes back: on a day, in a week, or at any time before they count as dropped off."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import products
import pytest
from practised import at, given, talk
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS
from edulake.gold.language import retention

PRODUCT = PRODUCTS["retention"]
MONDAY = dt.date(2025, 3, 3)


def came(**days: list[int]) -> Silver:
    """Each learner on days after Monday 3 March; "last" is one more, so that all is known until the day before."""
    begin = at("03-03")
    return given(
        *[
            talk(begin + dt.timedelta(day), f"{who}{day}", who, course_id="it" if day % 2 else "es")
            for who, own in days.items()
            for day in own
        ]
    )


def cell(kind: str, after: int, *told: object) -> Row:
    names = ("learners", "eligible", "retained", "rate", "lower", "upper", "status")
    return {"kind": kind, "days_after": after, **dict(zip(names, told, strict=False))}


# The first day of each learner is a Monday but that of D, who begins on Sunday: cells of the week wait for D's days.
CASES: dict[str, tuple[Silver, list[Row]]] = {
    "all are known": (
        came(A=[0, 1, 7, 90], B=[0, 8, 35], C=[0, 36], D=[6, 7], last=[118]),
        [
            cell("on", 1, 4, 4, 2, "0.5000", "0.1500", "0.8500", "OK"),
            cell("on", 7, 4, 4, 1, "0.2500", "0.0456", "0.6994", "OK"),
            cell("bracket", 7, 4, 4, 2, "0.5000"),
            cell("bracket", 35, 4, 4, 2, "0.5000"),
            cell("on_or_after", 1, 4, 4, 3, "0.7500"),
            cell("on_or_after", 7, 4, 4, 2, "0.5000"),
            cell("on_or_after", 14, 4, 4, 2, "0.5000"),
            cell("on_or_after", 84, 4, 3, None, None, None, None, "MASKED"),
            cell("on", 84, 4, 4, 0, "0.0000", "0.0000", "0.4899", "OK"),
        ],
    ),
    # Until day 13: day 7 of who begins on Sunday. It is one short for whoever begins then, if anybody did.
    "the week's last day decides": (
        came(A=[0, 1], last=[14]),
        [cell("on", 1, 1, 1, 1, "1.0000"), cell("on", 7, 1, 1, 0, "0.0000"), cell("on", 14, 1, 0, None)],
    ),
    "a day short": (
        came(A=[0, 1], last=[13]),
        [cell("on", 1, 1, 1, 1), cell("on", 7, 1, 1, None, None, None, None, "MASKED")],
    ),
    "a week that is not over": (came(A=[0, 1], last=[5]), [cell("on", 1, 1, 1, None, None, None, None, "MASKED")]),
    # Learner A may be gone for 28 days from day 7 on; that of day 36 is too late.
    "as long as nobody counts as dropped off": (
        came(A=[0, 35], B=[0, 36], last=[60]),
        [cell("on_or_after", 7, 2, 2, 1, "0.5000")],
    ),
}


def in_first_week(rows: list[Row]) -> dict[tuple[str, int], Row]:
    return {(row["kind"], row["days_after"]): row for row in rows if row["cohort_week"] == MONDAY.isoformat()}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, {name: (silver, []) for name, (silver, _) in CASES.items()})


@pytest.mark.parametrize("case", CASES)
def test_who_comes_back(case: str, found: dict[str, list[Row]]) -> None:
    told = in_first_week(found[case])
    for due in CASES[case][1]:
        row = told[due["kind"], due["days_after"]]
        assert {name: row[name] for name in due} == due


def test_cells_follow_the_settings() -> None:
    assert ("on_or_after", 7, 21) in retention.cells(Gold(language=Language(drop_off_days=14)))


def by_chance(last: int) -> Silver:
    """Forty learners of ten weeks, with all activity before the last day."""
    chance, begin = random.Random(5), at("01-06")
    rows = []
    for n in range(40):
        first = chance.randrange(70)
        days = {first, *[first + int(chance.expovariate(0.05)) for _ in range(8)]}
        rows += [talk(begin + dt.timedelta(day), f"{n}/{day}", f"S{n}") for day in days if day < last]
    return given(*rows, talk(begin + dt.timedelta(last), "last", "last"))


def test_invariants(spark: SparkSession) -> None:
    """On a day are no more than in its week or later; masked cells are a triangle; a day changes what it completes."""
    cases = {str(last): (by_chance(last), []) for last in (100, 101)}
    today, tomorrow = products.answers(spark, PRODUCT, cases).values()
    weeks = sorted({row["cohort_week"] for row in today})[:-1]
    known: list[set[tuple[str, int]]] = []
    for week in weeks:
        cells = {(row["kind"], row["days_after"]): row for row in today if row["cohort_week"] == week}
        known.append({at for at, row in cells.items() if row["status"] == "OK"})
        for (kind, after), row in cells.items():
            assert (row["retained"] is None) == (row["rate"] is None) == (row["status"] == "MASKED")
            assert row["status"] == "MASKED" or row["eligible"] == row["learners"]
            for wider in ("bracket", "on_or_after"):
                if kind == "on" and (wider, after) in known[-1]:
                    assert row["retained"] <= cells[wider, after]["retained"]
    assert all(later <= earlier for earlier, later in pairwise(known))
    assert 0 < len(known[-1]) < len(known[0])
    for kind in ("on", "bracket", "on_or_after"):
        for told in known:
            days = [after for name, after in told if name == kind]
            assert all(
                after in days
                for after in (1, *retention.WEEKS)
                if min(days, default=99) <= after <= max(days, default=0)
            )
    later = {(row["cohort_week"], row["kind"], row["days_after"]): row for row in tomorrow}
    changed = {"eligible", "observed_until", "source_system"}
    for row in today:
        if row["status"] == "OK":
            same = later[row["cohort_week"], row["kind"], row["days_after"]]
            assert {k: v for k, v in row.items() if k not in changed} == {
                k: v for k, v in same.items() if k not in changed
            }

"""Who is in an experiment: hands have worked out each learner."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import products
import pytest
from experiment_world import by_hash
from products import Row
from pyspark.sql import SparkSession

from edulake.config.experiments import Experiment
from edulake.gold.language import activity, experiment_arms
from edulake.gold.language.experiment_results import EXPERIMENT_RESULTS
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.experiment_assignments import EXPERIMENT_ASSIGNMENTS_TABLE
from edulake.silver.language.experiment_exposures import EXPERIMENT_EXPOSURES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

EVEN = {"control": Decimal(1), "short": Decimal(1)}
START, END = dt.date(2025, 1, 10), dt.date(2025, 1, 20)
EXPERIMENTS = {
    "shown": Experiment(EVEN, START, END, "score", Decimal(1)),
    "acts": Experiment(EVEN, START, END, "score", Decimal(1), salt="a", exposure="attempt"),
    "class": Experiment(EVEN, START, END, "score", Decimal(1), salt="k", unit="class", exposure="attempt"),
}
MINE = {name: by_hash("shown", name, EVEN) for name in "ABCDEFGHIJK"}
OTHER = {"control": "short", "short": "control"}


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2025, 1, day, hour, tzinfo=dt.UTC)


def assigned(student: str, day: int, variant: str, experiment: str = "shown") -> Row:
    told = {"student_id": student, "experiment_id": experiment, "variant": variant, "assigned_at": at(day)}
    return {**told, "date": f"2025-01-{day:02d}"}


def shown(student: str, day: int, variant: str | None = None, experiment: str = "shown", hour: int = 9) -> Row:
    told = {"student_id": student, "experiment_id": experiment, "variant": variant, "exposed_at": at(day, hour)}
    return {**told, "date": f"2025-01-{day:02d}"}


def attempt(student: str, day: int) -> Row:
    return {"student_id": student, "completed_at": at(day), "date": f"2025-01-{day:02d}", "is_finished": True}


def version(student: str, day: int, class_id: str | None) -> Row:
    return {"student_id": student, "class_id": class_id, "valid_from": at(day)}


GIVEN: products.Silver = {
    EXPERIMENT_ASSIGNMENTS_TABLE: [
        assigned("A", 9, MINE["A"]),
        assigned("B", 9, OTHER[MINE["B"]]),
        assigned("C", 12, MINE["C"]),
        assigned("D", 9, MINE["D"]),
        assigned("E", 21, MINE["E"]),
        assigned("F", 9, "nobody's"),
        assigned("G", 9, MINE["G"], "another"),
        *(assigned("J", 12, MINE["J"]), assigned("J", 9, MINE["J"])),
        *(assigned("K", 12, OTHER[MINE["K"]]), assigned("K", 9, MINE["K"])),
    ],
    EXPERIMENT_EXPOSURES_TABLE: [
        *(shown("A", 9), shown("A", 10, MINE["A"]), shown("A", 15), shown("A", 21, OTHER[MINE["A"]])),
        *(shown("B", 20), shown("B", 20, hour=8)),
        *(shown("C", 11), shown("C", 12, hour=10)),
        *(shown("D", 12, MINE["D"]), shown("D", 13, OTHER[MINE["D"]])),
        *(shown("E", 20), shown("F", 12), shown("G", 12, experiment="another"), shown("H", 12)),
        *(shown("J", 11), shown("K", 11)),
        *(shown("I", 9), shown("I", 21)),
    ],
    ATTEMPTS_TABLE: [attempt("P", 9), attempt("P", 11), attempt("Q", 10), attempt("R", 21), attempt("S", 12)],
    STUDENTS_TABLE: [version("P", 1, "old"), version("P", 5, "7a"), version("Q", 1, "7a"), version("S", 3, None)],
}
# Variant, exposed at, delivered, mismatched, excluded.
DUE = {
    "A": (MINE["A"], at(10), True, False, False),
    "B": (OTHER[MINE["B"]], at(20, 8), True, True, False),
    "C": (MINE["C"], at(12, 10), True, False, False),
    "D": (MINE["D"], at(12), True, False, True),
    "E": (MINE["E"], at(20), False, False, False),
    "F": ("nobody's", at(12), True, True, False),
    "H": (MINE["H"], at(12), False, False, False),
    # By a crosswalk two ids may be of one learner, who was assigned by each of them.
    "J": (MINE["J"], at(11), True, False, False),
    "K": (MINE["K"], at(11), True, False, True),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], Row]:
    cases: products.Cases = {"sis": (GIVEN, [])}
    silver = {
        read.table: products._frame(spark, EXPERIMENT_RESULTS, read.table, cases) for read in EXPERIMENT_RESULTS.inputs
    }
    members = experiment_arms.members(silver, activity.activity(silver), EXPERIMENTS).localCheckpoint()
    counted = experiment_arms.counted(members).collect()
    rows = {("counted", f"{row['experiment_id']} {row['variant']}"): row.asDict() for row in counted}
    return rows | {(row["experiment_id"], row["student_id"]): row.asDict() for row in members.collect()}


@pytest.mark.parametrize("student", DUE)
def test_members(found: dict[tuple[str, str], Row], student: str) -> None:
    row = found["shown", student]
    told = row["exposed_at"].astimezone(dt.UTC), row["is_delivered"], row["is_mismatched"], row["is_excluded"]
    assert (row["variant"], *told) == DUE[student]
    assert row["exposed_on"] == DUE[student][1].date()
    assert row["unit"] == student


def test_who_is_no_member(found: dict[tuple[str, str], Row]) -> None:
    """Not those of an experiment that the settings do not know, nor who was shown anything on other days alone."""
    assert {student for name, student in found if name == "shown"} == set(DUE)
    assert {student for name, student in found if name == "acts"} == {"P", "Q", "S"}
    assert found["acts", "P"]["exposed_on"] == dt.date(2025, 1, 11)
    assert found["acts", "Q"]["variant"] == by_hash("a", "Q", EVEN)


def test_classes_are_those_that_were_told_last(found: dict[tuple[str, str], Row]) -> None:
    assert [found["class", name]["unit"] for name in "PQS"] == ["7a", "7a", None]
    assert [found["class", name]["variant"] for name in "PQ"] == [by_hash("k", "7a", EVEN)] * 2
    assert found["class", "S"]["variant"] is None


def test_learners_of_other_sources_are_in_none(spark: SparkSession) -> None:
    """Of two sources with equal ids one may be meant alone."""
    acted = {ATTEMPTS_TABLE: [attempt("P", 11)], EXPERIMENT_ASSIGNMENTS_TABLE: [assigned("P", 9, "short", "mine")]}
    silver = {
        read.table: products._frame(spark, EXPERIMENT_RESULTS, read.table, {"sis": (acted, []), "app": (acted, [])})
        for read in EXPERIMENT_RESULTS.inputs
    }
    of_all = replace(EXPERIMENTS["acts"], salt="m")
    experiments = {"mine": replace(of_all, sources=["app"]), "all": of_all}
    rows = experiment_arms.members(silver, activity.activity(silver), experiments).collect()
    assert sorted((row["experiment_id"], row["source_system"], row["student_id"]) for row in rows) == [
        ("all", "app", "P"),
        ("all", "sis", "P"),
        ("mine", "app", "P"),
    ]


def test_counts(found: dict[tuple[str, str], Row]) -> None:
    names = ("assigned", "shown", "exposed", "excluded", "mismatched")
    counts = {place[1]: tuple(row[name] for name in names) for place, row in found.items() if place[0] == "counted"}
    assert counts["class None"] == (0, 0, 1, 0, 0)
    assert counts[f"class {by_hash('k', '7a', EVEN)}"] == (0, 1, 2, 0, 0), "two learners of one class"
    assert counts["shown nobody's"] == (1, 1, 1, 0, 1)
    mine = [row for row in DUE.values() if row[0] == "short"]
    assert counts["shown short"] == (
        sum(row[2] for row in mine), len(mine), len(mine), sum(row[4] for row in mine), sum(row[3] for row in mine)
    )  # fmt: skip

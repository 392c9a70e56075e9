"""The tree of standards, and tries at its objectives."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from edulake.jobs.steps.generate.district import people
from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.curriculum import LOW, OBJECTIVE, STANDARD, tree

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)
KINDS = ("Subject", "Strand", "Standard", "Objective")


def test_each_node_but_subjects_is_a_part_of_one_before_it(told: Any) -> None:
    known = {}
    for node in tree():
        assert node.parent is None or known[node.parent].kind == KINDS[node.depth - 1]
        assert (node.parent is None, node.kind) == (node.depth == 0, KINDS[node.depth])
        assert node.code not in known
        known[node.code] = node
    rows = {row["standard_id"]: (row["parent_id"], row["kind"]) for row in told["standards"]}
    assert rows == {code: (node.parent, node.kind) for code, node in known.items()}


def test_the_weights_of_a_standards_objectives_are_one(told: Any) -> None:
    weights: dict[str, Decimal] = defaultdict(Decimal)
    for row in told["curriculum_links"]:
        weights[row["to_id"]] += Decimal(row["weight"])
    assert weights == {node.code: 1 for node in tree() if node.kind == STANDARD}


def test_who_is_absent_or_low_may_try_again_and_nobody_else(told: Any) -> None:
    tries = defaultdict(dict)
    for row in told["objective_results"]:
        assert (row["score"] is None) == (row["status"] is not None)
        key = row["student_id"], row["standard_id"], row["school_year"]
        assert row["attempt"] not in tries[key]
        tries[key][row["attempt"]] = row
    assert {row["status"] for row in told["objective_results"]} == {None, "ABS", "MED"}
    assert {standard for _, standard, _ in tries} == {node.code for node in tree() if node.kind == OBJECTIVE}
    again = [of for of in tries.values() if "2" in of]
    assert 0 < len(again) < len(tries) / 2
    for of in again:
        assert of["1"]["date"] < of["2"]["date"]
        assert of["1"]["score"] is None or Decimal(of["1"]["score"]) < LOW
        assert of["2"]["status"] is None
    students = len({(student, year) for student, _, year in tries})
    assert 0.75 < len(tries) / (students * 18) < 0.9, "not all objectives are tested"


def test_tests_are_taken_by_those_who_are_there(spark: Any, told: Any) -> None:
    stays = people.stays(people.in_years(people.people(spark, 120, 7, len(YEARS)), YEARS))
    spells = defaultdict(list)
    for row in stays.select("student", "school_year", "entry_date", "exit_date").collect():
        of = spells[f"D{row['student']:07d}", str(row["school_year"])]
        of.append((row["entry_date"].isoformat(), row["exit_date"].isoformat()))
    for row in (*told["objective_results"], *told["skill_ratings"]):
        of = spells[row["student_id"], row["school_year"]]
        assert min(first for first, _ in of) <= row["date"] <= max(last for _, last in of)

"""Results of Ed-Fi in standards, from files to silver: a part of a test that tells of other standards, in any order."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from edfi import AIM, EXAMPLES, Json, guid, to
from edfi_rows import Delivery
from lake import Lake

from edulake.silver.learning.objective_results import OBJECTIVE_RESULTS_TABLE

pytestmark = pytest.mark.once
[PART] = EXAMPLES["6"]["objectiveAssessments"]
[TAKEN] = EXAMPLES["6"]["studentAssessments"]


def part(day: int, *standards: str) -> Json:
    named = [
        {"learningStandardReference": to("LearningStandard", "learningStandards", learningStandardId=one)}
        for one in standards
    ]
    return {**PART, "learningStandards": named, "_lastModifiedDate": f"2025-02-0{day}T08:00:00Z"}


DELIVERIES: dict[int, Delivery] = {
    1: {"objectiveAssessments": [part(1, AIM, "MA.1.1.2")]},
    2: {"studentAssessments": [TAKEN, {**TAKEN, "id": guid("gone"), "studentAssessmentIdentifier": "R-2"}]},
    3: {
        "objectiveAssessments": [part(3, "MA.1.1.2", "MA.1.1.3")],
        "deletes/studentAssessments": [{"id": guid("gone")}],
    },
}


def bring(lake: Lake, day: int) -> None:
    for folder, objects in DELIVERIES[day].items():
        lake.deliver(f"edfi/2025-02-0{day}/{folder}/1.jsonl", "\n".join(json.dumps(said) for said in objects))
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=["objective_results"])


def told(lake: Lake) -> list[tuple[Any, ...]]:
    rows = lake.rows(OBJECTIVE_RESULTS_TABLE)
    return sorted((row["assessment_id"], row["standard_id"], str(row["score"]), row["level"]) for row in rows)


def result(key: str, standard: str) -> tuple[Any, ...]:
    return (guid(key), standard, "84.30", "Meets")


LAST = [result("res", standard) for standard in ("MA.1.1.2", "MA.1.1.3")]


@pytest.mark.more
def test_what_a_part_tells_no_more_goes(lake: Lake) -> None:
    bring(lake, 1)
    bring(lake, 2)
    both = [result(key, standard) for key in ("gone", "res") for standard in (AIM, "MA.1.1.2")]
    assert told(lake) == sorted(both)
    bring(lake, 3)
    assert told(lake) == LAST
    assert lake.refused() == []
    before = lake.versions()
    bring(lake, 3)
    assert lake.versions() == before, "a second run changes nothing"


@pytest.mark.slow
@pytest.mark.parametrize("order", [order for order in itertools.permutations((1, 2, 3)) if order != (1, 2, 3)])
def test_the_order_of_deliveries_does_not_matter(order: tuple[int, ...], lake: Lake) -> None:
    for day in order:
        bring(lake, day)
    assert told(lake) == LAST
    assert {row["status"] for row in lake.refused()} <= {"RESOLVED"}

"""What is said and cannot be read is marked in every subject: ids that are none, and school years."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation

pytestmark = pytest.mark.once


class Sound(NamedTuple):
    """A record without a fault, the ids that it need not have, and its own one, in whose place another is made."""

    raw: dict[str, str | None]
    optional: tuple[str, ...]
    own: str = ""
    places: tuple[str, ...] = ()  # of the optional ids those of which the id that is made is made

    @property
    def cases(self) -> dict[str, Case]:
        kept: dict[str, Any] = {self.own: self.raw[self.own]} if self.own else {}
        cases = {
            f"{name} {raw[:3]!a}": Case({name: raw}, {name: None, **kept}, issues=("BAD_ID",))
            for name in self.optional
            for raw in UNFIT
        }
        cases |= {f"{self.own} {raw[:3]!a}": Case({self.own: raw}, {}, issues=("BAD_ID",)) for raw in UNFIT if self.own}
        cases |= {
            f"{name} {raw[:3]!a} without an own id": Case({self.own: None, name: raw}, {name: None}, issues=("BAD_ID",))
            for name in self.places
            for raw in UNFIT
        }
        cases |= {
            f"school year {raw!a}": Case({"school_year": raw}, {"school_year": year}) for raw, year in YEARS.items()
        }
        no_years = {f"school year {raw!a}": {"school_year": raw} for raw in NO_YEARS}
        return cases | {name: Case(raw, {}, issues=("BAD_SCHOOL_YEAR",)) for name, raw in no_years.items()}


UNFIT = ("A\x00B", "x" * 129)
YEARS = {"2024/25": 2025, "2023-2024": 2024, "\u00a02024\u200b": 2024, "2024.0": 2024, "1900": 1900}
NO_YEARS = ("2025.5", "2024/26", "24/25", "1899", "3000", "this year")
SUBJECTS = {
    "students": Sound({"student_id": "S1"}, ("class_id", "school_id")),
    "courses": Sound({"course_id": "C1"}, ("school_id",)),
    "classes": Sound({"class_id": "K1"}, ("course_id", "school_id")),
    "line_items": Sound({"line_item_id": "L1"}, ("class_id", "school_id")),
    "enrollments": Sound(
        {"student_id": "S1", "course_id": "C1", "enrollment_id": "E1"},
        ("class_id", "school_id"),
        "enrollment_id",
        ("class_id",),
    ),
    "assessments": Sound(
        {
            "student_id": "S1",
            "assessment_date": "2025-03-14",
            "assessment_id": "A1",
            "subject": "Math",
            "score": "85",
            "engagement_score": "80",
            "completion_time": "45",
        },
        ("class_id", "line_item_id", "school_id"),
        "assessment_id",
        ("class_id", "line_item_id", "school_id"),
    ),
    "attendance": Sound(
        {"student_id": "S1", "date": "2025-03-14", "status": "Present", "attendance_id": "T1"},
        ("class_id", "school_id"),
        "attendance_id",
        ("class_id", "school_id"),
    ),
    "engagement": Sound(
        {"student_id": "S1", "course_id": "C1", "engaged_at": "2025-03-14", "engagement_id": "G1"},
        ("resource_id", "school_id"),
        "engagement_id",
        ("resource_id",),
    ),
}


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(request: pytest.FixtureRequest, spark: SparkSession) -> tuple[str, dict[str, dict[str, Any]]]:
    name = str(request.param)
    return name, outcomes(spark, name, SUBJECTS[name].raw, SUBJECTS[name].cases, {"s": Notation()})


def test_what_cannot_be_read_is_marked(subject: tuple[str, dict[str, dict[str, Any]]]) -> None:
    name, rows = subject
    cases = SUBJECTS[name].cases
    assert {case: cases[case].seen(rows[case]) for case in cases} == {case: cases[case].due for case in cases}


def test_rows_that_say_what_cannot_be_read_are_not_one(subject: tuple[str, dict[str, dict[str, Any]]]) -> None:
    """Two classes whose ids are none would otherwise be one."""
    name, rows = subject
    sound = SUBJECTS[name]
    made = [rows[case][sound.own] for case in rows if case.endswith("without an own id")]
    assert len(set(made)) == len(made) == 2 * len(sound.places)


def test_a_list_of_schools_loses_none_in_silence(spark: SparkSession) -> None:
    cases = {
        "a destroyed one": Case({"school_ids": "X, 1.2E+09"}, {"school_ids": ["X"]}, issues=("ID_DAMAGED",)),
        "one that is none": Case({"school_ids": f"X,{'y' * 129},Z"}, {"school_ids": ["X", "Z"]}, issues=("BAD_ID",)),
        "nothing else": Case({"school_ids": "\x00"}, {"school_ids": None}, issues=("BAD_ID",)),
        "gaps": Case({"school_ids": ",X,,N/A"}, {"school_ids": ["X"]}),
    }
    rows = outcomes(spark, "students", {"student_id": "S1"}, cases, {"s": Notation()})
    assert {name: case.seen(rows[name]) for name, case in cases.items()} == {n: case.due for n, case in cases.items()}

"""Results of Ed-Fi in standards: of parts of a test, and of what a grade is made of."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, FALL, STUDENT, TEST, Json, code, guid, one, to
from edfi_rows import Delivery, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
METHOD = "assessmentReportingMethodDescriptor"
LATER = "2025-03-29T16:00:00Z"
PERIODS = EXAMPLES["6"]["gradingPeriods"]
TESTS = EXAMPLES["6"]["assessments"]
SAID = ("standard_id", "score", "score_max", "score_min", "level")
NAMES = tuple(f"raw_{name}" for name in SAID)
Due = list[tuple[str | None, ...]]


def part(name: str, *standards: str, at: str = "2025-03-28T16:00:00Z", **said: Any) -> Json:
    named = [{"learningStandardReference": {"learningStandardId": each}} for each in standards]
    of = {"identificationCode": name, "assessmentReference": to("Assessment", "assessments", **TEST)}
    return one(name, {**of, "learningStandards": named, "scores": [], "maxRawScore": None, **said}, at)


def reached(name: str, *levels: str, scores: dict[str, str] | None = None, **said: Any) -> Json:
    return {
        "objectiveAssessmentReference": to(
            "ObjectiveAssessment", "objectiveAssessments", **TEST, identificationCode=name
        ),
        "scoreResults": [{METHOD: code("M", method), "result": score} for method, score in (scores or {}).items()],
        "performanceLevels": [
            {METHOD: code("M", "Proficiency level"), "performanceLevelDescriptor": code("PerformanceLevel", level)}
            for level in levels
        ],
        **said,
    }


def took(*parts: Json, **said: Any) -> Json:
    return {**EXAMPLES["6"]["studentAssessments"][0], "studentObjectiveAssessments": list(parts), **said}


def results(spark: SparkSession, *deliveries: Delivery, new: int = 0) -> list[dict[str, Any]]:
    rows = candidates(spark, "objective_results", *deliveries, new=new)
    return sorted(rows, key=lambda row: (row["batch_number"], str(row["raw_standard_id"]), str(row["parse_issue"])))


def test_a_part_of_a_test_tells_of_its_standards(spark: SparkSession) -> None:
    parts = [part("NF", "3.NF.1", "3.NF.2", maxRawScore=12.0)]
    told: Delivery = {
        "assessments": TESTS,
        "objectiveAssessments": parts,
        "studentAssessments": [took(reached("NF", "Proficient", scores={"Raw score": "9"}))],
    }
    names = ("objective_result_id", "student_id", "assessment_id", "date", "subject", "school_year", "term", "attempt")
    rows = results(spark, told)
    assert picked(rows, *NAMES, "parse_issue") == [
        ("3.NF.1", "9", "12.0", None, "Proficient", None),
        ("3.NF.2", "9", "12.0", None, "Proficient", None),
    ]
    assert picked(rows, *[f"raw_{name}" for name in names])[0] == (
        *(f"{guid('res')}/NF/3.NF.1", STUDENT, guid("res"), "2024-10-21", "Mathematics", "2025", None, None),
    )


SCALE = [{METHOD: code("M", "Scale score"), "minimumScore": "200", "maximumScore": "800"}]
OWN_DAY = {"administrationDate": "2024-10-22T00:00:00Z"}
CASES: list[tuple[Json, Json, Due]] = [
    (part("0", "a", scores=SCALE), reached("0", scores={"Scale score": "500"}), [("a", "500", "800", "200", None)]),
    (part("0", "a"), reached("0", "Basic"), [("a", None, None, None, "Basic")]),
    # Of nobody knows how many points: a result without a score.
    (part("0", "a"), reached("0", "Basic", scores={"Raw score": "9"}), [("a", None, None, None, "Basic")]),
    (part("0", "a"), reached("0", scores={"Raw score": "9"}), [("a", None, None, None, None)]),
    # Two levels by two methods are no one level.
    (part("0", "a", maxRawScore=9), reached("0", "Basic", "Advanced", scores={"Raw score": "9"}), [("a", "9", "9", None, None)]),
    (part("0", "a", "a"), reached("0", "Basic", "Basic"), [("a", None, None, None, "Basic")]),
    (part("0", "a"), reached("0"), []),
    (part("0", "a"), reached("0", scores={"Raw score": " ", "Percentile": "80"}), []),
    (part("0"), reached("0", "Basic"), []),
    (part("0", "a", learningStandards="a"), reached("0", "Basic"), []),
    (part("0", "a", learningStandards=None), reached("0", "Basic"), []),
    (part("0", "a"), reached("0", "Basic", scoreResults=None), [("a", None, None, None, "Basic")]),
    (part("0", "a"), reached("0", performanceLevels=None), []),
]  # fmt: skip


def test_what_a_part_says(spark: SparkSession) -> None:
    told, parts = [], []
    for number, (of, said, _) in enumerate(CASES):
        test = {"assessmentIdentifier": f"T{number}", "namespace": TEST["namespace"]}
        told.append(took(said, id=guid(f"{number}"), assessmentReference=test))
        parts.append({**of, "assessmentReference": test, "id": guid(f"P{number}")})
    rows = results(spark, {"studentAssessments": told, "objectiveAssessments": parts})
    found: dict[str, Due] = {guid(f"{number}"): [] for number in range(len(CASES))}
    for row in rows:
        if row["parse_issue"] is None:
            found[row["raw_id"]].append(tuple(row[name] for name in NAMES))
        else:
            assert row["parse_issue"] == "NOTHING_SAID"
    assert found == {guid(f"{number}"): due for number, (_, _, due) in enumerate(CASES)}


@pytest.mark.more
def test_the_day_and_the_subject_of_a_part(spark: SparkSession) -> None:
    """Its own ones, else those of the test."""
    reading = code("AcademicSubject", "Reading")
    told: Delivery = {
        "assessments": TESTS,
        "objectiveAssessments": [part("A", "a", academicSubjectDescriptor=reading), part("B", "b")],
        "studentAssessments": [took(reached("A", "Basic", **OWN_DAY), reached("B", "Basic"))],
    }
    assert picked(results(spark, told), "raw_date", "raw_subject") == [
        ("2024-10-22", "Reading"),
        ("2024-10-21", "Mathematics"),
    ]


@pytest.mark.more
def test_a_result_waits_for_all_of_its_parts(spark: SparkSession) -> None:
    told: Delivery = {"studentAssessments": [took(reached("A", "Basic"), reached("B", "Basic"))]}
    other = {**part("B", "b"), "assessmentReference": {**TEST, "namespace": "uri://somebody.example"}}
    rows = results(spark, {**told, "objectiveAssessments": [part("A", "a"), other]})
    assert picked(rows, "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    rows = results(
        spark, {**told, "objectiveAssessments": [part("A", "a")]}, {"objectiveAssessments": [part("B", "b")]}, new=2
    )
    assert picked(rows, "raw_standard_id", "parse_issue", "revisit") == [("a", None, True), ("b", None, True)]
    rows = results(spark, {**told, "objectiveAssessments": [part("A", "a"), part("B", "b")]}, new=2)
    assert picked(rows, "revisit") == [(False,), (False,)]


@pytest.mark.more
@pytest.mark.parametrize("older_first", [True, False])
def test_a_standard_of_which_a_part_tells_no_more(spark: SparkSession, older_first: bool) -> None:
    """Its results go, in whichever order it is told; those that are taken back say all that they said."""
    old, new = part("A", "a", "b"), part("A", "b", "c", at=LATER)
    versions: list[Delivery] = [{"objectiveAssessments": [old]}, {"objectiveAssessments": [new]}]
    told: Delivery = {"studentAssessments": [took(reached("A", "Basic"))]}
    rows = results(spark, told, *(versions if older_first else versions[::-1]), new=3)
    assert picked(rows, "raw_standard_id", "parse_issue", "revisit") == [
        ("a", "TAKEN_BACK", True),
        ("b", None, True),
        ("c", None, True),
    ]
    went: Delivery = {"deletes/studentAssessments": [{"id": guid("res")}]}
    rows = results(spark, told, *versions, went, new=4)
    assert picked(rows, "raw_standard_id", "parse_issue") == [(name, "TAKEN_BACK") for name in ("a", "b", "c")]


@pytest.mark.more
def test_a_result_that_is_said_anew(spark: SparkSession) -> None:
    parts: Delivery = {"objectiveAssessments": [part("A", "a"), part("B", "b")]}
    old = took(reached("A", "Basic"), reached("B", "Basic"))
    new = took(reached("B", "Advanced"), _lastModifiedDate=LATER)
    rows = results(spark, {**parts, "studentAssessments": [old]}, {"studentAssessments": [new]}, new=2)
    assert picked(rows, "raw_standard_id", "raw_level", "parse_issue") == [
        ("a", "Basic", "TAKEN_BACK"),
        ("b", "Basic", "TAKEN_BACK"),
        ("b", "Advanced", None),
    ]


def graded(standard: str, **said: Any) -> Json:
    return {"learningStandardReference": {"learningStandardId": standard}, **said}


def test_grades_in_standards(spark: SparkSession) -> None:
    """A number of the source's scale, and a level; on the day of the grade, for which they wait."""
    converted = code("PerformanceBaseConversion", "Proficient")
    grade = {
        **EXAMPLES["6"]["grades"][0],
        "learningStandardGrades": [
            graded("a", numericGradeEarned=91.5, letterGradeEarned="A", performanceBaseConversionDescriptor=converted),
            graded("b", letterGradeEarned="M"),
            graded("c", numericGradeEarned=" "),
        ],
    }
    rows = results(spark, {"grades": [grade], "gradingPeriods": PERIODS})
    names = ("objective_result_id", "student_id", "date", "term")
    assert picked(rows, *NAMES, "parse_issue") == [
        ("a", "91.5", None, None, "Proficient", None),
        ("b", None, None, None, "M", None),
    ]
    assert picked(rows, *[f"raw_{name}" for name in names])[0] == (
        *(f"{guid('gra')}/a", STUDENT, "2025-01-10", FALL["sessionName"]),
    )
    assert picked(results(spark, {"grades": [grade]}), "parse_issue") == [("WAITING_FOR_REFERENCE",)]


@pytest.mark.more
def test_results_that_tell_of_no_standard_wait_for_nothing(spark: SparkSession) -> None:
    names = ("grades", "studentAssessments", "studentGradebookEntries")
    told = {name: EXAMPLES["6"][name] for name in names}
    rows = results(spark, {**told, "studentAssessments": [took()]})
    assert picked(rows, "parse_issue") == [("NOTHING_SAID",)] * 3

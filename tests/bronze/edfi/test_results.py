"""Results of Ed-Fi: grades of classes, points of gradebooks and scores of tests, one subject of three resources."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, FALL, SCHOOL, STUDENT, TEST, Json, code, guid
from edfi_rows import BOTH, Delivery, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
METHOD = "assessmentReportingMethodDescriptor"
[GRADE] = EXAMPLES["6"]["grades"]
[POINTS] = EXAMPLES["6"]["studentGradebookEntries"]
[SCORED] = EXAMPLES["6"]["studentAssessments"]
LATER = "2025-03-29T16:00:00Z"
PERIODS = EXAMPLES["6"]["gradingPeriods"]
NAMED = ("courses", "courseOfferings", "sections", "assessments", "gradingPeriods", "gradebookEntries")
KNOWN: Delivery = {name: EXAMPLES["6"][name] for name in NAMED}
SCORE = ("raw_score", "raw_score_max", "raw_score_min", "parse_issue")


@pytest.mark.parametrize("standard", BOTH)
def test_grades_points_and_tests(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "assessments", EXAMPLES[standard])
    names = ("assessment_id", "student_id", "assessment_date", "subject", "class_id", "grade_level", "school_id")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names], *SCORE)) == sorted(
        [
            (guid("gra"), STUDENT, "2025-01-10", "Mathematics", guid("sec"), "Third grade", str(SCHOOL), "84.0", None, None, None),
            (guid("poi"), STUDENT, "2024-10-21", "Mathematics", guid("sec"), "Third grade", str(SCHOOL), "42.15", "50.0", None, None),
            (guid("res"), STUDENT, "2024-10-21", "Mathematics", None, "Third grade", None, "84.3", "100", "0", None),
        ]
    )  # fmt: skip
    placed = {row["raw_id"]: (row["raw_school_year"], row["raw_term"], row["raw_line_item_id"]) for row in rows}
    assert placed == {
        guid("gra"): ("2025", FALL["sessionName"], None),
        guid("poi"): ("2025", FALL["sessionName"], guid("ent")),
        guid("res"): ("2025", None, None),
    }


def grade(**said: Any) -> Json:
    return {**GRADE, **said}


def test_a_grade_is_a_number(spark: SparkSession) -> None:
    """One in letters alone says no score, and none is guessed from it."""
    cases: list[tuple[Any, tuple[Any, ...]]] = [
        (100, ("100", None, None, None)),
        (0, ("0", None, None, None)),
        ("n. b.", ("n. b.", None, None, None)),
        (None, (None, None, None, "NOTHING_SAID")),
        (" ", (None, None, None, "NOTHING_SAID")),
    ]
    told = [grade(numericGradeEarned=number, id=guid(f"{at}")) for at, (number, _) in enumerate(cases)]
    rows = candidates(spark, "assessments", {**KNOWN, "grades": told})
    found = {row["raw_assessment_id"]: tuple(row[name] for name in SCORE) for row in rows}
    assert found == {guid(f"{at}"): due for at, (_, due) in enumerate(cases)}


@pytest.mark.more
def test_a_grade_is_of_the_last_day_of_its_period(spark: SparkSession) -> None:
    """Unless another day is said; it waits for its class, and for that day."""
    for said, due in (({}, "2025-01-10"), ({"currentGradeAsOfDate": "2024-11-30"}, "2024-11-30")):
        [row] = candidates(spark, "assessments", {**KNOWN, "grades": [grade(**said)]})
        assert (row["raw_assessment_date"], row["parse_issue"]) == (due, None)
    for name in ("gradingPeriods", "sections"):
        rest = {other: objects for other, objects in KNOWN.items() if other != name} | {"grades": [GRADE]}
        assert picked(candidates(spark, "assessments", rest), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
        rows = candidates(spark, "assessments", rest, {name: KNOWN[name]}, new=2)
        assert picked(rows, "raw_score", "parse_issue", "revisit") == [("84.0", None, True)]
    other = [{**PERIODS[0], "gradingPeriodName": "Spring"}]
    rows = candidates(spark, "assessments", {**KNOWN, "gradingPeriods": other, "grades": [GRADE]})
    assert picked(rows, "parse_issue") == [("WAITING_FOR_REFERENCE",)]


def results(**scores: str) -> Json:
    told = [{METHOD: code("M", name.replace("_", " ")), "result": score} for name, score in scores.items()]
    return {**SCORED, "scoreResults": told}


def assessment(most: float | None = None, **bounds: tuple[str | None, str | None]) -> Json:
    told = [
        {METHOD: code("M", name.replace("_", " ")), "minimumScore": low, "maximumScore": high}
        for name, (low, high) in bounds.items()
    ]
    return {**EXAMPLES["6"]["assessments"][0], "maxRawScore": most, "scores": told}


SCORES: list[tuple[Json, Json, tuple[str | None, ...]]] = [
    (results(Raw_score="42"), assessment(Raw_score=("0", "50")), ("42", "50", "0", None)),
    (results(Raw_score="42"), assessment(Raw_score=(None, "50")), ("42", "50", None, None)),
    (results(Raw_score="42"), assessment(50.0), ("42", "50.0", None, None)),
    (results(Raw_score="42"), assessment(60.0, Raw_score=("0", "50")), ("42", "50", "0", None)),
    # Of nobody knows how many points: a result without a score.
    (results(Raw_score="42"), assessment(), (None, None, None, None)),
    (results(Scale_score="510"), assessment(50.0, Scale_score=(None, "800")), (None, None, None, None)),
    (results(Scale_score="510"), assessment(Scale_score=("200", "800")), ("510", "800", "200", None)),
    (results(Scale_score="510", Raw_score="42"), assessment(50.0, Scale_score=("200", "800")), ("42", "50.0", None, None)),
    (results(Scale_score="510", Raw_score="42"), assessment(Scale_score=("200", "800")), ("510", "800", "200", None)),
    (results(Number_score="7"), assessment(Number_score=(None, "10")), ("7", "10", None, None)),
    # Among others, and in words: no score.
    (results(Percentile="84", Proficiency_level="3"), assessment(50.0, Percentile=("0", "100")), (None, None, None, "NOTHING_SAID")),
    (results(Raw_score=" "), assessment(50.0), (None, None, None, "NOTHING_SAID")),
    ({**SCORED, "scoreResults": "84"}, assessment(50.0), (None, None, None, "NOTHING_SAID")),
    ({**SCORED, "scoreResults": None}, {**assessment(50.0), "scores": "none"}, (None, None, None, "NOTHING_SAID")),
]  # fmt: skip


def test_which_score_counts(spark: SparkSession) -> None:
    told, tests = [], []
    for number, (said, of, _) in enumerate(SCORES):
        name = {"assessmentIdentifier": f"T{number}", "namespace": TEST["namespace"]}
        told.append({**said, "id": guid(f"{number}"), "assessmentReference": name})
        tests.append({**of, **name, "id": guid(f"T{number}")})
    rows = candidates(spark, "assessments", {"studentAssessments": told, "assessments": tests})
    found = {row["raw_assessment_id"]: tuple(row[name] for name in SCORE) for row in rows}
    assert found == {guid(f"{number}"): due for number, (_, _, due) in enumerate(SCORES)}


@pytest.mark.more
def test_a_test_waits_for_what_can_be_reached_in_it(spark: SparkSession) -> None:
    other = {**EXAMPLES["6"]["assessments"][0], "namespace": "uri://somebody.example"}
    told = [{"studentAssessments": [SCORED], "assessments": [other]}, {"assessments": EXAMPLES["6"]["assessments"]}]
    assert picked(candidates(spark, "assessments", told[0]), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    rows = candidates(spark, "assessments", *told, new=2)
    assert picked(rows, *SCORE, "revisit") == [("84.3", "100", "0", None, True)]


@pytest.mark.more
def test_the_day_of_a_test(spark: SparkSession) -> None:
    """Midnight is what a day is written with; whatever else is a moment, or nothing that can be read, stays."""
    days = {
        "2024-10-21T00:00:00Z": "2024-10-21",
        "2024-10-21T00:00:00.000Z": "2024-10-21",
        "2024-10-21": "2024-10-21",
        "2024-10-21T18:30:00Z": "2024-10-21T18:30:00Z",
        "soon": "soon",
    }
    told = [{**SCORED, "id": guid(day), "administrationDate": day} for day in days]
    rows = candidates(spark, "assessments", {**KNOWN, "studentAssessments": told})
    assert {row["raw_assessment_id"]: row["raw_assessment_date"] for row in rows} == {
        guid(day): due for day, due in days.items()
    }


@pytest.mark.more
def test_a_score_that_is_said_no_more(spark: SparkSession) -> None:
    for name, old, new in (
        ("grades", GRADE, grade(numericGradeEarned=None, _lastModifiedDate=LATER)),
        ("studentAssessments", SCORED, {**results(Percentile="84"), "_lastModifiedDate": LATER}),
        ("studentGradebookEntries", POINTS, {**POINTS, "pointsEarned": None, "_lastModifiedDate": LATER}),
    ):
        for told in ([old, new], [new, old]):
            rows = candidates(spark, "assessments", KNOWN, *[{name: [one]} for one in told])
            assert sorted(picked(rows, "raw_assessment_id", "parse_issue")) == [
                (old["id"], "NOTHING_SAID"),
                (old["id"], "TAKEN_BACK"),
            ]
        rows = candidates(spark, "assessments", {**KNOWN, name: [old]}, {f"deletes/{name}": [{"id": old["id"]}]})
        assert picked(rows, "parse_issue") == [("TAKEN_BACK",)]

"""Entries of Ed-Fi's gradebooks: line items of a class, and how many of their points students have."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import ENTRY, EXAMPLES, FALL, SCHOOL, SECTION, Json, guid
from edfi_rows import BOTH, Delivery, candidates, picked
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables_teaching import ENTRY as NAMED
from edulake.bronze.edfi.tables_teaching import RESULTS

pytestmark = pytest.mark.once
[ITEM] = EXAMPLES["6"]["gradebookEntries"]
[POINTS] = EXAMPLES["6"]["studentGradebookEntries"]
CLASS: Delivery = {name: EXAMPLES["6"][name] for name in ("courses", "courseOfferings", "sections")}
SCORE = ("raw_score", "raw_score_max", "parse_issue")


def said(of: Json, **more: Any) -> Json:
    return {**of, **more}


@pytest.mark.parametrize("standard", BOTH)
def test_line_items(spark: SparkSession, standard: str) -> None:
    """Tests are none: they are no class's."""
    [row] = candidates(spark, "line_items", EXAMPLES[standard])
    names = ("line_item_id", "class_id", "name", "category", "due_date", "score_max", "score_min", "weight")
    assert tuple(row[f"raw_{name}"] for name in names) == (
        *(guid("ent"), guid("sec"), "Project", "Project", "2025-01-10", "50.0"),
        *(None, None),
    )
    names = ("subject", "grade_level", "school_id", "school_year", "term")
    assert tuple(row[f"raw_{name}"] for name in names) == (
        *("Mathematics", "Third grade", str(SCHOOL), "2025", FALL["sessionName"]),
    )
    assert row["parse_issue"] is None


@pytest.mark.more
def test_a_line_item_is_there_before_its_class(spark: SparkSession) -> None:
    """And is looked at again when that comes; one that names no section is of no class."""
    told: Delivery = {"gradebookEntries": [ITEM]}
    [row] = candidates(spark, "line_items", told)
    assert (row["raw_class_id"], row["raw_subject"], row["parse_issue"]) == (None, None, None)
    [row] = candidates(spark, "line_items", told, CLASS, new=2)
    assert (row["raw_class_id"], row["raw_subject"], row["revisit"]) == (guid("sec"), "Mathematics", True)
    for section in (None, {"sectionIdentifier": SECTION["sectionIdentifier"]}):
        [row] = candidates(spark, "line_items", {**CLASS, "gradebookEntries": [said(ITEM, sectionReference=section)]})
        assert (row["raw_class_id"], row["raw_school_id"], row["parse_issue"]) == (None, None, None)


@pytest.mark.more
def test_a_line_item_that_is_deleted(spark: SparkSession) -> None:
    went = {"deletes/gradebookEntries": [{"id": guid("ent")}]}
    for told in ([{"gradebookEntries": [ITEM]}, went], [went, {"gradebookEntries": [ITEM]}]):
        assert picked(candidates(spark, "line_items", *told), "parse_issue") == [("TAKEN_BACK",)]


CASES: list[tuple[Json, Json, tuple[str | None, ...]]] = [
    ({"pointsEarned": 0}, {"maxPoints": 20}, ("0", "20", None)),
    ({"pointsEarned": 21}, {"maxPoints": 20}, ("21", "20", None)),
    ({"pointsEarned": 15, "numericGradeEarned": 3}, {"maxPoints": 20}, ("15", "20", None)),
    ({"pointsEarned": 15, "numericGradeEarned": 75}, {"maxPoints": None}, ("75", None, None)),
    ({"pointsEarned": None, "numericGradeEarned": 75}, {"maxPoints": 20}, ("75", None, None)),
    # Of nobody knows how many: a result without a score, which is refused.
    ({"pointsEarned": 15}, {"maxPoints": None}, (None, None, None)),
    ({"pointsEarned": None, "letterGradeEarned": "B"}, {"maxPoints": 20}, (None, None, "NOTHING_SAID")),
    ({"pointsEarned": " "}, {"maxPoints": 20}, (None, None, "NOTHING_SAID")),
]


def test_which_points_count(spark: SparkSession) -> None:
    entries, points = [], []
    for number, (of_student, of_entry, _) in enumerate(CASES):
        name = {**ENTRY, "gradebookEntryIdentifier": f"E{number}"}
        entries.append(said(ITEM, id=guid(f"E{number}"), **name, **of_entry))
        points.append(said(POINTS, id=guid(f"{number}"), gradebookEntryReference=name, **of_student))
    rows = candidates(spark, "assessments", {**CLASS, "gradebookEntries": entries, "studentGradebookEntries": points})
    found = {row["raw_assessment_id"]: tuple(row[name] for name in SCORE) for row in rows}
    assert found == {guid(f"{number}"): due for number, (_, _, due) in enumerate(CASES)}


@pytest.mark.more
def test_points_wait_for_their_entry_and_its_class(spark: SparkSession) -> None:
    every = {**CLASS, "gradebookEntries": [ITEM]}
    mine: Delivery = {"studentGradebookEntries": [POINTS]}
    for name in ("gradebookEntries", "sections"):
        rest = {other: objects for other, objects in every.items() if other != name} | mine
        assert picked(candidates(spark, "assessments", rest), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
        rows = candidates(spark, "assessments", rest, {name: every[name]}, new=2)
        assert picked(rows, *SCORE, "revisit") == [("42.15", "50.0", None, True)]
    other = said(ITEM, namespace="uri://somebody.example")
    rows = candidates(spark, "assessments", {**CLASS, "gradebookEntries": [other], **mine})
    assert picked(rows, "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    of_no_class = said(ITEM, sectionReference=None)
    rows = candidates(spark, "assessments", {"gradebookEntries": [of_no_class], **mine})
    assert picked(rows, "raw_class_id", "raw_line_item_id", "parse_issue") == [(None, guid("ent"), None)]


@pytest.mark.more
def test_the_day_of_points(spark: SparkSession) -> None:
    """When the work was done, else when it was due; nobody says another."""
    for done, due, expected in (("2024-10-21", "2025-01-10", "2024-10-21"), (None, "2025-01-10", "2025-01-10"), (None, None, None)):  # fmt: skip
        told: Delivery = {
            **CLASS,
            "gradebookEntries": [said(ITEM, dueDate=due)],
            "studentGradebookEntries": [said(POINTS, dateFulfilled=done)],
        }
        assert picked(candidates(spark, "assessments", told), "raw_assessment_date") == [(expected,)]


def test_an_entry_is_named_by_what_it_is_known_by() -> None:
    named = ("raw_gradebook_entry_identifier", "raw_gradebook_entry_reference_namespace")
    paths = [RESULTS.feed.columns[name] for name in named]
    assert [path.rpartition(".")[2] for path in paths] == [NAMED.feed.columns[name] for name in NAMED.key]
    assert {path.partition(".")[0] for path in paths} == {"gradebookEntryReference"}

"""Incidents of Ed-Fi and who took part in them: one subject of two resources, a row for each role."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, OTHER, ROLE, ROLES, SCHOOL, STUDENT, Json, code, guid
from edfi_rows import BOTH, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
OFFENDERS, OTHERS = "studentDisciplineIncidentBehaviorAssociations", "studentDisciplineIncidentNonOffenderAssociations"
[HAPPENED] = EXAMPLES["6"]["disciplineIncidents"]
[OFFENDED] = EXAMPLES["6"][OFFENDERS]
[SUFFERED] = EXAMPLES["6"][OTHERS]


@pytest.mark.parametrize("standard", BOTH)
def test_incidents(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "incidents", EXAMPLES[standard])
    names = ("incident_id", "date", "time", "location", "category", "is_law_enforcement", "cost", "school_id")
    assert picked(rows, *[f"raw_{name}" for name in names], "parse_issue") == [
        ("I-1-1", "2025-02-11", None, "Hallway or stairs", "Fighting", "false", None, str(SCHOOL), None)
    ]
    told = {**HAPPENED, "incidentTime": "08:15:00", "incidentCost": 12.5, "reporterName": "Ada Brown"}
    [row] = candidates(spark, "incidents", {"disciplineIncidents": [told]})
    assert (row["raw_time"], row["raw_cost"], row["raw_reporter_id"]) == ("08:15:00", "12.5", None)


@pytest.mark.more
def test_several_behaviours_are_no_one_category(spark: SparkSession) -> None:
    said: list[Any] = [("Vandalism", "Fighting", "Fighting"), ("Theft",), (), (None,)]
    told = [
        {**HAPPENED, "behaviors": [{"behaviorDescriptor": word and code("Behavior", word)} for word in words]}
        for words in said
    ]
    told += [{**HAPPENED, "behaviors": "Theft"}, {**HAPPENED, "behaviors": None}]
    rows = candidates(spark, "incidents", *[{"disciplineIncidents": [one]} for one in told])
    assert picked(rows, "raw_category") == [("Fighting; Vandalism",), ("Theft",), (None,), (None,), (None,), (None,)]


@pytest.mark.more
def test_an_incident_that_is_deleted(spark: SparkSession) -> None:
    went = {"deletes/disciplineIncidents": [{"id": guid("inc")}]}
    for told in ([{"disciplineIncidents": [HAPPENED]}, went], [went, {"disciplineIncidents": [HAPPENED]}]):
        assert picked(candidates(spark, "incidents", *told), "parse_issue") == [("TAKEN_BACK",)]


@pytest.mark.parametrize("standard", BOTH)
def test_who_took_part(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "incident_students", EXAMPLES[standard])
    names = ("student_id", "date", "incident_id", "role", "behaviour", "incident_student_id", "school_id")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names], "parse_issue")) == [
        (STUDENT, "2025-02-11", "I-1-1", "Perpetrator", "Fighting", f"{guid('beh')}/Perpetrator", str(SCHOOL), None),
        (OTHER, "2025-02-11", "I-1-1", "Victim", None, f"{guid('vic')}/Victim", str(SCHOOL), None),
    ]


def suffered(*words: str, changed: str = "2025-03-28T16:00:00Z") -> Json:
    roles = [{ROLE: code("DisciplineIncidentParticipationCode", word)} for word in words]
    return {**SUFFERED, ROLES: roles, "_lastModifiedDate": changed}


@pytest.mark.more
def test_a_row_for_each_role(spark: SparkSession) -> None:
    """Without one the role is not known, though it is said what the student did."""
    said = {OFFENDERS: [{**OFFENDED, ROLES: []}], OTHERS: [suffered("Victim", "Reporter")]}
    rows = candidates(spark, "incident_students", {"disciplineIncidents": [HAPPENED], **said})
    assert sorted(picked(rows, "raw_incident_student_id", "raw_role", "parse_issue"), key=str) == sorted(
        [
            (guid("beh"), None, None),
            (f"{guid('vic')}/Victim", "Victim", None),
            (f"{guid('vic')}/Reporter", "Reporter", None),
        ],
        key=str,
    )


def test_students_wait_for_their_incident(spark: SparkSession) -> None:
    """It is named by its school and what that calls it; its day is the one that was said last of it."""
    other = {**HAPPENED, "id": guid("other"), "schoolReference": {"schoolId": 1}, "incidentDate": "2025-01-01"}
    told = [{OTHERS: [SUFFERED], "disciplineIncidents": [other]}]
    rows = candidates(spark, "incident_students", *told)
    assert picked(rows, "parse_issue", "raw_student_id") == [("WAITING_FOR_REFERENCE", OTHER)]
    newer = {**HAPPENED, "incidentDate": "2025-02-12", "_lastModifiedDate": "2025-03-29T16:00:00Z"}
    told += [{"disciplineIncidents": [newer]}, {"disciplineIncidents": [HAPPENED]}]
    for new, is_news in ((2, True), (3, False)):
        rows = candidates(spark, "incident_students", *told, new=new)
        assert picked(rows, "parse_issue", "raw_date", "revisit") == [(None, "2025-02-12", is_news)]


@pytest.mark.more
def test_a_role_that_is_said_no_more(spark: SparkSession) -> None:
    """All that the older version said is taken back; a delete is told in a folder of the object's own resource."""
    old, new = suffered("Victim", "Reporter"), suffered("Victim", changed="2025-03-29T16:00:00Z")
    for told in ([old, new], [new, old]):
        rows = candidates(
            spark, "incident_students", {"disciplineIncidents": [HAPPENED]}, *[{OTHERS: [one]} for one in told]
        )
        assert sorted(picked(rows, "raw_role", "parse_issue"), key=str) == [
            ("Reporter", "TAKEN_BACK"),
            ("Victim", "TAKEN_BACK"),
            ("Victim", None),
        ]
    said = {"disciplineIncidents": [HAPPENED], OFFENDERS: [OFFENDED], OTHERS: [SUFFERED]}
    for folder, key, gone in ((OFFENDERS, "beh", "Perpetrator"), (OTHERS, "vic", "Victim")):
        rows = candidates(spark, "incident_students", said, {f"deletes/{folder}": [{"id": guid(key)}]})
        assert {row["raw_role"] for row in rows if row["parse_issue"] == "TAKEN_BACK"} == {gone}
        assert len(rows) == 2

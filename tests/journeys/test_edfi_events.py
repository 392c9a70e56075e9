"""Ed-Fi's events, results and rides to silver: subjects of two resources, objects known by name, and rides that end."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from edfi import EXAMPLES, OTHER, ROLE, ROLES, STUDENT, code, guid
from edfi_rows import Delivery
from lake import Lake

from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS_TABLE
from edulake.silver.wellbeing.incident_students import INCIDENT_STUDENTS_TABLE

pytestmark = pytest.mark.once
SAID = EXAMPLES["6"]
OFFENDERS, OTHERS = "studentDisciplineIncidentBehaviorAssociations", "studentDisciplineIncidentNonOffenderAssociations"
LATER = {"_lastModifiedDate": "2025-03-29T16:00:00Z"}
[RIDES], [SUFFERED] = SAID["studentTransportations"], SAID[OTHERS]
TO_SCHOOL = [{"travelDirectionDescriptor": code("TravelDirection", "To School")}]
KNOWN = ("first_known_at", "known_at")
SUBJECTS = ["incident_students", "assessments", "enrollments", "transport_riders"]
FACTS = (OFFENDERS, OTHERS, "grades", "studentAssessments", "studentSectionAssociations", "studentTransportations")
NAMED = ("disciplineIncidents", "courses", "courseOfferings", "sections", "gradingPeriods", "assessments")
FIRST: Delivery = {name: SAID[name] for name in FACTS}
SECOND: Delivery = {name: SAID[name] for name in NAMED}
THIRD: Delivery = {
    OTHERS: [{**SUFFERED, ROLES: [{ROLE: code("DisciplineIncidentParticipationCode", "Witness")}], **LATER}],
    "deletes/grades": [{"id": guid("gra")}],
    "deletes/studentSectionAssociations": [{"id": guid("enr")}],
    "studentTransportations": [
        {**RIDES, "studentBusDetails": {**RIDES["studentBusDetails"], "travelDirections": TO_SCHOOL}, **LATER}
    ],
}
FOURTH: Delivery = {
    "deletes/studentTransportations": [{"id": guid("bus")}],
    f"deletes/{OFFENDERS}": [{"id": guid("beh")}],
}
DELIVERIES = list(enumerate((FIRST, SECOND, THIRD, FOURTH), start=1))
DAY = dt.date(2025, 2, 11)
# What is told once all is delivered.
LAST = {
    "roles": [(OTHER, "Witness", DAY)],
    "scores": [(guid("res"), "Mathematics", Decimal("84.30"))],
    "seats": [],
    "rides": [("From School", None, dt.date(2025, 3, 29)), ("To School", None, dt.date(2025, 2, 4))],
    "known": [("2025-03-28 16:00:00", "2025-03-29 16:00:00")] * 2,
}


def deliver(lake: Lake, day: int, delivery: Delivery) -> None:
    for folder, objects in delivery.items():
        lake.deliver(f"edfi/2025-02-0{day}/{folder}/1.jsonl", "\n".join(json.dumps(said) for said in objects))
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=SUBJECTS)


def waiting(lake: Lake) -> list[str]:
    return [row["subject"] for row in lake.refused() if row["status"] == "OPEN"]


def told(lake: Lake) -> dict[str, Any]:
    def of(table: Any, *names: str) -> list[tuple[Any, ...]]:
        return sorted((tuple(row[name] for name in names) for row in lake.rows(table)), key=str)

    return {
        "roles": of(INCIDENT_STUDENTS_TABLE, "student_id", "role", "date"),
        "scores": of(STUDENT_ASSESSMENTS_CLEAN, "assessment_id", "subject", "score"),
        "seats": of(ENROLLMENTS_TABLE, "student_id", "course_id", "class_id"),
        "rides": of(TRANSPORT_RIDERS_TABLE, "direction", "begin_date", "end_date"),
        "known": [(str(first), str(now)) for _, first, now in of(TRANSPORT_RIDERS_TABLE, "direction", *KNOWN)],
    }


# How facts wait for what they name is told by default in test_oulad.py, and of each of these resources in tests/bronze/edfi.
@pytest.mark.slow
def test_what_is_told_of_events(lake: Lake) -> None:
    """Facts of both resources wait for what they name, and each is corrected and deleted by itself."""
    deliver(lake, *DELIVERIES[0])
    assert told(lake) == {
        "roles": [],
        "scores": [],
        "seats": [],
        "rides": [("From School", None, None), ("To School", None, None)],
        "known": [("2025-03-28 16:00:00", "2025-03-28 16:00:00")] * 2,
    }
    assert {tuple(row["reason_codes"]) for row in lake.refused()} == {("WAITING_FOR_REFERENCE",)}
    assert sorted(waiting(lake)) == sorted([*["incident_students", "assessments"] * 2, "enrollments"])
    deliver(lake, *DELIVERIES[1])
    second = told(lake)
    assert waiting(lake) == []
    assert second["roles"] == [(STUDENT, "Perpetrator", DAY), (OTHER, "Victim", DAY)]
    assert [(key, subject, str(score)) for key, subject, score in second["scores"]] == sorted(
        [(guid("gra"), "Mathematics", "84.00"), (guid("res"), "Mathematics", "84.30")]
    )
    assert second["seats"] == [(STUDENT, guid("cou"), guid("sec"))]
    deliver(lake, *DELIVERIES[2])
    third = told(lake)
    assert third["roles"] == [(STUDENT, "Perpetrator", DAY), (OTHER, "Witness", DAY)]
    assert [key for key, _, _ in third["scores"]] == [guid("res")]
    assert third["seats"] == []
    assert third["rides"] == [("From School", None, dt.date(2025, 3, 29)), ("To School", None, None)]
    # That one ended was known when it was told; that it was there, before.
    assert third["known"] == [("2025-03-28 16:00:00", "2025-03-29 16:00:00")] * 2
    versions = lake.versions()
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=SUBJECTS)
    assert lake.versions() == versions, "a second run changes nothing"
    deliver(lake, *DELIVERIES[3])
    assert told(lake) == LAST
    assert waiting(lake) == []


@pytest.mark.slow
@pytest.mark.parametrize("order", [(4, 3, 2, 1), (3, 1, 4, 2)])
def test_the_order_of_deliveries_does_not_matter(order: tuple[int, ...], lake: Lake) -> None:
    for day in order:
        deliver(lake, *DELIVERIES[day - 1])
    assert told(lake) == LAST
    assert waiting(lake) == []

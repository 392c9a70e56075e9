"""Attendance of each day, where an excuse is another event, and incidents with those who took part."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]
STATUSES = {"In Attendance": "P", "Unexcused Absence": "A", "Tardy": "L", "Excused Absence": "E"}


def test_events_in_the_end_are_the_newest_of_the_district(delivered: Any, district: Any) -> None:
    last = delivered.nights()[-1].name
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for row in district.plan.happens["attendance"].where(f"told_on <= '{last}'").collect():
        key = row["student_id"], row["date"]
        newest[key] = max(newest.get(key, ("", "")), (row["told_on"], row["status"]))
    held = {
        (one["studentReference"]["studentUniqueId"], one["eventDate"]): STATUSES[
            one["attendanceEventCategoryDescriptor"].partition("#")[2]
        ]
        for one in delivered.standing("studentSchoolAttendanceEvents").values()
        if not one["studentReference"]["studentUniqueId"].startswith("X")
    }
    assert held == {key: status for key, (_, status) in newest.items()}


def test_an_excused_absence_is_deleted_on_the_night_of_its_excuse(delivered: Any) -> None:
    deleted = [*delivered.lines("deletes/studentSchoolAttendanceEvents")]
    excused = {
        (night, one["studentReference"]["studentUniqueId"], one["eventDate"])
        for night, one in delivered.lines("studentSchoolAttendanceEvents")
        if one["attendanceEventCategoryDescriptor"].endswith("#Excused Absence")
    }
    assert {(night, one["keyValues"]["studentUniqueId"], one["keyValues"]["eventDate"]) for night, one in deleted} == (
        excused
    )
    assert excused
    versions = [one["changeVersion"] for night, one in sorted(deleted, key=lambda told: told[0])]
    assert sorted({version // 1_000_000 for version in versions}) == [*dict.fromkeys(v // 1_000_000 for v in versions)]


def test_only_absences_have_a_duration(delivered: Any) -> None:
    for one in delivered.standing("studentSchoolAttendanceEvents").values():
        is_away = one["attendanceEventCategoryDescriptor"].endswith("Absence")
        assert one.get("eventDuration") == (1.0 if is_away else None)


def test_incidents_that_were_dismissed_are_not_told(delivered: Any, district: Any) -> None:
    last = delivered.nights()[-1].name
    rows = district.plan.happens["incidents"].where(f"told_on <= '{last}'").collect()
    told = {row["incident_id"] for row in rows if row["status"] != "Dismissed"}
    assert {one["incidentIdentifier"] for one in delivered.standing("disciplineIncidents").values()} == told
    people = Counter(
        (row["incident_id"], row["student_id"], row["role"])
        for row in district.plan.happens["incident_students"].collect()
        if row["incident_id"] in told
    )
    held = Counter(
        (
            one["disciplineIncidentReference"]["incidentIdentifier"],
            one["studentReference"]["studentUniqueId"],
            code["disciplineIncidentParticipationCodeDescriptor"].partition("#")[2],
        )
        for resource in ("BehaviorAssociations", "NonOffenderAssociations")
        for one in delivered.standing(f"studentDisciplineIncident{resource}").values()
        for code in one["disciplineIncidentParticipationCodes"]
    )
    assert held == people


def test_actions_name_the_incident_and_what_was_served(delivered: Any) -> None:
    actions = delivered.standing("disciplineActions").values()
    assert actions
    corrected = 0
    for one in actions:
        [because] = one["studentDisciplineIncidentBehaviorAssociations"]
        reference = because["studentDisciplineIncidentBehaviorAssociationReference"]
        assert one["disciplineActionIdentifier"] == f"{reference['incidentIdentifier']}-A"
        assert reference["studentUniqueId"] == one["studentReference"]["studentUniqueId"]
        more = one.get("actualDisciplineActionLength", 0) - one.get("disciplineActionLength", 0)
        assert more in (0, 1)
        corrected += more == 1
    assert corrected == delivered.truth["resources"]["disciplineActions"].get("corrected", 0)

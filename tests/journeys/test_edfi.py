"""Ed-Fi from folders of objects to silver: corrections and deletes, in whichever order they are delivered."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from edfi import EXAMPLES, SCHOOL, STUDENT, Json, code, guid, one, student
from edfi_rows import Delivery
from lake import Lake

from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE

pytestmark = [pytest.mark.once, pytest.mark.more]
ADA = {"studentUniqueId": STUDENT, "firstName": "Ada", "lastSurname": "Brown", "birthDate": "2015-05-04"}
[ACTION] = EXAMPLES["6"]["disciplineActions"]
ABSENT, LATE = (
    {**said, "_lastModifiedDate": "2025-02-01T08:00:00Z"} for said in EXAMPLES["6"]["studentSchoolAttendanceEvents"]
)


def action(day: int, *words: str) -> Json:
    disciplines = [{"disciplineDescriptor": code("Discipline", word)} for word in words]
    return {**ACTION, "disciplines": disciplines, "_lastModifiedDate": f"2025-02-0{day}T08:00:00Z"}


def stay(key: str, entry: str, grade: str) -> Json:
    grade_level = {"entryGradeLevelDescriptor": code("GradeLevel", grade)}
    return one(
        key,
        {"schoolReference": {"schoolId": SCHOOL}, "studentReference": student(), "entryDate": entry, **grade_level},
        "2025-02-01T08:00:00Z",
    )


FIRST: Delivery = {
    "students": [one("ada", ADA, "2025-02-01T08:00:00Z")],
    "studentSchoolAssociations": [
        stay("third", "2024-08-19", "Third grade"),
        stay("error", "2024-08-20", "Fourth grade"),
    ],
    "studentSchoolAttendanceEvents": [ABSENT, LATE],
    "disciplineActions": [action(1, "Detention", "Other")],
}
SECOND: Delivery = {
    "studentSchoolAttendanceEvents": [
        {
            **LATE,
            "attendanceEventCategoryDescriptor": code("A", "Excused Absence"),
            "_lastModifiedDate": "2025-02-02T08:00:00Z",
        }
    ],
    "deletes/studentSchoolAttendanceEvents": [
        {"id": ABSENT["id"], "changeVersion": 7, "keyValues": {"studentUniqueId": STUDENT}}
    ],
    "deletes/studentSchoolAssociations": [{"id": guid("error")}],
    "disciplineActions": [action(2, "Detention")],
}
SUBJECTS = ["students", "memberships", "attendance", "discipline_actions"]
THIRD: Delivery = {"deletes/disciplineActions": [{"id": ACTION["id"]}], "deletes/students": [{"id": guid("ada")}]}
DELIVERIES = {1: FIRST, 2: SECOND, 3: THIRD}
# What is told once all is delivered.
LAST: dict[str, Any] = {
    "students": [(STUDENT, "3rd Grade", False)],
    "versions": [
        ("2025-02-01 08:00:00", "4th Grade"),
        ("2025-02-02 00:00:00", "3rd Grade"),
        ("2025-02-03 00:00:00", "3rd Grade"),
    ],
    "stays": [(STUDENT, "3rd Grade")],
    "days": [("D0000002", "Excused")],
    "actions": [],
}


def deliver(lake: Lake, day: int, delivery: Delivery) -> None:
    for folder, objects in delivery.items():
        lines = "\n".join(json.dumps(said) for said in objects)
        lake.deliver(f"edfi/2025-02-0{day}/{folder}/1.jsonl", lines)


def bring(lake: Lake) -> None:
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=SUBJECTS)


def told(lake: Lake) -> dict[str, Any]:
    current = [row for row in lake.rows(STUDENTS_TABLE) if row["is_current"]]
    return {
        "students": [(row["student_id"], row["grade_level"], row["is_active"]) for row in current],
        "versions": sorted((str(row["valid_from"]), row["grade_level"]) for row in lake.rows(STUDENTS_TABLE)),
        "stays": sorted((row["student_id"], row["grade_level"]) for row in lake.rows(MEMBERSHIPS_TABLE)),
        "days": sorted((row["student_id"], row["status"]) for row in lake.rows(ATTENDANCE_TABLE)),
        "actions": sorted(row["action"] for row in lake.rows(DISCIPLINE_ACTIONS_TABLE)),
    }


def test_what_an_api_says_is_corrected_and_deletes(lake: Lake) -> None:
    deliver(lake, 1, FIRST)
    bring(lake)
    assert lake.refused() == []
    assert told(lake) == {
        "students": [(STUDENT, "4th Grade", True)],
        "versions": [("2025-02-01 08:00:00", "4th Grade")],
        "stays": [(STUDENT, "3rd Grade"), (STUDENT, "4th Grade")],
        "days": [(STUDENT, "Absent"), ("D0000002", "Late")],
        "actions": ["Detention", "Other"],
    }
    deliver(lake, 2, SECOND)
    bring(lake)
    assert told(lake) == {
        **LAST,
        "students": [(STUDENT, "3rd Grade", True)],
        "versions": LAST["versions"][:2],
        "actions": ["Detention"],
    }
    before = lake.versions()
    bring(lake)
    assert lake.versions() == before, "a second run changes nothing"
    deliver(lake, 3, THIRD)
    bring(lake)
    assert told(lake) == LAST
    assert lake.refused() == []


@pytest.mark.slow
@pytest.mark.parametrize("order", [order for order in itertools.permutations((1, 2, 3)) if order != (1, 2, 3)])
def test_the_order_of_deliveries_does_not_matter(order: tuple[int, ...], lake: Lake) -> None:
    for day in order:
        deliver(lake, day, DELIVERIES[day])
        bring(lake)
    assert told(lake) == LAST
    assert lake.refused() == []

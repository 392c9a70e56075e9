"""Students of Ed-Fi and where they are members: of the API's objects, in whichever order they come."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, SCHOOL, STUDENT, Json, guid, one, student
from edfi_rows import BOTH, SOURCES, bronze, candidates, picked, references
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables import STUDENTS

pytestmark = pytest.mark.once
ADA = one("ada", {"studentUniqueId": STUDENT, "firstName": "Ada", "lastSurname": "Brown", "birthDate": "2015-05-04"})


def stay(key: str, entry: str, exit_: str | None = None, number: int = SCHOOL, **more: Any) -> Json:
    at = {"schoolId": number}
    said = {"schoolReference": at, "studentReference": student(), "entryDate": entry, **more}
    return one(key, said | ({"exitWithdrawDate": exit_} if exit_ else {}))


def test_students(spark: SparkSession) -> None:
    """School and grade are those of the stay that lasts longest, of the main school first; who has none has neither."""
    stays = [
        stay("old", "2024-08-19", "2024-12-20", 3, entryGradeLevelDescriptor="uri://x/G#Third grade"),
        stay("side", "2025-01-07", number=2, primarySchool=False),
        stay("main", "2025-01-06", number=1, primarySchool=True, entryGradeLevelDescriptor="uri://x/G#Fourth grade"),
        stay("void", "2025-01-08", number=4, primarySchool=True),
    ]
    told = {
        "students": [ADA],
        "studentSchoolAssociations": stays,
        "deletes/studentSchoolAssociations": [{"id": guid("void")}],
    }
    names = (
        "given_name",
        "family_name",
        "birth_date",
        "grade_level",
        "enrollment_date",
        "school_id",
        "school_ids",
        "updated_at",
    )
    columns = ("student_id", *names)
    [row] = picked(candidates(spark, "students", told), *[f"raw_{name}" for name in columns], "revisit")
    assert row == (
        STUDENT,
        "Ada",
        "Brown",
        "2015-05-04",
        "Fourth grade",
        "2025-01-06",
        "1",
        "1,2",
        "2025-03-28T16:00:00Z",
        True,
    )
    [row] = picked(
        candidates(spark, "students", {"students": [ADA]}), "raw_school_id", "raw_school_ids", "parse_issue", "revisit"
    )
    assert row == (None, None, None, False)


@pytest.mark.more
def test_who_was_deleted_and_made_anew_is_there(spark: SparkSession) -> None:
    anew = one("ada again", {"studentUniqueId": STUDENT, "firstName": "Ada", "lastSurname": "Brown"})
    told = [{"students": [ADA]}, {"students": [anew], "deletes/students": [{"id": guid("ada")}]}]
    absences = SOURCES["students"].absences
    assert absences is not None
    assert absences(bronze(spark, STUDENTS.feed, *told), references(spark, "students", *told)).collect() == []


def test_who_was_deleted(spark: SparkSession) -> None:
    """He went when it was told; what he was is kept."""
    told = [{"students": [ADA]}, {"deletes/students": [{"id": guid("ada")}, {"id": guid("somebody else")}]}]
    absences = SOURCES["students"].absences
    assert absences is not None
    rows = absences(bronze(spark, STUDENTS.feed, *told), references(spark, "students", *told)).collect()
    # He was said to be there a month later: he went after that.
    assert [(row["raw_student_id"], str(row["at"])) for row in rows] == [(STUDENT, "2025-03-28 16:00:00.000001")]
    assert picked(candidates(spark, "students", *told), "parse_issue") == [(None,)]


@pytest.mark.parametrize("standard", BOTH)
def test_memberships(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "memberships", EXAMPLES[standard])
    names = (
        "student_id",
        "school_id",
        "entry_date",
        "exit_date",
        "grade_level",
        "entry_type",
        "exit_type",
        "is_primary",
        "fte",
    )
    assert sorted(picked(rows, *[f"raw_{name}" for name in names])) == [
        (STUDENT, str(SCHOOL), "2024-08-19", None, "Third grade", "Next year school", None, "true", "1.0"),
        ("D0000002", str(SCHOOL), "2024-08-19", "2024-12-13", "Kindergarten", None, "Transferred", None, None),
    ]
    assert {row["raw_school_year"] for row in rows} == {"2025", None}
    assert {row["parse_issue"] for row in rows} == {None}


@pytest.mark.more
def test_a_stay_that_is_taken_back(spark: SparkSession) -> None:
    """Whether the delete comes before, with or after the object; another object of the same words stays."""
    first, second = stay("a", "2024-08-19"), stay("b", "2024-08-19")
    went = {"deletes/studentSchoolAssociations": [{"id": guid("a"), "keyValues": {"studentUniqueId": STUDENT}}]}
    said = {"studentSchoolAssociations": [first, second]}
    for told in ([said, went], [went, said], [said | went]):
        rows = candidates(spark, "memberships", *told)
        assert sorted(picked(rows, "raw_membership_id", "parse_issue"), key=str) == sorted(
            [(guid("a"), "TAKEN_BACK"), (guid("b"), None)], key=str
        )
    rows = candidates(spark, "memberships", said, went, new=2)
    assert {row["raw_membership_id"]: row["revisit"] for row in rows} == {guid("a"): True, guid("b"): False}
    rows = candidates(spark, "memberships", said, went, new=3)
    assert {row["revisit"] for row in rows} == {False}


@pytest.mark.parametrize("standard", BOTH)
def test_sex_and_address_of_students(spark: SparkSession, standard: str) -> None:
    """5 has them in one object, 6 in two; one that is deleted says nothing any more, and that is news."""
    told = {**EXAMPLES[standard], "students": [ADA]}
    row = picked(candidates(spark, "students", told), "raw_gender", "raw_email")
    assert row == [("Female", "D0000001@example.org")]
    folder = {"5": "studentEducationOrganizationAssociations", "6": "studentDemographics"}[standard]
    [said] = EXAMPLES[standard][folder]
    rows = candidates(spark, "students", told, {f"deletes/{folder}": [{"id": said["id"]}]}, new=2)
    left = None if standard == "5" else "D0000001@example.org"
    assert picked(rows, "raw_gender", "raw_email", "revisit") == [(None, left, True)]


@pytest.mark.parametrize("standard", BOTH)
def test_school_days(spark: SparkSession, standard: str) -> None:
    """What is deleted never was a day of the calendar."""
    gone = {"deletes/calendarDates": [{"id": guid("off")}]}
    names = [f"raw_{name}" for name in ("school_day_id", "date", "kind", "school_id", "school_year")]
    rows = candidates(spark, "school_days", EXAMPLES[standard], gone)
    assert sorted(picked(rows, *names, "parse_issue"), key=lambda row: row[1]) == [
        (guid("day"), "2024-08-19", "Instructional day", str(SCHOOL), "2025", None),
        (guid("off"), "2024-09-02", "Holiday", str(SCHOOL), "2025", "TAKEN_BACK"),
    ]


@pytest.mark.more
def test_which_event_of_a_day_counts(spark: SparkSession) -> None:
    """One by which school is held; what nobody knows may be such a one, and is told before what closes school."""
    days = {
        ("Holiday", "Instructional day"): "Instructional day",
        ("Make-up day", "Weather day"): "Make-up day",
        ("Student late arrival/early dismissal", "Instructional day"): "Instructional day",
        ("Teacher only day", "Holiday"): "Holiday",
        ("Our own", "Instructional day"): "Instructional day",
        ("Holiday", "Our own", "Another"): "Another, Our own",
        ("Other",): "Other",
        (): None,
    }
    told = [
        one(
            str(number),
            {"date": "2024-08-19", "calendarEvents": [{"calendarEventDescriptor": f"x#{w}"} for w in words]},
        )
        for number, words in enumerate(days)
    ]
    garbage = [one(f"g{number}", {"calendarEvents": said}) for number, said in enumerate(("x", None, [None], [{}]))]
    rows = candidates(spark, "school_days", {"calendarDates": [*told, *garbage]})
    found = {row["raw_school_day_id"]: row["raw_kind"] for row in rows}
    assert {found.pop(guid(f"g{number}")) for number in range(4)} == {None}
    assert found == {guid(str(number)): due for number, due in enumerate(days.values())}

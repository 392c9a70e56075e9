"""Courses, classes and enrollments of Ed-Fi: objects that name others by fields become rows that know their ids."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, FALL, LEA, OFFERING, SCHOOL, SECTION, STAFF, STUDENT, Json, code, guid
from edfi_rows import BOTH, Delivery, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
TAUGHT = ("courses", "courseOfferings", "sessions", "sections")
[SEAT] = EXAMPLES["6"]["studentSectionAssociations"]
LATER = "2025-03-29T16:00:00Z"


def taught(**changed: Json) -> Delivery:
    """What is taught, of which some objects say something else."""
    return {name: [{**EXAMPLES["6"][name][0], **changed.get(name, {})}] for name in TAUGHT}


def grades(*words: str) -> Json:
    return {"offeredGradeLevels": [{"gradeLevelDescriptor": code("GradeLevel", word)} for word in words]}


def without_ids(delivery: Delivery) -> Delivery:
    return {
        name: [{k: v for k, v in one.items() if k != "id"} for one in objects] for name, objects in delivery.items()
    }


@pytest.mark.parametrize("standard", BOTH)
def test_courses(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "courses", EXAMPLES[standard])
    names = ("course_id", "name", "code", "subject", "grade_level", "school_id")
    assert picked(rows, *[f"raw_{name}" for name in names], "parse_issue") == [
        (guid("cou"), "Math, third grade", "MATH-03", "Mathematics", "Third grade", None, None)
    ]


@pytest.mark.more
def test_what_is_for_several_is_for_no_one(spark: SparkSession) -> None:
    subjects = [{"academicSubjectDescriptor": code("AcademicSubject", word)} for word in ("Mathematics", "Science")]
    said: list[Json] = [
        {"academicSubjects": subjects, **grades("Third grade", "Fourth grade")},
        {"academicSubjects": [], **grades()},
        {"academicSubjects": "Mathematics", "offeredGradeLevels": None},
    ]
    told = [{**EXAMPLES["6"]["courses"][0], **one} for one in said]
    rows = candidates(spark, "courses", {"courses": told})
    assert picked(rows, "raw_subject", "raw_grade_level") == [(None, None)] * 3


@pytest.mark.more
def test_a_course_that_is_deleted(spark: SparkSession) -> None:
    rows = candidates(spark, "courses", taught(), {"deletes/courses": [{"id": guid("cou")}]}, new=2)
    assert picked(rows, "parse_issue", "revisit") == [("TAKEN_BACK", True)]


@pytest.mark.parametrize("standard", BOTH)
def test_classes(spark: SparkSession, standard: str) -> None:
    """A section on the days of its session, for the course that its offering is of."""
    rows = candidates(spark, "classes", EXAMPLES[standard])
    names = ("class_id", "course_id", "name", "start_date", "end_date", "subject", "grade_level", "school_id")
    assert picked(rows, *[f"raw_{name}" for name in names]) == [
        (
            guid("sec"),
            guid("cou"),
            "Math, third grade",
            "2024-08-19",
            "2025-01-10",
            "Mathematics",
            "Third grade",
            str(SCHOOL),
        )
    ]
    assert picked(rows, "raw_school_year", "raw_term", "parse_issue") == [("2025", FALL["sessionName"], None)]


@pytest.mark.more
def test_what_a_section_does_not_say_its_offering_does(spark: SparkSession) -> None:
    cases: list[tuple[Json, tuple[str | None, str | None]]] = [
        ({"sectionName": None, **grades()}, ("Mathematics 3", "Third grade")),
        ({"sectionName": "Blue", **grades("Fourth grade")}, ("Blue", "Fourth grade")),
        ({"sectionName": "Blue", **grades("Third grade", "Fourth grade")}, ("Blue", None)),
    ]
    offering = {"localCourseTitle": "Mathematics 3"}
    for said, due in cases:
        rows = candidates(spark, "classes", taught(courseOfferings=offering, sections=said))
        assert picked(rows, "raw_name", "raw_grade_level") == [due]


@pytest.mark.more
def test_a_class_is_there_before_its_course(spark: SparkSession) -> None:
    """And is looked at again where it comes, or where what is said of its session is news."""
    every = taught()
    alone: Delivery = {"sections": every["sections"]}
    [row] = candidates(spark, "classes", alone)
    assert (row["raw_class_id"], row["raw_course_id"], row["raw_start_date"], row["parse_issue"]) == (guid("sec"), None, None, None)  # fmt: skip
    for name in ("courses", "courseOfferings", "sessions"):
        rest = {other: objects for other, objects in every.items() if other != name}
        [row] = candidates(spark, "classes", rest, {name: every[name]}, new=2)
        assert row["revisit"], name
    [row] = candidates(spark, "classes", every, {"sections": []}, new=2)
    assert not row["revisit"]


@pytest.mark.more
def test_another_section_of_nearly_the_same_name(spark: SparkSession) -> None:
    """Every field of a name counts."""
    for field, other in (
        ("localCourseCode", "MATH-04"),
        ("schoolId", 1),
        ("schoolYear", 2024),
        ("sessionName", "Spring"),
    ):
        said = {"courseOfferingReference": {**OFFERING, field: other}}
        [row] = candidates(spark, "classes", taught(sections=said))
        assert row["raw_course_id"] is None, field


CLASS_STAFF = ("class_staff_id", "staff_id", "class_id", "role", "begin_date", "end_date", "school_id", "school_year")
[PLACE] = EXAMPLES["6"]["staffSectionAssociations"]


@pytest.mark.parametrize("standard", BOTH)
def test_class_staff(spark: SparkSession, standard: str) -> None:
    """Who teaches in a section; what is deleted never was."""
    names = [f"raw_{name}" for name in (*CLASS_STAFF, "term", "is_primary")]
    due = (
        *(guid("tch"), STAFF, guid("sec"), "Teacher of Record", "2024-08-19", "2025-01-10", str(SCHOOL), "2025"),
        *(FALL["sessionName"], None),
    )
    told = EXAMPLES[standard]
    assert picked(candidates(spark, "class_staff", told), *names, "parse_issue") == [(*due, None)]
    gone = {"deletes/staffSectionAssociations": [{"id": guid("tch")}]}
    assert picked(candidates(spark, "class_staff", gone, told), *names, "parse_issue") == [(*due, "TAKEN_BACK")]


@pytest.mark.more
def test_days_that_nobody_says_are_those_of_the_session(spark: SparkSession) -> None:
    bare = {name: said for name, said in PLACE.items() if not name.endswith("Date")}
    days = ("raw_begin_date", "raw_end_date", "parse_issue", "revisit")
    rest = taught()
    for place, due in (
        (bare, ("2024-08-19", "2025-01-10")),
        ({**bare, "beginDate": "2024-11-04"}, ("2024-11-04", "2025-01-10")),
        ({**bare, "endDate": "soon"}, ("2024-08-19", "soon")),
    ):
        rows = candidates(spark, "class_staff", {**rest, "staffSectionAssociations": [place]}, new=2)
        assert picked(rows, *days) == [(*due, None, False)]
    later = {"sessions": rest.pop("sessions")}
    rows = candidates(spark, "class_staff", {**rest, "staffSectionAssociations": [bare]}, later, new=2)
    assert picked(rows, *days) == [("2024-08-19", "2025-01-10", None, True)]
    rows = candidates(spark, "class_staff", {"staffSectionAssociations": [PLACE]})
    assert picked(rows, "raw_class_id", "parse_issue") == [(None, "WAITING_FOR_REFERENCE")]


@pytest.mark.parametrize("standard", BOTH)
def test_enrollments(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "enrollments", EXAMPLES[standard])
    names = ("enrollment_id", "student_id", "course_id", "class_id", "start_date", "end_date", "result", "school_id")
    assert picked(rows, *[f"raw_{name}" for name in names]) == [
        (guid("enr"), STUDENT, guid("cou"), guid("sec"), "2024-08-19", "2025-01-10", None, str(SCHOOL))
    ]
    assert picked(rows, "raw_school_year", "raw_term", "parse_issue") == [("2025", FALL["sessionName"], None)]
    passed = {**SEAT, "attemptStatusDescriptor": code("AttemptStatus", "Pass")}
    [row] = candidates(spark, "enrollments", {**taught(), "studentSectionAssociations": [passed]})
    assert row["raw_result"] == "Pass"


def test_enrollments_wait_for_class_and_course(spark: SparkSession) -> None:
    every = taught()
    seat: Delivery = {"studentSectionAssociations": [SEAT]}
    for name in ("courses", "courseOfferings", "sections"):
        rest = {other: objects for other, objects in every.items() if other != name} | seat
        assert picked(candidates(spark, "enrollments", rest), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
        rows = candidates(spark, "enrollments", rest, {name: every[name]}, new=2)
        assert picked(rows, "parse_issue", "revisit") == [(None, True)]
    rows = candidates(spark, "enrollments", seat, {"deletes/studentSectionAssociations": [{"id": SEAT["id"]}]})
    assert picked(rows, "parse_issue") == [("TAKEN_BACK",)]


@pytest.mark.more
def test_a_class_is_the_same_whatever_it_is_called(spark: SparkSession) -> None:
    """Whoever still names it as before is in it, and so is who names it anew."""
    renamed = {**taught()["sections"][0], "sectionIdentifier": "NEW", "_lastModifiedDate": LATER}
    new = {**SEAT, "id": guid("new"), "sectionReference": {**SECTION, "sectionIdentifier": "NEW"}}
    told = [{**taught(), "studentSectionAssociations": [SEAT, new]}, {"sections": [renamed]}]
    rows = candidates(spark, "enrollments", *told)
    assert picked(rows, "raw_class_id") == [(guid("sec"),)] * 2


def test_files_for_a_bulk_load_have_no_ids(spark: SparkSession) -> None:
    """Courses and classes are known by their names then, the same in each subject."""
    told = without_ids({**taught(), "studentSectionAssociations": [SEAT]})
    course, class_ = f"MATH-03/{LEA}", f"MATH-03/{SCHOOL}/2025/{FALL['sessionName']}/E01-MATH-03"
    assert picked(candidates(spark, "courses", told), "raw_course_id") == [(course,)]
    found: dict[str, Any] = {
        name: picked(candidates(spark, name, told), "raw_class_id", "raw_course_id")
        for name in ("classes", "enrollments")
    }
    assert found == {name: [(class_, course)] for name in found}

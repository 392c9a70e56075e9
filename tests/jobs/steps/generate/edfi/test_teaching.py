"""Sections for each subject and grade of a school, who is in them while a stay lasts, and grades on the way."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]
LETTERS = {90: "A", 80: "B", 70: "C", 60: "D", 0: "F"}


def test_a_school_offers_each_subject_to_its_grades(delivered: Any) -> None:
    offered = defaultdict(set)
    for one in delivered.standing("courseOfferings").values():
        offered[one["schoolReference"]["schoolId"]].add(one["localCourseCode"])
    assert offered[255920001] == {
        f"{subject}-{grade}" for subject in ("MATH", "ENGLISH") for grade in ("06", "07", "08")
    }
    assert len(delivered.standing("courses")) == 2 * 13
    # Six schools offer thirteen grades in each of two zones, in two subjects, terms and years.
    assert len(delivered.standing("sections")) == len(delivered.standing("courseOfferings")) == 2 * 13 * 2 * 2 * 2


def test_students_are_in_sections_of_their_school_while_they_stay(delivered: Any) -> None:
    stays = defaultdict(list)
    for one in delivered.standing("studentSchoolAssociations").values():
        span = one["entryDate"], one.get("exitWithdrawDate", "9999")
        stays[one["studentReference"]["studentUniqueId"], one["schoolReference"]["schoolId"]].append(span)
    held = delivered.standing("studentSectionAssociations").values()
    assert held
    for one in held:
        own = stays[one["studentReference"]["studentUniqueId"], one["sectionReference"]["schoolId"]]
        assert any(entry <= one["beginDate"] <= one.get("endDate", "0") <= end or (
            entry <= one["beginDate"] and "endDate" not in one) for entry, end in own)  # fmt: skip
    assert {one["studentReference"]["studentUniqueId"] for one in held} <= {student for student, _ in stays}


def test_teachers_of_a_section_work_in_its_school_all_term(delivered: Any, district: Any) -> None:
    """One of record, and a second one in some; nobody where the school has none."""
    roles = {row["staff_id"]: row for row in district.plan.lasts["staff_roles"].collect() if row["role"] == "Teacher"}
    number = {row["staffReference"]["staffUniqueId"]: row["educationOrganizationReference"]["educationOrganizationId"]
              for row in delivered.standing("staffEducationOrganizationAssignmentAssociations").values()}  # fmt: skip
    held = delivered.standing("staffSectionAssociations").values()
    positions = defaultdict(list)
    teaches: dict[str, int] = defaultdict(int)
    for one in held:
        who, section = one["staffReference"]["staffUniqueId"], one["sectionReference"]
        assert number[who] == section["schoolId"]
        assert roles[who]["begin_date"] <= one["beginDate"] <= one.get("endDate", "9999")
        assert one.get("endDate", "0") <= (roles[who]["end_date"] or "9999")
        teaches[who] += 1
        positions[tuple(value for name, value in sorted(section.items()) if name != "link")].append(
            one["classroomPositionDescriptor"].partition("#")[2]
        )
    assert positions
    due = ["Support Teacher", "Teacher of Record"]
    assert all(sorted(of) in (due, due[1:]) for of in positions.values())
    assert delivered.truth["teaches"] == {who: {"sections": n} for who, n in teaches.items()}


def test_grades_are_those_of_the_results(delivered: Any, district: Any) -> None:
    last = delivered.nights()[-1].name
    results = defaultdict(list)
    for row in district.plan.happens["assessments"].where(f"told_on <= '{last}'").collect():
        results[row["student_id"], row["subject"].upper(), row["term"], int(row["school_year"])].append(
            float(row["score"])
        )
    grades = defaultdict(set)
    for night, one in delivered.lines("grades"):
        of = one["studentSectionAssociationReference"]
        subject = of["localCourseCode"].partition("-")[0]
        key = of["studentUniqueId"], subject, one["gradingPeriodReference"]["gradingPeriodName"], of["schoolYear"]
        grades[key].add((night, one["numericGradeEarned"], one["letterGradeEarned"]))
    assert grades.keys() <= results.keys()
    assert len(grades) > 0.9 * len(results), "of few the stay has ended"
    for key, told in grades.items():
        (_, points, _), *again = sorted(told)
        assert [points] == results[key]
        assert all(now == abs(points - 1) for _, now, _ in again)
        for _, now, letter in told:
            assert letter == next(name for least, name in LETTERS.items() if now >= least)

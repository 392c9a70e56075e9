"""Students as the district has them, each in the groups that it says, wherever a standard says so."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import OPENING
from edulake.jobs.steps.generate.edfi import people

pytestmark = [pytest.mark.once, pytest.mark.more]
RACES = {"Black - African American": "Black or African American"}


def code(descriptor: str) -> str:
    return descriptor.partition("#")[2]


def test_students_and_their_stays_are_those_of_the_district(delivered: Any, district: Any) -> None:
    students = delivered.standing("students").values()
    stays = {row["student_id"]: row for row in district.plan.lasts["students"].collect()}
    assert {one["studentUniqueId"]: one["firstName"] for one in students} == {
        name: row["given_name"] for name, row in stays.items()
    }
    assert all("2005-01-01" <= one["birthDate"] < "2010-01-01" for one in students)
    true = [
        (one["studentReference"]["studentUniqueId"], one["entryDate"])
        for one in delivered.standing("studentSchoolAssociations").values()
        if one.get("exitWithdrawDate", "9999") >= one["entryDate"]
    ]
    told = [(row["student_id"], row["entry_date"]) for row in district.plan.lasts["memberships"].collect()]
    assert sorted(true) == sorted(told)


def test_an_end_is_told_once_it_came(delivered: Any) -> None:
    ends = defaultdict(list)
    for night, one in delivered.lines("studentSchoolAssociations"):
        ends[one["id"]].append((night, one.get("exitWithdrawDate"), one.get("exitWithdrawTypeDescriptor")))
    assert all(end is None or end <= night for of in ends.values() for night, end, _ in of)
    assert all((end is None) == (why is None) for of in ends.values() for _, end, why in of)
    departed = [of for of in ends.values() if len({end for _, end, _ in of}) > 1]
    assert departed, "nobody departs in a night"
    assert all(of[0][:2] == (OPENING.isoformat(), None) for of in departed)


def test_groups_are_those_of_the_district(delivered: Any, district: Any, told: Any) -> None:
    groups = defaultdict(dict)
    for row in district.plan.lasts["student_groups"].collect():
        groups[row["student_id"]][row["kind"]] = row["value"]
    in_5 = told(
        people.student_education_organization_associations(district, "5"), "studentEducationOrganizationAssociations"
    )
    for objects in (delivered.standing("studentDemographics").values(), [one for of in in_5.values() for one in of]):
        assert len(objects) == len(groups)
        for one in objects:
            of = groups[one["studentReference"]["studentUniqueId"]]
            races = {RACES.get(name, name) for name in (code(race["raceDescriptor"]) for race in one["races"])}
            assert races == ({"White", "Asian"} if of["Race"] == "Two or More" else {of["Race"]})
            assert code(one["sexDescriptor"]) == of["Sex"]
            assert one["hispanicLatinoEthnicity"] == (of["Hispanic"] == "Yes")
            assert ("limitedEnglishProficiencyDescriptor" in one) == ("English Learner" in of)
            assert bool(one["disabilities"]) == ("Special Education" in of)


def test_standard_6_moved_what_5_says_in_one_place(delivered: Any, district: Any, told: Any) -> None:
    name = "studentEducationOrganizationAssociations"
    in_5 = told(people.student_education_organization_associations(district, "5"), name)
    moved: dict[str, dict[str, Any]] = {}
    for resource in ("studentDemographics", "studentDirectories"):
        for one in delivered.standing(resource).values():
            moved.setdefault(one["studentReference"]["studentUniqueId"], {}).update(one)
    common = {"id", "_etag", "_lastModifiedDate"}
    for one in (one for of in in_5.values() for one in of):
        there = moved[one["studentReference"]["studentUniqueId"]]
        assert all(there[member] == one[member] for member in there.keys() - common)
    assert not {"races", "addresses"} & {member for one in delivered.standing(name).values() for member in one}


def test_who_is_poor_no_more_was_until_the_end_of_a_year(delivered: Any) -> None:
    periods = [
        group["periods"]
        for one in delivered.standing("studentDemographics").values()
        for group in one["studentCharacteristics"]
    ]
    assert all(len(of) == 1 and of[0]["beginDate"] < of[0].get("endDate", "9999") for of in periods)
    assert {"endDate" in of[0] for of in periods} == {True, False}

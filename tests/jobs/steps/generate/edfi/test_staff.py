"""Who works where, and the absences, some of which are corrected or taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.edfi import staff

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_staff_and_assignments_are_those_of_the_district(delivered: Any, district: Any) -> None:
    persons = {row["staff_id"]: row for row in district.plan.lasts["staff"].collect()}
    held = {one["staffUniqueId"]: one for one in delivered.standing("staffs").values()}
    assert {name: one["firstName"] for name, one in held.items()} == {
        name: row["given_name"] for name, row in persons.items()
    }
    assert not {"sexDescriptor", "electronicMails"} & {member for one in held.values() for member in one}
    roles = {row["staff_id"]: row for row in district.plan.lasts["staff_roles"].collect()}
    for one in delivered.standing("staffEducationOrganizationAssignmentAssociations").values():
        role = roles[one["staffReference"]["staffUniqueId"]]
        assert one["beginDate"] == role["begin_date"]
        assert one["fullTimeEquivalency"] == float(role["fte"])
        assert one["positionTitle"] == role["role"]
    kinds = {
        (one["positionTitle"], one["staffClassificationDescriptor"].partition("#")[2])
        for one in delivered.standing("staffEducationOrganizationAssignmentAssociations").values()
    }
    assert kinds <= {
        ("Teacher", "Elementary Teacher"),
        ("Teacher", "Secondary Teacher"),
        ("Aide", "Paraprofessional/Instructional Aide"),
        ("Counselor", "School Counselor"),
        ("Principal", "School Administrator"),
    }


def test_standard_5_says_sex_and_address_of_the_person(delivered: Any, district: Any, told: Any) -> None:
    in_5 = {one["staffUniqueId"]: one for of in told(staff.staffs(district, "5"), "staffs").values() for one in of}
    for resource, member in (("staffDemographics", "sexDescriptor"), ("staffDirectories", "electronicMails")):
        apart = {one["staffReference"]["staffUniqueId"]: one[member] for one in delivered.standing(resource).values()}
        assert apart == {name: one[member] for name, one in in_5.items()}


def test_a_corrected_absence_is_half_as_long(delivered: Any) -> None:
    versions = defaultdict(dict)
    for night, one in delivered.lines("staffAbsenceEvents"):
        versions[one["id"]][night] = one
    corrected = [[of[night] for night in sorted(of)] for of in versions.values() if len(of) > 1]
    assert corrected
    for was, now in corrected:
        assert now["hoursAbsent"] * 2 == was["hoursAbsent"]
        assert now["_lastModifiedDate"] > was["_lastModifiedDate"]
        assert now["eventDate"] == was["eventDate"]


def test_absences_that_were_not_taken_back_are_those_of_the_district(delivered: Any, district: Any) -> None:
    told = {
        (row["staff_id"], row["date"], row["category"]) for row in district.plan.happens["staff_absences"].collect()
    }
    known = {key for key in told if key[1] <= delivered.nights()[-1].name}
    standing = [
        (one["staffReference"]["staffUniqueId"], one["eventDate"], one["absenceEventReason"])
        for one in delivered.standing("staffAbsenceEvents").values()
    ]
    assert {*standing} < known
    assert len(known) - len(standing) == delivered.truth["resources"]["staffAbsenceEvents"]["deletes"]

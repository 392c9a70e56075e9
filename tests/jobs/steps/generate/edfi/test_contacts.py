"""Who cares for a student, and that parents become contacts without becoming others."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.edfi import contacts

pytestmark = [pytest.mark.once, pytest.mark.more]
OPENING, FIRST = (day.isoformat() for day in deliveries()[:2])


def test_contacts_and_links_are_those_of_the_district(delivered: Any, district: Any) -> None:
    guardians = {row["guardian_id"]: row for row in district.plan.lasts["guardians"].collect()}
    held = {one["contactUniqueId"]: one for one in delivered.standing("contacts").values()}
    assert held.keys() == guardians.keys()
    for name, one in held.items():
        mails = [mail["electronicMailAddress"] for mail in one["electronicMails"]]
        assert mails == [mail for mail in [guardians[name]["email"]] if mail]
        assert one["_ext"]["District"]["householdId"] == guardians[name]["household_id"]
    assert {len(one["telephones"]) for one in held.values()} == {0, 1}
    linked = [
        (one["contactReference"]["contactUniqueId"], one["studentReference"]["studentUniqueId"])
        for one in delivered.standing("studentContactAssociations").values()
    ]
    told = district.plan.lasts["guardian_links"].where("relation <> 'Self'").collect()
    assert sorted(link for link in linked if not link[0].startswith("X")) == sorted(
        (row["guardian_id"], row["student_id"]) for row in told
    )
    assert any(link[0].startswith("X") for link in linked)


def test_what_is_not_said_of_a_link_is_not_there(delivered: Any) -> None:
    first, second = ([] for _ in range(2))
    for one in delivered.standing("studentContactAssociations").values():
        (first if one["contactPriority"] == 1 else second).append(one)
    assert all(one["emergencyContactStatus"] is True for one in first)
    assert not any("emergencyContactStatus" in one for one in second)
    assert all(one["primaryContactStatus"] is False for one in second)


def test_parents_are_contacts_from_the_first_night_on(district: Any, told: Any) -> None:
    parents = told(contacts.parents(district), "parents")
    after = told(contacts.contacts(district, "5"), "contacts")
    assert parents.keys() == {OPENING}
    assert OPENING not in after
    names = {one["id"]: one["parentUniqueId"] for one in parents[OPENING]}
    renamed = {one["id"]: one["contactUniqueId"] for one in after[FIRST]}
    assert names == renamed, "an upgrade makes no new people"
    assert {one["_lastModifiedDate"] for one in after[FIRST]} == {one["_lastModifiedDate"] for one in parents[OPENING]}


def test_links_of_parents_keep_their_ids(district: Any, told: Any) -> None:
    before = told(contacts.student_parent_associations(district), "studentParentAssociations")[OPENING]
    after = told(contacts.student_contact_associations(district, "5"), "studentContactAssociations")[FIRST]
    assert {one["id"] for one in before} == {one["id"] for one in after}
    assert {one["parentReference"]["link"]["href"].rpartition("/")[2] for one in before} == {
        one["contactReference"]["link"]["href"].rpartition("/")[2] for one in after
    }

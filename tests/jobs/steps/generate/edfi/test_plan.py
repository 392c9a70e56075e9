"""Each resource of a standard is written in the shape of its example, and nothing in it refers to what nobody delivers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import edfi
import pytest

from edulake.jobs.steps.generate.edfi import contacts, people, staff
from edulake.jobs.steps.generate.edfi.plan import resources

pytestmark = [pytest.mark.once, pytest.mark.more]
# What an API may say and this district does not.
NOT_SAID = {
    "studentSchoolAssociations": {"fullTimeEquivalency"},
    "staffEducationOrganizationEmploymentAssociations": {"endDate", "fullTimeEquivalency"},
    "staffEducationOrganizationAssignmentAssociations": {"endDate"},
}
NOT_DELIVERED = {
    *("localEducationAgencies", "schoolYearTypes", "gradingPeriods", "competencyObjectives"),
    *("fundDimensions", "functionDimensions", "objectDimensions"),
}


def shape(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each place of a JSON value with its type; items of a collection are in one place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from shape(inner, f"{path}.{name}")
    elif isinstance(value, list):
        yield path, "list"
        for inner in value:
            yield from shape(inner, f"{path}[]")
    else:
        yield path, type(value).__name__


def shapes(objects: list[Any]) -> set[tuple[str, str]]:
    return {place for one in objects for place in shape(one)}


def references(value: Any) -> Iterator[str]:
    """Where the links of a JSON value lead."""
    if isinstance(value, dict):
        if "link" in value:
            yield value["link"]["href"]
        for inner in value.values():
            yield from references(inner)
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)


def must_be_as(objects: list[Any], examples: list[Any], name: str) -> None:
    assert objects
    assert not shapes(objects) - shapes(examples)
    said, exemplary = ({member for one in of for member in one} for of in (objects, examples))
    assert exemplary - said <= NOT_SAID.get(name, set())


@pytest.mark.parametrize("name", edfi.EXAMPLES["6"])
def test_resources_of_standard_6_have_the_shape_of_their_examples(name: str, delivered: Any) -> None:
    must_be_as([one for _, one in delivered.lines(name)], edfi.EXAMPLES["6"][name], name)


def test_what_is_other_in_standard_5_has_the_shape_of_its_examples(district: Any, told: Any) -> None:
    other = {
        "parents": contacts.parents(district),
        "studentParentAssociations": contacts.student_parent_associations(district),
        "staffs": staff.staffs(district, "5"),
        "studentEducationOrganizationAssociations": people.student_education_organization_associations(district, "5"),
    }
    for name, resource in other.items():
        objects = [one for night in told(resource, name).values() for one in night]
        must_be_as(objects, edfi.EXAMPLES["5"][name], name)


def test_a_standard_has_the_resources_of_its_examples(district: Any, delivered: Any) -> None:
    assert {*resources(district, "5")} == {*edfi.EXAMPLES["5"]} | {"contacts", "studentContactAssociations"}
    assert {*resources(district, "6")} == {*edfi.EXAMPLES["6"]} == {*delivered.truth["resources"]}


def test_deletes_have_the_shape_of_their_examples(delivered: Any) -> None:
    deleted = {name for name, counts in delivered.truth["resources"].items() if "deletes" in counts}
    assert deleted == {*edfi.DELETES}
    for name, examples in edfi.DELETES.items():
        assert shapes([one for _, one in delivered.lines(f"deletes/{name}")]) == shapes(examples)


def test_targets_are_delivered_by_the_night_that_refers_to_them(delivered: Any) -> None:
    """But for those that are planted, each of which refers to somebody who is nowhere."""
    names = [*delivered.truth["resources"]]
    lines = {name: [*delivered.lines(name)] for name in names}
    known: dict[str, str] = {}
    for name in names:
        for night, one in lines[name]:
            known.setdefault(f"/ed-fi/{name}/{one['id']}", night)
    lacking = {name: set() for name in names}
    for name in names:
        for night, one in lines[name]:
            hrefs = [href for href in references(one) if href.split("/")[2] not in NOT_DELIVERED]
            if any(known.get(href, "9999") > night for href in hrefs):
                lacking[name].add(one["id"])
    planted = {name: of.get("no_target", 0) for name, of in delivered.truth["resources"].items()}
    assert {name: len(ids) for name, ids in lacking.items()} == planted
    assert sum(planted.values()) > 0

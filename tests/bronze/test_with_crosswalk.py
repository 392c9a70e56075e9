"""Sources with a crosswalk: what their block may say, which of them look ids up, and that one system has one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edulake.bronze import crosswalk, sources
from edulake.config.settings import SourceSettings
from edulake.config.spread import Spread
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

PEOPLE = SourceSettings(
    "csv",
    files="*",
    subject="crosswalk",
    columns={name: name for name in ("source", "id", "student_id")},
    id_namespace="north",
    snapshot=True,
)
REGISTER = SourceSettings(
    "csv",
    files="*",
    subject="attendance",
    columns={name: name for name in ("student_id", "date", "status")},
    crosswalk="people",
)
COURSES = SourceSettings("csv", files="*", subject="courses", columns={"course_id": "id"})
STUDENTS = SourceSettings("csv", files="*", subject="students", columns={"student_id": "id"})


def mapped(**blocks: SourceSettings) -> set[tuple[str, str]]:
    """The sources that look ids up, by name and subject."""
    found = [source for source in sources(blocks) if source.crosswalk]
    assert all(source.references[-1].table == crosswalk.FORM.table for source in found)
    assert all(source.notation.unmapped == source.name for source in found)
    return {(source.name, source.subject) for source in found}


def test_a_source_reads_the_crosswalk_of_another_system() -> None:
    found = sources({"people": replace(PEOPLE, system="district"), "gate": REGISTER})
    [gate], [people] = ([one for one in found if one.name == name] for name in ("gate", "district"))
    assert gate.crosswalk == ("district", "north", True)
    table = crosswalk.FORM.table
    assert (gate.delivering(table), gate.delivering(gate.facts)) == ("district", "gate")
    assert (gate.reads_crosswalk(table), gate.reads_crosswalk(gate.facts)) == (True, False)
    assert (people.facts, people.feeds[0].table, people.crosswalk) == (table, table, None)


def test_of_a_standard_those_about_students_do() -> None:
    of_standard = SourceSettings(standard="oneroster", crosswalk="people")
    found = mapped(people=PEOPLE, school=of_standard)
    about = ("students", "guardian_links", "student_groups", "enrollments", "assessments")
    assert found == {("school", subject) for subject in about}
    oulad = mapped(people=PEOPLE, oulad=replace(of_standard, standard="oulad"))
    assert oulad == {("oulad", name) for name in ("students", "enrollments", "assessments", "engagement")}


CASES: dict[str, tuple[dict[str, SourceSettings], str]] = {
    "no such block": ({"gate": REGISTER}, "sources.gate.crosswalk names people"),
    "no crosswalk": ({"people": COURSES, "gate": REGISTER}, "sources.gate.crosswalk names people"),
    "not about students": (
        {"people": PEOPLE, "plan": replace(COURSES, crosswalk="people")},
        "sources.plan.crosswalk says nothing",
    ),
    "one of its own": (
        {"people": replace(PEOPLE, crosswalk="people")},
        "sources.people.crosswalk says nothing",
    ),
    "its namespace": (
        {"people": replace(PEOPLE, id_namespace="gate"), "gate": REGISTER},
        "gate is a namespace of others",
    ),
    "the namespace of others": (
        {"people": PEOPLE, "gate": REGISTER, "plan": replace(COURSES, id_namespace="gate")},
        "gate is a namespace of others",
    ),
    "not all of a system": (
        {"people": PEOPLE, "gate": REGISTER, "roster": replace(STUDENTS, system="gate")},
        "the blocks of source gate have different crosswalks",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_meant(case: str) -> None:
    blocks, says = CASES[case]
    with pytest.raises(ConfigError, match=says):
        sources(blocks)


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ("source", {"constants": {"source": "gate"}}),
        ("", {"patterns": {"id": "u.*"}}),
        ("student_id", {"spread": Spread("student_id")}),
    ],
)
def test_a_crosswalk_has_its_columns_in_each_row(given: str, more: dict[str, Any]) -> None:
    columns = {name: name for name in PEOPLE.columns if name != given}
    with pytest.raises(ConfigError, match=rf"sources.people.{next(iter(more))} says nothing"):
        sources({"people": replace(PEOPLE, columns=columns, **more)})


def test_other_subjects_of_a_system_need_none() -> None:
    found = mapped(people=PEOPLE, gate=REGISTER, plan=replace(COURSES, system="gate"))
    assert found == {("gate", "attendance")}


def test_a_system_may_share_its_other_ids_with_the_students_of_the_crosswalk() -> None:
    """Its courses are north's; a student whom the crosswalk does not have is not."""
    [gate] = [
        one for one in sources({"people": PEOPLE, "gate": replace(REGISTER, id_namespace="north")}) if one.crosswalk
    ]
    assert (gate.notation.id_namespace, gate.notation.unmapped) == ("north", "gate")

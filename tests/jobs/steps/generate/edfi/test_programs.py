"""Programs of the district, each kind in its own resource, and stays in them from the first day to the last."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import OPENING

pytestmark = [pytest.mark.once, pytest.mark.more]
RESOURCES = {
    "SPED": "studentSpecialEducationProgramAssociations",
    "EL": "studentLanguageInstructionProgramAssociations",
    "GT": "studentProgramAssociations",
    "DAY": "studentProgramAssociations",
}


def numbers(delivered: Any) -> dict[tuple[str, str], str]:
    """The number of each program by what others call it."""
    programs = delivered.standing("programs").values()
    return {(one["programName"], one["programTypeDescriptor"]): one["programId"] for one in programs}


def stays(delivered: Any) -> list[tuple[str, dict[str, Any]]]:
    """Each stay in a program with the number of that, by the resource that lists it."""
    found = []
    of = numbers(delivered)
    for resource in sorted(set(RESOURCES.values())):
        for one in delivered.standing(resource).values():
            program = one["programReference"]
            number = of[program["programName"], program["programTypeDescriptor"]]
            assert RESOURCES[number] == resource
            found.append((number, one))
    return found


def test_stays_are_those_of_the_district(delivered: Any, district: Any) -> None:
    last = delivered.nights()[-1].name
    assert set(numbers(delivered).values()) == {*RESOURCES}
    told = district.plan.lasts["program_memberships"].where(f"begin_date <= '{last}'").collect()
    due = Counter((r["program_id"], r["student_id"], r["begin_date"], r["end_date"], r["exit_reason"]) for r in told)
    found = Counter(
        (
            number,
            one["studentReference"]["studentUniqueId"],
            one["beginDate"],
            one.get("endDate"),
            one.get("reasonExitedDescriptor", "#").partition("#")[2] or None,
        )
        for number, one in stays(delivered)
    )
    assert found == due
    assert {end is None for _, _, _, end, _ in due} == {True, False}
    assert any(reason for *_, reason in due)


def test_a_school_serves_them(delivered: Any) -> None:
    assert {one["educationOrganizationReference"]["link"]["rel"] for _, one in stays(delivered)} == {"School"}


def test_the_truth_says_who_is_in_a_program_on_the_opening_day(delivered: Any) -> None:
    day = OPENING.isoformat()
    there = [number for number, one in stays(delivered) if one["beginDate"] <= day <= one.get("endDate", "9999")]
    assert delivered.truth["in_programs"] == Counter(there)
    assert len(there) > 0

"""The truth, counted once more by a reader in plain Python who holds the deliveries night by night."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.edfi import truth

pytestmark = [pytest.mark.once, pytest.mark.more]
ABSENT = ("Unexcused Absence", "Excused Absence")


def test_objects_lines_and_deletes_are_those_of_the_files(delivered: Any) -> None:
    for name, counts in delivered.truth["resources"].items():
        lines = [*delivered.lines(name)]
        assert counts["lines"] == len(lines), name
        assert counts["objects"] == len(delivered.standing(name)), name
        assert counts.get("deletes", 0) == len([*delivered.lines(f"deletes/{name}")]), name
        assert counts.get("twice", 0) == len(lines) - len({str(line) for line in lines}), name


def test_what_is_planted_is_found(delivered: Any) -> None:
    planted = {name: Counter(of) for name, of in delivered.truth["resources"].items()}
    stays = delivered.standing("studentSchoolAssociations").values()
    assert planted["studentSchoolAssociations"] == Counter(
        {
            **planted["studentSchoolAssociations"],
            "no_school_year": sum("schoolYearTypeReference" not in one for one in stays),
            "exit_before_entry": sum(one.get("exitWithdrawDate", "9999") < one["entryDate"] for one in stays),
        }
    )
    assert (
        planted["studentSchoolAssociations"]["no_school_year"]
        > 0
        < planted["studentSchoolAssociations"]["exit_before_entry"]
    )
    absences = {one["id"]: one for _, one in delivered.lines("staffAbsenceEvents")}.values()
    kinds = [one["absenceEventCategoryDescriptor"] for one in absences]
    unknown = sum(kind == "uri://district.example/AbsenceEventCategoryDescriptor#ZZ9" for kind in kinds)
    assert planted["staffAbsenceEvents"]["unknown_descriptor"] == unknown > 0
    for name in ("staffAbsenceEvents", "disciplineActions", "grades"):
        versions = defaultdict(set)
        for _, one in delivered.lines(name):
            versions[one["id"]].add(one["_lastModifiedDate"])
        corrected = sum(len(of) > 1 for of in versions.values())
        assert planted[name]["corrected"] == corrected > 0, name


def test_members_are_those_whose_stay_holds_on_the_census_day(delivered: Any) -> None:
    stays = delivered.standing("studentSchoolAssociations").values()
    for year in school_years(2):
        census = year.census.isoformat()
        there = [s for s in stays if s["entryDate"] <= census <= s.get("exitWithdrawDate", "9999")]
        members = Counter(str(s["schoolReference"]["schoolId"]) for s in there)
        assert delivered.truth["members"][str(year.ends)] == members
        assert members


def test_people_and_incidents_are_those_of_the_district(delivered: Any) -> None:
    contacts = delivered.standing("contacts").values()
    assert delivered.truth["guardians"] == len({one["contactUniqueId"] for one in contacts}) > 0
    incidents = delivered.standing("disciplineIncidents").values()
    assert delivered.truth["incidents"] == Counter(one["incidentDate"][:7] for one in incidents)


def test_who_missed_a_tenth_is_chronically_absent(delivered: Any) -> None:
    days: dict[str, list[bool]] = defaultdict(list)
    for one in delivered.standing("studentSchoolAttendanceEvents").values():
        kind = one["attendanceEventCategoryDescriptor"].partition("#")[2]
        days[one["studentReference"]["studentUniqueId"]].append(kind in ABSENT)
    chronic = [who for who, of in days.items() if len(of) >= 10 and sum(of) * 10 >= len(of)]
    assert delivered.truth["chronically_absent"] == len(chronic) > 0


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert truth.counted({"objects": 0, "lines": None, "deletes": 0, "twice": 3}) == {
        "objects": 0, "lines": 0, "twice": 3,
    }  # fmt: skip

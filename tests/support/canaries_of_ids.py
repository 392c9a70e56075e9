"""Canaries in what Ed-Fi's API says of people, and in a crosswalk that says whose an id of another system is."""

from __future__ import annotations

import json

from canaries_by_hand import BORN, FAMILY, GIVEN, HARMFUL, NAME, PHONE, STUDENT
from edfi import CONTACT, DELETES, EXAMPLES, OTHER, STAFF, code, guid
from edfi import STUDENT as OF_API
from edfi_rows import EVERY, folder
from lake import Lake

SEX, NEEDS = HARMFUL
IDS_OF_EDFI = {OF_API: "EDF77441", OTHER: "EDF77442", STAFF: "EDF77443", CONTACT: "EDF77444"}
# Of another system: one whose student the crosswalk knows, and one that it does not have.
MAPPED, UNMAPPED = IDS_OF_GATE = ["GAT-7744", "GAT-7745"]
OBJECTS = [guid(key) for key in ("stu", "ssa", "att", "act", "lin", "std", "dem", "abs", "emp", "spa")]
OF_IDS = [*IDS_OF_EDFI.values(), *IDS_OF_GATE, *OBJECTS]
# What the examples say of a person, by what is said here instead.
SAID = {
    **IDS_OF_EDFI,
    **dict.fromkeys(('"Luis"', '"Ada"', '"Ines"'), f'"{GIVEN}"'),
    **dict.fromkeys(('"Student1"', '"Brown"', '"Garcia"'), f'"{FAMILY}"'),
    "2008-05-17": BORN,
    "555-": f"{PHONE}-",
    "#Female": f"#{SEX}",
    **dict.fromkeys(("#Economic Disadvantaged", "#Sick leave", "#Out of School Suspension"), f"#{NEEDS}"),
    "#Refused services": f"#{NEEDS}",
    "#Mother": f"#{NAME}'s friend",
}
# The resources with sensitive columns, by the names of their tables.
HARMING = [
    *("discipline_actions", "student_demographics", "student_contact_associations", "staff_demographics"),
    *("staff_education_organization_employment_associations", "staff_absence_events", "student_programs"),
]
CROSSWALK = """
[sources.people]
system = "district"
subject = "crosswalk"
files = "**/*.csv"
format = "csv"
[sources.people.columns]
source = "source"
id = "id"
student_id = "student"
[sources.gate]
subject = "attendance"
crosswalk = "people"
files = "**/*.csv"
format = "csv"
[sources.gate.columns]
student_id = "student"
date = "date"
status = "status"
"""


def deliver_edfi(lake: Lake, kept_out: str) -> None:
    """Objects of data standard 6, and what was deleted since; pay and the past of staff, and keys of deletes, stay out."""
    more = {
        "studentContactAssociations": {"contactRestrictions": NEEDS},
        "staffEducationOrganizationEmploymentAssociations": {
            "separationReasonDescriptor": code("SeparationReason", NEEDS),
            "annualWage": kept_out,
            "backgroundChecks": [{"backgroundCheckTypeDescriptor": kept_out}],
        },
    }
    known = {folder(feed) for feed in EVERY}
    for name in known & EXAMPLES["6"].keys():
        _deliver(lake, f"2025-01-06/{name}", [{**said, **more.get(name, {})} for said in EXAMPLES["6"][name]])
    for name in known & {f"deletes/{name}" for name in DELETES}:
        objects = DELETES[name.removeprefix("deletes/")]
        _deliver(lake, f"2025-01-07/{name}", [{**said, "keyValues": {"name": kept_out}} for said in objects])


def deliver_crosswalk(lake: Lake) -> None:
    lake.deliver("district/1.csv", f"source,id,student\ngate,{MAPPED},{STUDENT}\n")
    lake.deliver("gate/1.csv", f"student,date,status\n{MAPPED},2024-10-01,Present\n{UNMAPPED},2024-10-01,Absent\n")


def _deliver(lake: Lake, folder: str, objects: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(said) + "\n" for said in objects)
    for before, now in SAID.items():
        text = text.replace(before, now)
    lake.deliver(f"edfi/{folder}/1.jsonl", text)

"""The resources of Ed-Fi about programs: what a student may be in beside classes, and who is in it when."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.tables import STUDENT

# Each kind of program has a resource of its own for who is in it; what they have in common is read of all.
KINDS = (
    "",
    "CTE",
    "Homeless",
    "LanguageInstruction",
    "MigrantEducation",
    "NeglectedOrDelinquent",
    "SchoolFoodService",
    "Section504",
    "SpecialEducation",
    "TitleIPartA",
)

PROGRAMS = resource(
    "programs",
    "what students may be in beside classes",
    {
        "educationOrganizationReference.educationOrganizationId": "School or district whose program it is",
        "programName": "Name",
        "programTypeDescriptor": "What it is for",
    },
    "programName",
    "programTypeDescriptor",
)
STUDENT_PROGRAMS = resource(
    "studentPrograms",
    "stays of students in programs",
    {
        **STUDENT,
        "programReference.educationOrganizationId": "School or district whose program it is",
        "programReference.programName": "Name of the program",
        "programReference.programTypeDescriptor": "What the program is for",
        "educationOrganizationReference.educationOrganizationId": "School or district that serves the student",
        "educationOrganizationReference.link.rel": "What kind of organization that is",
        "beginDate": "First day",
        "endDate": "Last day",
        "reasonExitedDescriptor": "Why it ended",
    },
    "studentReference.studentUniqueId",
    "programReference.programName",
    sensitive=True,
    together=tuple(f"student{kind}ProgramAssociations" for kind in KINDS),
)
# Ed-Fi names an object by these fields where another refers to it.
PROGRAM = PROGRAMS.known_by("raw_education_organization_id", "raw_program_name", "raw_program_type_descriptor")

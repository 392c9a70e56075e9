"""The resources of Ed-Fi about people but staff: what students belong to, who cares for them, and calendars."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.tables import STUDENT

CALENDAR_DATES = resource(
    "calendarDates",
    "days of schools' calendars",
    {
        "calendarReference.schoolId": "School",
        "calendarReference.calendarCode": "Calendar of the school, which may have several",
        "calendarReference.schoolYear": "Year in which the school year ends",
        "date": "Day",
        "calendarEvents": "What kind of day it is, a list",
    },
    "date",
)
# Until data standard 5 a part of what a student is to an organization.
DEMOGRAPHICS = resource(
    "studentDemographics",
    "groups that students belong to, as an organization tells them",
    {
        **STUDENT,
        "educationOrganizationReference.educationOrganizationId": "School or district that says so",
        "sexDescriptor": "Sex",
        "hispanicLatinoEthnicity": "Whether Hispanic or Latino",
        "limitedEnglishProficiencyDescriptor": "Proficiency in English",
        "economicDisadvantageDescriptor": "Economic disadvantage",
        "races": "Races, a list",
        "languages": "Languages and their uses, a list",
        "studentCharacteristics": "Needs and circumstances, a list with periods",
        "electronicMails": "E-mail addresses, a list",
    },
    "studentReference.studentUniqueId",
    sensitive=True,
    formerly="studentEducationOrganizationAssociations",
)
DIRECTORIES = resource(
    "studentDirectories",
    "addresses of students, as an organization tells them",
    {**STUDENT, "electronicMails": "E-mail addresses, a list"},
    "studentReference.studentUniqueId",
)
# Until data standard 4 contacts were parents.
CONTACTS = resource(
    "contacts",
    "guardians and other contacts",
    {
        "contactUniqueId": "Guardian",
        "parentUniqueId": "Guardian, by the former name",
        "firstName": "Given name",
        "lastSurname": "Family name",
        "electronicMails": "E-mail addresses, a list",
        "telephones": "Telephone numbers, a list",
        "languages": "Languages and their uses, a list",
    },
    "lastSurname",
    formerly="parents",
)
STUDENT_CONTACTS = resource(
    "studentContactAssociations",
    "what contacts are to students",
    {
        **STUDENT,
        "contactReference.contactUniqueId": "Guardian",
        "parentReference.parentUniqueId": "Guardian, by the former name",
        "relationDescriptor": "What the guardian is to the student",
        "legalGuardian": "Whether legal guardian",
        "contactRestrictions": "Restrictions of contact",
        "livesWith": "Whether the student lives there",
        "emergencyContactStatus": "Whether to be called in an emergency",
        "primaryContactStatus": "Whether the main contact",
        "contactPriority": "Place in the order of contacts",
    },
    "studentReference.studentUniqueId",
    sensitive=True,
    formerly="studentParentAssociations",
)

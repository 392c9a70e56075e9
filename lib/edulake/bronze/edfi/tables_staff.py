"""The resources of Ed-Fi about staff. What somebody is paid, and what is known of his past, enters no layer."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource

STAFF = {"staffReference.staffUniqueId": "Member of staff"}
ORGANIZATION = {"educationOrganizationReference.educationOrganizationId": "School or district"}
MAILS = {"electronicMails": "E-mail addresses, a list"}
SEX = {"sexDescriptor": "Sex"}

STAFFS = resource(
    "staffs",
    "who works here; sex and addresses until data standard 5",
    {
        "staffUniqueId": "Member of staff",
        "firstName": "Given name",
        "lastSurname": "Family name",
        "birthDate": "Day of birth",
        **SEX,
        "highestCompletedLevelOfEducationDescriptor": "Highest degree",
        **MAILS,
    },
    "staffUniqueId",
    sensitive=True,
)
STAFF_DEMOGRAPHICS = resource(
    "staffDemographics",
    "the sex of staff, as an organization tells it",
    {**STAFF, **SEX},
    "staffReference.staffUniqueId",
    sensitive=True,
)
STAFF_DIRECTORIES = resource(
    "staffDirectories",
    "addresses of staff, as an organization tells them",
    {**STAFF, **MAILS},
    "staffReference.staffUniqueId",
)
EMPLOYMENTS = resource(
    "staffEducationOrganizationEmploymentAssociations",
    "who employs staff, from when to when",
    {
        **STAFF,
        **ORGANIZATION,
        "hireDate": "Day of hiring",
        "endDate": "Last day of employment",
        "separationDescriptor": "How employment ended",
        "separationReasonDescriptor": "Why employment ended",
    },
    "staffReference.staffUniqueId",
    "hireDate",
    sensitive=True,
    omit=("annualWage", "hourlyWage", "salary", "backgroundChecks"),
)
ASSIGNMENTS = resource(
    "staffEducationOrganizationAssignmentAssociations",
    "roles of staff in schools and districts",
    {
        **STAFF,
        **ORGANIZATION,
        "staffClassificationDescriptor": "Role",
        "positionTitle": "Title of the position",
        "beginDate": "First day",
        "endDate": "Last day",
        "fullTimeEquivalency": "Share of full time",
        "orderOfAssignment": "1 for the main role of the person, a greater number for another",
        "employmentStaffEducationOrganizationEmploymentAssociationReference.employmentStatusDescriptor": (
            "Status of employment"
        ),
    },
    "staffReference.staffUniqueId",
    "beginDate",
)
STAFF_ABSENCES = resource(
    "staffAbsenceEvents",
    "absences of staff",
    {
        **STAFF,
        "eventDate": "Day",
        "absenceEventCategoryDescriptor": "Why",
        "hoursAbsent": "Hours missed",
    },
    "staffReference.staffUniqueId",
    "eventDate",
    sensitive=True,
)

"""The resources of Ed-Fi about what happens to students and what is done for them: incidents, health, transport.

What is told of an incident in free words, and who is named there, stays in the payload.
"""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.tables import SCHOOL, STUDENT

INCIDENTS = resource(
    "disciplineIncidents",
    "what happened in schools",
    {
        **SCHOOL,
        "incidentIdentifier": "What the school calls the incident",
        "incidentDate": "Day",
        "incidentTime": "Time of day",
        "incidentLocationDescriptor": "Place",
        "behaviors": "What happened, a list",
        "reportedToLawEnforcement": "Whether the police was told",
        "incidentCost": "Cost of what was damaged",
    },
    "incidentIdentifier",
    "incidentDate",
    sensitive=True,
)
INCIDENT_STUDENTS = resource(
    "studentDisciplineIncidents",
    "who took part in incidents, and who did not offend",
    {
        **STUDENT,
        "disciplineIncidentReference.incidentIdentifier": "What the school calls the incident",
        "disciplineIncidentReference.schoolId": "School of the incident",
        "behaviorDescriptor": "What the student did",
        "disciplineIncidentParticipationCodes": "Roles in it, a list",
    },
    "studentReference.studentUniqueId",
    "disciplineIncidentReference.incidentIdentifier",
    sensitive=True,
    together=("studentDisciplineIncidentBehaviorAssociations", "studentDisciplineIncidentNonOffenderAssociations"),
)
STUDENT_HEALTHS = resource(
    "studentHealths",
    "immunizations of students and exemptions from them",
    {
        **STUDENT,
        "asOfDate": "Day as of which it is said",
        "requiredImmunizations": "Immunizations that are required, a list with days and exemptions",
        "additionalImmunizations": "Other immunizations, a list with days",
        "nonMedicalImmunizationExemptionDescriptor": "Why the student is exempt from all, other than for health",
        "nonMedicalImmunizationExemptionDate": "Day of that exemption",
    },
    "studentReference.studentUniqueId",
    "asOfDate",
    sensitive=True,
)
STUDENT_TRANSPORTATIONS = resource(
    "studentTransportations",
    "how students come to school",
    {
        **STUDENT,
        "transportationEducationOrganizationReference.educationOrganizationId": "Who runs the transport",
        "transportationTypeDescriptor": "How the student travels",
        "transportationPublicExpenseEligibilityTypeDescriptor": "Why the public pays",
        "specialAccomodationRequirements": "What the student needs on the way",
        "studentBusDetails.busNumber": "Number of the bus",
        "studentBusDetails.busRouteDescriptor": "Route",
        "studentBusDetails.mileage": "Distance in miles",
        "studentBusDetails.travelDayofWeeks": "Days of the week, a list",
        "studentBusDetails.travelDirections": "To school, from school, or both, a list",
    },
    "studentReference.studentUniqueId",
    sensitive=True,
)
# Ed-Fi names an object by these fields where another refers to it.
INCIDENT = INCIDENTS.known_by("raw_incident_identifier", "raw_school_id")

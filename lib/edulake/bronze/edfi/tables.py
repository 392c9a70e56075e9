"""The resources of Ed-Fi data standard 5 and 6 that have a place in silver, by what they say (Ed-Fi ODS, DS 6.1)."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource

STUDENT = {"studentReference.studentUniqueId": "Student"}
SCHOOL = {"schoolReference.schoolId": "School"}
YEAR = {"schoolYearTypeReference.schoolYear": "Year in which the school year ends, where the source says"}

STUDENTS = resource(
    "students",
    "who studies",
    {
        "studentUniqueId": "Student",
        "firstName": "Given name",
        "lastSurname": "Family name",
        "birthDate": "Day of birth",
    },
    "studentUniqueId",
)
STUDENT_SCHOOLS = resource(
    "studentSchoolAssociations",
    "stays of students in schools",
    {
        **STUDENT,
        **SCHOOL,
        **YEAR,
        "entryDate": "First day as a member",
        "exitWithdrawDate": "Last day as a member",
        "entryGradeLevelDescriptor": "Grade level on entry",
        "entryTypeDescriptor": "How the student came",
        "exitWithdrawTypeDescriptor": "How the student left",
        "primarySchool": "Whether it is the student's main school",
        "fullTimeEquivalency": "Share of a full-time student",
    },
    "studentReference.studentUniqueId",
    "entryDate",
)
ATTENDANCE = resource(
    "studentSchoolAttendanceEvents",
    "attendance of students at school; many sources deliver absences only",
    {
        **STUDENT,
        **SCHOOL,
        "sessionReference.schoolYear": "Year in which the school year ends",
        "sessionReference.sessionName": "Session, such as a term",
        "eventDate": "Day",
        "attendanceEventCategoryDescriptor": "Whether absent, late or present",
        "eventDuration": "Share of the day that it took",
    },
    "studentReference.studentUniqueId",
    "eventDate",
    "attendanceEventCategoryDescriptor",
)
DISCIPLINE_ACTIONS = resource(
    "disciplineActions",
    "what schools did about students' behaviour",
    {
        **STUDENT,
        "responsibilitySchoolReference.schoolId": "School that is responsible",
        "disciplineActionIdentifier": "What the school calls the action",
        "disciplineDate": "Day",
        "disciplineActionLength": "Days that were assigned",
        "actualDisciplineActionLength": "Days that were served",
        "disciplines": "What was done, a list",
        "studentDisciplineIncidentBehaviorAssociations": "Incidents that led to it, a list",
    },
    "studentReference.studentUniqueId",
    "disciplineDate",
    sensitive=True,
)

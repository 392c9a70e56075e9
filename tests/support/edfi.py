"""One object or two of each resource of Ed-Fi, as `GET /data/v3/ed-fi/<resource>` lists them, in data standard 5 and 6.

`EXAMPLES[standard][resource]` are the objects, `DELETES[resource]` what `GET .../deletes` lists. Standard 4 called contacts
parents; what is in `EXAMPLES["5"]` under `parents` and `studentParentAssociations` is told by those that were 4 before.
"""

from __future__ import annotations

import hashlib
from typing import Any

Json = dict[str, Any]
OWN = "uri://district.example"
LEA, SCHOOL = 2559, 255910001
STUDENT, OTHER, STAFF, CONTACT = "D0000001", "D0000002", "T000001", "G0000002"
CALENDAR = {"calendarCode": "E01-2025", "schoolId": SCHOOL, "schoolYear": 2025}
FALL = {"schoolId": SCHOOL, "schoolYear": 2025, "sessionName": "2024-2025 Fall Semester"}
OFFERING = {"localCourseCode": "MATH-03", **FALL}
SECTION = {**OFFERING, "sectionIdentifier": "E01-MATH-03"}
PERIOD = {
    "gradingPeriodDescriptor": "uri://ed-fi.org/GradingPeriodDescriptor#First Semester",
    "gradingPeriodName": "Fall",
}
INCIDENT = {"incidentIdentifier": "I-1-1", "schoolId": SCHOOL}
TEST = {"assessmentIdentifier": "MATH-2025-Fall", "namespace": f"{OWN}/Assessment"}


def one(key: str, said: Json, changed: str = "2025-03-28T16:00:00Z") -> Json:
    """What is said of an object, between its id and when it was changed."""
    return {"id": guid(key), **said, "_etag": "5250168731208835753", "_lastModifiedDate": changed}


def guid(key: str) -> str:
    return hashlib.md5(key.encode()).hexdigest()


def code(of: str, value: str, namespace: str = "uri://ed-fi.org") -> str:
    return f"{namespace}/{of}Descriptor#{value}"


def to(rel: str, resource: str, **key: Any) -> Json:
    """A reference, with where its target is to be had."""
    return {**key, "link": {"rel": rel, "href": f"/ed-fi/{resource}/{guid(f'{resource}{key}')}"}}


def school() -> Json:
    return to("School", "schools", schoolId=SCHOOL)


def at(organization: int) -> Json:
    rel, resource = (
        ("School", "schools") if organization == SCHOOL else ("LocalEducationAgency", "localEducationAgencies")
    )
    return to(rel, resource, educationOrganizationId=organization)


def student(number: str = STUDENT) -> Json:
    return to("Student", "students", studentUniqueId=number)


def staff() -> Json:
    return to("Staff", "staffs", staffUniqueId=STAFF)


YEAR = to("SchoolYearType", "schoolYearTypes", schoolYear=2025)
PROGRAM = {
    "educationOrganizationId": LEA,
    "programName": "Special Education",
    "programTypeDescriptor": code("ProgramType", "Special Education"),
}
BILINGUAL = {**PROGRAM, "programName": "Dual Language", "programTypeDescriptor": code("ProgramType", "Bilingual")}
GRADE = {"gradeLevelDescriptor": code("GradeLevel", "Third grade")}
MAIL = {
    "electronicMailTypeDescriptor": code("ElectronicMailType", "Work"),
    "electronicMailAddress": "T000001@district.example",
}
HOME = {
    "addressTypeDescriptor": code("AddressType", "Home"),
    "stateAbbreviationDescriptor": code("StateAbbreviation", "TX"),
    "city": "Springfield",
    "postalCode": "78834",
    "streetNumberName": "12 Main Street",
    "periods": [{"beginDate": "2023-08-21"}],
}
STUDENT_MAIL = {
    "electronicMailTypeDescriptor": code("ElectronicMailType", "Organization"),
    "electronicMailAddress": "D0000001@example.org",
}
STUDENT_PHONE = {"telephoneNumberTypeDescriptor": code("TelephoneNumberType", "Home"), "telephoneNumber": "555-0000001"}
DIRECTORY = {
    "addresses": [HOME],
    "electronicMails": [STUDENT_MAIL],
    "internationalAddresses": [],
    "telephones": [STUDENT_PHONE],
}
DISABILITY = {
    "disabilityDescriptor": code("Disability", "Specific learning disability"),
    "orderOfDisability": 1,
    "designations": [],
}
DEMOGRAPHIC = {
    "hispanicLatinoEthnicity": True,
    "limitedEnglishProficiencyDescriptor": code("LimitedEnglishProficiency", "Limited"),
    "sexDescriptor": code("Sex", "Female"),
    "ancestryEthnicOrigins": [],
    "disabilities": [DISABILITY],
    "languages": [{
        "languageDescriptor": code("Language", "spa"),
        "uses": [{"languageUseDescriptor": code("LanguageUse", "Home language")}],
    }],
    "races": [{"raceDescriptor": code("Race", "White")}, {"raceDescriptor": code("Race", "Asian")}],
    "studentCharacteristics": [{
        "studentCharacteristicDescriptor": code("StudentCharacteristic", "Economic Disadvantaged"),
        "periods": [{"beginDate": "2023-08-21", "endDate": "2024-06-06"}],
    }],
    "tribalAffiliations": [],
}  # fmt: skip
ORGANIZED = {"educationOrganizationReference": at(LEA), "studentReference": student()}
STAFF_SAYS = {"staffUniqueId": STAFF, "firstName": "Ada", "lastSurname": "Brown", "credentials": [], "highestCompletedLevelOfEducationDescriptor": code("LevelOfEducation", "Master's")}  # fmt: skip
CONTACT_SAYS = {
    "firstName": "Ines",
    "lastSurname": "Garcia",
    "addresses": [],
    "electronicMails": [{"electronicMailTypeDescriptor": code("ElectronicMailType", "Home/Personal"), "electronicMailAddress": "G0000002@example.org", "primaryEmailAddressIndicator": True}],
    "internationalAddresses": [],
    "languages": [{"languageDescriptor": code("Language", "spa"), "uses": []}],
    "otherNames": [],
    "telephones": [{"telephoneNumberTypeDescriptor": code("TelephoneNumberType", "Mobile"), "telephoneNumber": "555-G0000002", "orderOfPriority": 1, "textMessageCapabilityIndicator": True}],
    "_ext": {"District": {"householdId": "H1"}},
}  # fmt: skip
LINK_SAYS = {
    "studentReference": student(),
    "contactPriority": 1,
    "emergencyContactStatus": True,
    "legalGuardian": True,
    "livesWith": True,
    "primaryContactStatus": True,
    "relationDescriptor": code("Relation", "Mother"),
}
EMPLOYMENT = {"educationOrganizationId": LEA, "staffUniqueId": STAFF, "employmentStatusDescriptor": code("EmploymentStatus", "Tenured or permanent"), "hireDate": "2023-08-21"}  # fmt: skip
MISSED = code("AttendanceEventCategory", "Unexcused Absence")
BEHAVIOR = code("Behavior", "Fighting", OWN)
ROLES = "disciplineIncidentParticipationCodes"
ROLE = "disciplineIncidentParticipationCodeDescriptor"
PARTICIPANT = {**INCIDENT, "behaviorDescriptor": BEHAVIOR, "studentUniqueId": STUDENT}
ENTRY = {"gradebookEntryIdentifier": "E01-MATH-03-Fall", "namespace": f"{OWN}/Gradebook"}
METHOD = code("AssessmentReportingMethod", "Raw score")
DECIMAL = code("ResultDatatypeType", "Decimal")
AIM, METHOD_IS = "MA.1.1.1", "assessmentReportingMethodDescriptor"
REACHED = {METHOD_IS: METHOD, "result": "84.3", "resultDatatypeTypeDescriptor": DECIMAL}
AIM_REACHED = {
    "objectiveAssessmentReference": to("ObjectiveAssessment", "objectiveAssessments", **TEST, identificationCode=AIM),
    "administrationDate": "2024-10-22T00:00:00Z",
    "performanceLevels": [{METHOD_IS: METHOD, "performanceLevelDescriptor": code("PerformanceLevel", "Proficient")}],
    "scoreResults": [REACHED],
}
ACCOUNT = {"accountIdentifier": "E01.10.1000.110", "educationOrganizationId": SCHOOL, "fiscalYear": 2025}
BALANCES = {"localActuals": 41250.55, "localBudgets": 504000.0, "localEncumbrances": 12000.0}
SURVEY = {"namespace": f"{OWN}/Survey", "surveyIdentifier": "Students-2025"}
SHARED: dict[str, list[Json]] = {
    "schools": [one("sch", {"schoolId": SCHOOL, "nameOfInstitution": "School E01", "localEducationAgencyReference": to("LocalEducationAgency", "localEducationAgencies", localEducationAgencyId=LEA), "addresses": [], "educationOrganizationCategories": [{"educationOrganizationCategoryDescriptor": code("EducationOrganizationCategory", "School")}], "gradeLevels": [GRADE], "identificationCodes": [{"educationOrganizationIdentificationSystemDescriptor": code("EducationOrganizationIdentificationSystem", "School"), "identificationCode": "E01"}], "schoolCategories": [{"schoolCategoryDescriptor": code("SchoolCategory", "Elementary School")}]})],
    "calendars": [one("cal", {"schoolReference": school(), "schoolYearTypeReference": YEAR, "calendarCode": "E01-2025", "calendarTypeDescriptor": code("CalendarType", "School"), "gradeLevels": []})],
    "calendarDates": [
        one("day", {"calendarReference": to("Calendar", "calendars", **CALENDAR), "date": "2024-08-19", "calendarEvents": [{"calendarEventDescriptor": code("CalendarEvent", "Instructional day")}]}),
        one("off", {"calendarReference": to("Calendar", "calendars", **CALENDAR), "date": "2024-09-02", "calendarEvents": [{"calendarEventDescriptor": code("CalendarEvent", "Holiday")}]}),
    ],
    "students": [one("stu", {"studentUniqueId": STUDENT, "birthDate": "2008-05-17", "firstName": "Luis", "lastSurname": "Student1", "identificationDocuments": [], "otherNames": [], "personalIdentificationDocuments": []})],
    "gradingPeriods": [one("per", {"schoolReference": school(), "schoolYearTypeReference": YEAR, **PERIOD, "beginDate": "2024-08-19", "endDate": "2025-01-10", "totalInstructionalDays": 90})],
    "studentSchoolAssociations": [
        one("ssa", {"schoolReference": school(), "schoolYearTypeReference": YEAR, "calendarReference": to("Calendar", "calendars", **CALENDAR), "studentReference": student(), "entryDate": "2024-08-19", "entryGradeLevelDescriptor": code("GradeLevel", "Third grade"), "entryTypeDescriptor": code("EntryType", "Next year school"), "fullTimeEquivalency": 1.0, "primarySchool": True, "alternativeGraduationPlans": [], "educationPlans": []}),
        one("gone", {"schoolReference": school(), "studentReference": student(OTHER), "entryDate": "2024-08-19", "entryGradeLevelDescriptor": code("GradeLevel", "Kindergarten"), "exitWithdrawDate": "2024-12-13", "exitWithdrawTypeDescriptor": code("ExitWithdrawType", "Transferred"), "alternativeGraduationPlans": [], "educationPlans": []}),
    ],
    "staffEducationOrganizationEmploymentAssociations": [one("emp", {"educationOrganizationReference": at(LEA), "staffReference": staff(), "employmentStatusDescriptor": EMPLOYMENT["employmentStatusDescriptor"], "hireDate": "2023-08-21", "endDate": "2025-06-06", "fullTimeEquivalency": 1.0})],
    "staffEducationOrganizationAssignmentAssociations": [one("ass", {"educationOrganizationReference": at(SCHOOL), "employmentStaffEducationOrganizationEmploymentAssociationReference": to("StaffEducationOrganizationEmploymentAssociation", "staffEducationOrganizationEmploymentAssociations", **EMPLOYMENT), "staffReference": staff(), "beginDate": "2023-08-21", "endDate": "2025-06-06", "fullTimeEquivalency": 0.5, "orderOfAssignment": 1, "positionTitle": "Teacher", "staffClassificationDescriptor": code("StaffClassification", "Elementary Teacher")})],
    "staffAbsenceEvents": [one("abs", {"staffReference": staff(), "absenceEventCategoryDescriptor": code("AbsenceEventCategory", "Sick leave"), "eventDate": "2025-01-14", "absenceEventReason": "Sick", "hoursAbsent": 8.0})],
    "studentSchoolAttendanceEvents": [
        one("att", {"schoolReference": school(), "sessionReference": to("Session", "sessions", **FALL), "studentReference": student(), "attendanceEventCategoryDescriptor": MISSED, "eventDate": "2024-11-05", "attendanceEventReason": "No call", "eventDuration": 1.0, "sections": []}, "2024-11-05T16:00:00.123456Z"),
        one("late", {"schoolReference": school(), "sessionReference": to("Session", "sessions", **FALL), "studentReference": student(OTHER), "attendanceEventCategoryDescriptor": code("AttendanceEventCategory", "Tardy"), "eventDate": "2024-11-05", "sections": []}),
    ],
    "disciplineIncidents": [one("inc", {"schoolReference": school(), "incidentIdentifier": "I-1-1", "behaviors": [{"behaviorDescriptor": BEHAVIOR}], "externalParticipants": [], "incidentDate": "2025-02-11", "incidentLocationDescriptor": code("IncidentLocation", "Hallway or stairs"), "reportedToLawEnforcement": False, "weapons": []})],
    "studentDisciplineIncidentBehaviorAssociations": [one("beh", {"disciplineIncidentReference": to("DisciplineIncident", "disciplineIncidents", **INCIDENT), "studentReference": student(), "behaviorDescriptor": BEHAVIOR, ROLES: [{ROLE: code("DisciplineIncidentParticipationCode", "Perpetrator")}], "weapons": []})],
    "studentDisciplineIncidentNonOffenderAssociations": [one("vic", {"disciplineIncidentReference": to("DisciplineIncident", "disciplineIncidents", **INCIDENT), "studentReference": student(OTHER), ROLES: [{ROLE: code("DisciplineIncidentParticipationCode", "Victim")}]})],
    "disciplineActions": [one("act", {"disciplineActionIdentifier": "I-1-1-A", "disciplineDate": "2025-02-11", "responsibilitySchoolReference": school(), "studentReference": student(), "actualDisciplineActionLength": 3.0, "disciplineActionLength": 3.0, "disciplines": [{"disciplineDescriptor": code("Discipline", "Out of School Suspension")}], "staffs": [], "studentDisciplineIncidentBehaviorAssociations": [{"studentDisciplineIncidentBehaviorAssociationReference": to("StudentDisciplineIncidentBehaviorAssociation", "studentDisciplineIncidentBehaviorAssociations", **PARTICIPANT)}]})],
    "studentHealths": [one("hea", {**ORGANIZED, "asOfDate": "2024-08-19", "additionalImmunizations": [], "requiredImmunizations": [
        {"immunizationTypeDescriptor": code("ImmunizationType", "MMR"), "dates": [{"immunizationDate": "2011-03-01"}, {"immunizationDate": "2011-04-30"}]},
        {"immunizationTypeDescriptor": code("ImmunizationType", "IPV"), "medicalExemption": "Medical Exemption", "medicalExemptionDate": "2011-03-01", "dates": []},
    ]})],
    "studentTransportations": [one("bus", {"studentReference": student(), "transportationEducationOrganizationReference": at(LEA), "transportationTypeDescriptor": code("TransportationType", "School Bus"), "studentBusDetails": {"busNumber": "B3", "busRouteDescriptor": code("BusRoute", "RE01", OWN), "mileage": 4.5, "travelDayofWeeks": [{"travelDayofWeekDescriptor": code("TravelDayofWeek", "Monday")}], "travelDirections": [{"travelDirectionDescriptor": code("TravelDirection", "To School")}, {"travelDirectionDescriptor": code("TravelDirection", "From School")}]}})],
    "programs": [one("pro", {"educationOrganizationReference": at(LEA), "programId": "SPED", "programName": "Special Education", "programTypeDescriptor": code("ProgramType", "Special Education"), "characteristics": [], "services": [], "sponsors": []}), one("bil", {"educationOrganizationReference": at(LEA), "programId": "BIL", "programName": BILINGUAL["programName"], "programTypeDescriptor": BILINGUAL["programTypeDescriptor"], "characteristics": [], "services": [], "sponsors": []})],
    "studentProgramAssociations": [one("spa", {**ORGANIZED, "programReference": to("Program", "programs", **BILINGUAL), "beginDate": "2023-08-21", "endDate": "2025-04-01", "reasonExitedDescriptor": code("ReasonExited", "Refused services"), "programParticipationStatuses": [], "services": []})],
    "studentLanguageInstructionProgramAssociations": [one("lan", {"educationOrganizationReference": at(SCHOOL), "studentReference": student(OTHER), "programReference": to("Program", "programs", **BILINGUAL), "beginDate": "2024-08-19", "endDate": "2024-12-20", "reasonExitedDescriptor": code("ReasonExited", "Reclassified", OWN), "englishLearnerParticipation": True, "englishLanguageProficiencyAssessments": [], "languageInstructionProgramServices": [], "programParticipationStatuses": []})],
    "studentSpecialEducationProgramAssociations": [one("iep", {**ORGANIZED, "programReference": to("Program", "programs", **PROGRAM), "beginDate": "2023-08-21", "endDate": "2025-04-01", "reasonExitedDescriptor": code("ReasonExited", "Transferred to regular education"), "ideaEligibility": True, "iepBeginDate": "2023-08-21", "disabilities": [DISABILITY], "programParticipationStatuses": [], "serviceProviders": [], "specialEducationProgramServices": []})],
    "courses": [one("cou", {"educationOrganizationReference": at(LEA), "courseCode": "MATH-03", "courseTitle": "Math, third grade", "numberOfParts": 2, "academicSubjects": [{"academicSubjectDescriptor": code("AcademicSubject", "Mathematics")}], "identificationCodes": [{"courseIdentificationSystemDescriptor": code("CourseIdentificationSystem", "LEA course code"), "identificationCode": "MATH-03"}], "levelCharacteristics": [], "offeredGradeLevels": [GRADE]})],
    "sessions": [one("ses", {"schoolReference": school(), "schoolYearTypeReference": YEAR, "sessionName": FALL["sessionName"], "beginDate": "2024-08-19", "endDate": "2025-01-10", "termDescriptor": code("Term", "Fall Semester"), "totalInstructionalDays": 90, "academicWeeks": [], "gradingPeriods": [{"gradingPeriodReference": to("GradingPeriod", "gradingPeriods", **PERIOD, schoolId=SCHOOL, schoolYear=2025)}]})],
    "courseOfferings": [one("off", {"courseReference": to("Course", "courses", courseCode="MATH-03", educationOrganizationId=LEA), "schoolReference": school(), "sessionReference": to("Session", "sessions", **FALL), "localCourseCode": "MATH-03", "localCourseTitle": "Math, third grade", "courseLevelCharacteristics": [], "curriculumUseds": [], "offeredGradeLevels": [GRADE]})],
    "sections": [one("sec", {"courseOfferingReference": to("CourseOffering", "courseOfferings", **OFFERING), "sectionIdentifier": "E01-MATH-03", "sectionName": "Math, third grade", "characteristics": [], "classPeriods": [], "courseLevelCharacteristics": [], "offeredGradeLevels": [], "programs": []})],
    "studentSectionAssociations": [one("enr", {"sectionReference": to("Section", "sections", **SECTION), "studentReference": student(), "beginDate": "2024-08-19", "endDate": "2025-01-10", "homeroomIndicator": False, "programs": []})],
    "staffSectionAssociations": [one("tch", {"sectionReference": to("Section", "sections", **SECTION), "staffReference": staff(), "beginDate": "2024-08-19", "endDate": "2025-01-10", "classroomPositionDescriptor": code("ClassroomPosition", "Teacher of Record")})],
    "grades": [one("gra", {"gradingPeriodReference": to("GradingPeriod", "gradingPeriods", **PERIOD, schoolId=SCHOOL, schoolYear=2025), "studentSectionAssociationReference": to("StudentSectionAssociation", "studentSectionAssociations", beginDate="2024-08-19", **SECTION, studentUniqueId=STUDENT), "gradeTypeDescriptor": code("GradeType", "Semester"), "letterGradeEarned": "B", "numericGradeEarned": 84.0, "learningStandardGrades": []})],
    "gradebookEntries": [one("ent", {**ENTRY, "sectionReference": to("Section", "sections", **SECTION), "dateAssigned": "2024-08-19", "dueDate": "2025-01-10", "gradebookEntryTypeDescriptor": code("GradebookEntryType", "Project"), "maxPoints": 50.0, "sourceSectionIdentifier": "E01-MATH-03", "title": "Project", "learningStandards": []})],
    "studentGradebookEntries": [one("poi", {"gradebookEntryReference": to("GradebookEntry", "gradebookEntries", **ENTRY), "studentReference": student(), "dateFulfilled": "2024-10-21", "pointsEarned": 42.15})],
    "assessments": [one("tes", {**TEST, "assessmentTitle": "Math, fall 2025", "assessmentCategoryDescriptor": code("AssessmentCategory", "Benchmark test"), "assessmentVersion": 2025, "academicSubjects": [{"academicSubjectDescriptor": code("AcademicSubject", "Mathematics")}], "assessedGradeLevels": [GRADE], "identificationCodes": [], "languages": [], "maxRawScore": 100.0, "performanceLevels": [], "scores": [{"assessmentReportingMethodDescriptor": METHOD, "maximumScore": "100", "minimumScore": "0", "resultDatatypeTypeDescriptor": DECIMAL}]})],
    "studentAssessments": [one("res", {"assessmentReference": to("Assessment", "assessments", **TEST), "schoolYearTypeReference": YEAR, "studentReference": student(), "studentAssessmentIdentifier": "R-1-4", "administrationDate": "2024-10-21T00:00:00Z", "whenAssessedGradeLevelDescriptor": code("GradeLevel", "Third grade"), "accommodations": [], "items": [], "performanceLevels": [], "scoreResults": [{"assessmentReportingMethodDescriptor": METHOD, "result": "84.3", "resultDatatypeTypeDescriptor": DECIMAL}], "studentObjectiveAssessments": [AIM_REACHED]})],
    "learningStandards": [one("fra", {"learningStandardId": AIM, "parentLearningStandardReference": to("LearningStandard", "learningStandards", learningStandardId="MA.1.1"), "learningStandardItemCode": AIM, "description": "Number, part 1, aim 1", "contentStandard": {"title": "District curriculum", "version": "2020"}, "academicSubjects": [{"academicSubjectDescriptor": code("AcademicSubject", "Mathematics")}], "gradeLevels": [], "namespace": f"{OWN}/LearningStandard"})],
    "objectiveAssessments": [one("par", {"assessmentReference": to("Assessment", "assessments", **TEST), "identificationCode": AIM, "academicSubjectDescriptor": code("AcademicSubject", "Mathematics"), "description": "Number, part 1, aim 1", "maxRawScore": 100.0, "assessmentItems": [], "learningStandards": [{"learningStandardReference": to("LearningStandard", "learningStandards", learningStandardId=AIM)}], "performanceLevels": [], "scores": []})],
    "studentCompetencyObjectives": [one("rat", {"gradingPeriodReference": to("GradingPeriod", "gradingPeriods", **PERIOD, schoolId=SCHOOL, schoolYear=2025), "objectiveCompetencyObjectiveReference": to("CompetencyObjective", "competencyObjectives", educationOrganizationId=LEA, objective="Research", objectiveGradeLevelDescriptor=code("GradeLevel", "Third grade")), "studentReference": student(), "competencyLevelDescriptor": code("CompetencyLevel", "Practitioner", OWN)})],
    "chartOfAccounts": [one("cha", {"accountIdentifier": "10.1000.110", "educationOrganizationReference": at(LEA), "fiscalYear": 2025, "accountName": "Salaries of teachers", "accountTypeDescriptor": code("AccountType", "Expenditure account"), **{f"{name}DimensionReference": to(f"{name.capitalize()}Dimension", f"{name}Dimensions", code=of, fiscalYear=2025) for name, of in (("fund", "10"), ("function", "1000"), ("object", "110"))}})],
    "localAccounts": [one("acc", {"accountIdentifier": ACCOUNT["accountIdentifier"], "educationOrganizationReference": at(SCHOOL), "fiscalYear": 2025, "accountName": "Salaries of teachers", "chartOfAccountReference": to("ChartOfAccount", "chartOfAccounts", accountIdentifier="10.1000.110", educationOrganizationId=LEA, fiscalYear=2025)})],
    **{name: [one(name, {"localAccountReference": to("LocalAccount", "localAccounts", **ACCOUNT), "asOfDate": "2025-02-28", "amount": amount})] for name, amount in BALANCES.items()},
    "surveys": [one("sur", {**SURVEY, "educationOrganizationReference": at(LEA), "schoolYearTypeReference": YEAR, "surveyTitle": "Students, 2025"})],
    "surveyQuestions": [one("que", {"surveyReference": to("Survey", "surveys", **SURVEY), "questionCode": "Q1", "questionText": "I feel at home in this school", "questionFormDescriptor": code("QuestionForm", "Radio box"), "matrices": [], "responseChoices": [{"sortOrder": 1, "numericValue": 1, "textValue": "Never"}, {"sortOrder": 2, "numericValue": 2, "textValue": "Always"}]})],
    "surveyResponses": [one("rsp", {"surveyReference": to("Survey", "surveys", **SURVEY), "contactReference": to("Contact", "contacts", contactUniqueId=CONTACT), "staffReference": staff(), "surveyResponseIdentifier": "R1", "responseDate": "2025-03-24", "responseTime": 600, "surveyLevels": []})],
    "surveyQuestionResponses": [one("ans", {"surveyQuestionReference": to("SurveyQuestion", "surveyQuestions", **SURVEY, questionCode="Q1"), "surveyResponseReference": to("SurveyResponse", "surveyResponses", **SURVEY, surveyResponseIdentifier="R1"), "noResponse": False, "surveyQuestionMatrixElementResponses": [], "values": [{"surveyQuestionResponseValueIdentifier": 1, "numericResponse": 2, "textResponse": "Always"}]})],
    "contacts": [one("con", {"contactUniqueId": CONTACT, **CONTACT_SAYS})],
    "studentContactAssociations": [one("lin", {"contactReference": to("Contact", "contacts", contactUniqueId=CONTACT), **LINK_SAYS})],
}  # fmt: skip
LASTS = {"cohortYears": [], "studentIndicators": []}
EXAMPLES: dict[str, dict[str, list[Json]]] = {
    "5": {
        **SHARED,
        "parents": [one("con", {"parentUniqueId": CONTACT, **CONTACT_SAYS})],
        "studentParentAssociations": [
            one("lin", {"parentReference": to("Parent", "parents", parentUniqueId=CONTACT), **LINK_SAYS})
        ],
        "staffs": [one("sta", {**STAFF_SAYS, "sexDescriptor": code("Sex", "Female"), "addresses": [], "electronicMails": [MAIL], "identificationCodes": [], "races": [], "telephones": []})],
        "studentEducationOrganizationAssociations": [one("seo", {**ORGANIZED, **DEMOGRAPHIC, **DIRECTORY, **LASTS, "studentIdentificationCodes": []})],
    },
    "6": {
        **SHARED,
        "staffs": [one("sta", STAFF_SAYS)],
        "staffDemographics": [one("std", {"educationOrganizationReference": at(LEA), "staffReference": staff(), "sexDescriptor": code("Sex", "Female"), "races": []})],
        "staffDirectories": [one("stm", {"educationOrganizationReference": at(LEA), "staffReference": staff(), "addresses": [], "electronicMails": [MAIL], "telephones": []})],
        "studentDemographics": [one("dem", {**ORGANIZED, **DEMOGRAPHIC})],
        "studentDirectories": [one("dir", {**ORGANIZED, **DIRECTORY})],
        "studentEducationOrganizationAssociations": [one("seo", {**ORGANIZED, **LASTS, "displacedStudents": []})],
    },
}  # fmt: skip
DELETES: dict[str, list[Json]] = {
    "studentSchoolAttendanceEvents": [{"id": guid("att"), "changeVersion": 104, "keyValues": {"attendanceEventCategoryDescriptor": MISSED, "eventDate": "2024-11-05", **FALL, "studentUniqueId": STUDENT}}],
    "staffAbsenceEvents": [{"id": guid("abs"), "changeVersion": 105, "keyValues": {"absenceEventCategoryDescriptor": code("AbsenceEventCategory", "Sick leave"), "eventDate": "2025-01-14", "staffUniqueId": STAFF}}],
    "studentTransportations": [{"id": guid("bus"), "changeVersion": 106, "keyValues": {"studentUniqueId": STUDENT, "transportationEducationOrganizationId": LEA}}],
    "localActuals": [{"id": guid("localActuals"), "changeVersion": 107, "keyValues": {**ACCOUNT, "asOfDate": "2025-02-28"}}],
    "studentAssessments": [{"id": guid("res"), "changeVersion": 108, "keyValues": {**TEST, "studentAssessmentIdentifier": "R-1-4", "studentUniqueId": STUDENT}}],
    "studentCompetencyObjectives": [{"id": guid("rat"), "changeVersion": 109, "keyValues": {**PERIOD, "schoolId": SCHOOL, "schoolYear": 2025, "objective": "Research", "objectiveEducationOrganizationId": LEA, "objectiveGradeLevelDescriptor": code("GradeLevel", "Third grade"), "studentUniqueId": STUDENT}}],
    "surveyResponses": [{"id": guid("rsp"), "changeVersion": 110, "keyValues": {**SURVEY, "surveyResponseIdentifier": "R1"}}],
    "surveyQuestionResponses": [{"id": guid("ans"), "changeVersion": 111, "keyValues": {**SURVEY, "questionCode": "Q1", "surveyResponseIdentifier": "R1"}}],
}  # fmt: skip

"""The resources of Ed-Fi about teaching: what is taught where and when, to whom, and how it goes."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.tables import SCHOOL, STUDENT, YEAR
from edulake.bronze.edfi.tables_staff import STAFF

SUBJECTS = {"academicSubjects": "Subjects, a list"}
GRADES = {"offeredGradeLevels": "Grade levels that it is for, a list"}


def _offering(reference: str) -> dict[str, str]:
    """What an offering of a course is known by."""
    return {
        f"{reference}.localCourseCode": "What the school calls the course",
        f"{reference}.schoolId": "School",
        f"{reference}.schoolYear": "Year in which the school year ends",
        f"{reference}.sessionName": "Session, such as a term",
    }


def _section(reference: str) -> dict[str, str]:
    """What a section is known by."""
    return {**_offering(reference), f"{reference}.sectionIdentifier": "What the school calls the section"}


COURSES = resource(
    "courses",
    "what is taught",
    {
        "courseCode": "Code of the course",
        "educationOrganizationReference.educationOrganizationId": "School or district whose course it is",
        "courseTitle": "Title",
        **SUBJECTS,
        **GRADES,
    },
    "courseCode",
    "courseTitle",
)
SESSIONS = resource(
    "sessions",
    "when schools teach",
    {**SCHOOL, **YEAR, "sessionName": "Name", "beginDate": "First day", "endDate": "Last day"},
    "sessionName",
    "beginDate",
)
GRADING_PERIODS = resource(
    "gradingPeriods",
    "when schools grade",
    {
        **SCHOOL,
        **YEAR,
        "gradingPeriodDescriptor": "Which period it is",
        "gradingPeriodName": "Name",
        "endDate": "Last day",
    },
    "gradingPeriodName",
    "endDate",
)
COURSE_OFFERINGS = resource(
    "courseOfferings",
    "courses as schools offer them in a session",
    {
        "localCourseCode": "What the school calls the course",
        **SCHOOL,
        "sessionReference.schoolYear": "Year in which the school year ends",
        "sessionReference.sessionName": "Session, such as a term",
        "courseReference.courseCode": "Code of the course",
        "courseReference.educationOrganizationId": "School or district whose course it is",
        "localCourseTitle": "Title",
        **GRADES,
    },
    "localCourseCode",
    "courseReference.courseCode",
)
SECTIONS = resource(
    "sections",
    "classes",
    {
        **_offering("courseOfferingReference"),
        "sectionIdentifier": "What the school calls the section",
        "sectionName": "Name",
        **GRADES,
    },
    "sectionIdentifier",
    "courseOfferingReference.localCourseCode",
)
STUDENT_SECTIONS = resource(
    "studentSectionAssociations",
    "who learns in which class",
    {
        **STUDENT,
        **_section("sectionReference"),
        "beginDate": "First day",
        "endDate": "Last day",
        "attemptStatusDescriptor": "How it ended",
    },
    "studentReference.studentUniqueId",
    "sectionReference.sectionIdentifier",
)
STAFF_SECTIONS = resource(
    "staffSectionAssociations",
    "who teaches in which class",
    {
        **STAFF,
        **_section("sectionReference"),
        "classroomPositionDescriptor": "Position in the class",
        "beginDate": "First day",
        "endDate": "Last day",
    },
    "staffReference.staffUniqueId",
    "sectionReference.sectionIdentifier",
)
GRADEBOOK_ENTRIES = resource(
    "gradebookEntries",
    "what is graded in classes",
    {
        "gradebookEntryIdentifier": "What the gradebook calls the entry",
        "namespace": "Who calls it so",
        **_section("sectionReference"),
        "title": "Title",
        "gradebookEntryTypeDescriptor": "Kind of work",
        "dueDate": "Day on which it is due",
        "maxPoints": "Highest number of points",
    },
    "gradebookEntryIdentifier",
    "title",
)
ASSESSMENTS = resource(
    "assessments",
    "tests, and what can be reached in them",
    {
        "assessmentIdentifier": "What the test is called",
        "namespace": "Who calls it so",
        **SUBJECTS,
        "maxRawScore": "Highest raw score",
        "scores": "Lowest and highest score by method, a list",
    },
    "assessmentIdentifier",
    "namespace",
)
RESULTS = resource(
    "results",
    "how students did in a class, in what is graded there, and in a test",
    {
        "studentReference.studentUniqueId": "Student of a test, or of an entry of the gradebook",
        "studentSectionAssociationReference.studentUniqueId": "Student of a class",
        **_section("studentSectionAssociationReference"),
        "gradingPeriodReference.gradingPeriodDescriptor": "Which grading period it is",
        "gradingPeriodReference.gradingPeriodName": "Name of the grading period",
        "currentGradeAsOfDate": "Day as of which a grade is said",
        "numericGradeEarned": "Grade as a number",
        "learningStandardGrades": "Grades in standards, a list",
        "assessmentReference.assessmentIdentifier": "What the test is called",
        "assessmentReference.namespace": "Who calls the test so",
        "administrationDate": "Day of the test",
        "whenAssessedGradeLevelDescriptor": "Grade level of the student in the test",
        "scoreResults": "Scores of the test by method, a list",
        "studentObjectiveAssessments": "Results in parts of the test, a list",
        "reportedSchoolReference.schoolId": "School that the test is reported to",
        "schoolYearTypeReference.schoolYear": "Year of the test in which the school year ends",
        "gradebookEntryReference.gradebookEntryIdentifier": "What the gradebook calls the entry",
        "gradebookEntryReference.namespace": "Who calls the entry so",
        "dateFulfilled": "Day on which the work was done",
        "pointsEarned": "Points of the entry",
    },
    together=("grades", "studentAssessments", "studentGradebookEntries"),
)
# Ed-Fi names an object by these fields where another refers to it.
COURSE = COURSES.known_by("raw_course_code", "raw_education_organization_id")
SESSION = SESSIONS.known_by("raw_school_id", "raw_school_year", "raw_session_name")
GRADING_PERIOD = GRADING_PERIODS.known_by(
    "raw_grading_period_descriptor", "raw_grading_period_name", "raw_school_id", "raw_school_year"
)
OFFERING = COURSE_OFFERINGS.known_by("raw_local_course_code", *SESSION.key)
SECTION = SECTIONS.known_by(*OFFERING.key, "raw_section_identifier")
ASSESSMENT = ASSESSMENTS.known_by("raw_assessment_identifier", "raw_namespace")
ENTRY = GRADEBOOK_ENTRIES.known_by("raw_gradebook_entry_identifier", "raw_namespace")

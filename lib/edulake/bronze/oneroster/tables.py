"""Bronze tables of OneRoster, and their files: the columns of versions 1.1 and 1.2 together, null where a version
has none (1EdTech OneRoster CSV binding 1.2.1; tables of 1.1).

`password` of users.csv is kept out, of the payload as well: nobody may hold it. Extensions (`metadata.…`) stay there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.contract.raw import raw_table
from edulake.contract.table import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

CSV = Dialect("csv")
WITHOUT_PASSWORDS = Dialect("csv", withheld=Withheld(("password",), optional=True))
COMMON = {
    "sourcedId": "The source's id of the row",
    "status": "active or tobedeleted; empty in bulk",
    "dateLastModified": "When the source last changed the row; empty in bulk",
}


def raw_name(name: str) -> str:
    """The raw column of a OneRoster field: raw_org_sourced_ids for orgSourcedIds."""
    return f"raw_{_snake(name)}"


def _snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()


def _feed(
    file: str,
    meaning: str,
    fields: Mapping[str, str],
    required: tuple[str, ...] = (),
    person: str | None = None,
    *,
    sensitive: bool = False,
    dialect: Dialect = CSV,
) -> Feed:
    """One kind of file and its table; `person` is the field that names one, where rows are about people."""
    everything = {**COMMON, **fields}
    table = raw_table(
        f"oneroster_{_snake(file)}_raw",
        f"OneRoster {file}.csv as delivered: {meaning}.",
        tuple(Column(raw_name(n), "STRING", said) for n, said in everything.items()),
        cluster_by=(raw_name(person or "sourcedId"), "ingestion_timestamp"),
        people={raw_name(person): "student"} if person else None,
        sensitive=sensitive,
    )
    columns = {raw_name(name): name for name in everything}
    needed = tuple(raw_name(name) for name in ("sourcedId", *required))
    identity = (raw_name("sourcedId"),)
    files = Files(f"**/{file}.csv*", dialect)
    return Feed(table, columns, files, needed, snapshot=None, identity=identity)


ORGS = _feed(
    "orgs",
    "schools, districts and what stands above or within them",
    {
        "name": "Name",
        "type": "department, school, district, local, state or national",
        "identifier": "Identifier in the state or nation",
        "parentSourcedId": "Organisation above",
    },
    required=("name", "type"),
)
ACADEMIC_SESSIONS = _feed(
    "academicSessions",
    "school years, semesters, terms and grading periods",
    {
        "title": "Name",
        "type": "gradingPeriod, semester, schoolYear or term",
        "startDate": "First day",
        "endDate": "The day after the last",
        "parentSourcedId": "Session that it is part of",
        "schoolYear": "Year in which the school year ends",
    },
    required=("type", "schoolYear"),
)
COURSES = _feed(
    "courses",
    "what is taught, in whichever classes",
    {
        "schoolYearSourcedId": "School year, an academic session",
        "title": "Name",
        "courseCode": "Code",
        "grades": "Grade levels, CEDS codes with commas between",
        "orgSourcedId": "School or district that offers it",
        "subjects": "Subjects, commas between",
        "subjectCodes": "Codes of the subjects, commas between",
    },
    required=("title", "orgSourcedId"),
)
CLASSES = _feed(
    "classes",
    "a course as taught to a group of students",
    {
        "title": "Name",
        "grades": "Grade levels, CEDS codes with commas between",
        "courseSourcedId": "Course",
        "classCode": "Code",
        "classType": "homeroom or scheduled",
        "location": "Room",
        "schoolSourcedId": "School",
        "termSourcedIds": "Terms, academic sessions with commas between",
        "subjects": "Subjects, commas between",
        "subjectCodes": "Codes of the subjects, commas between",
        "periods": "Periods of the day, commas between",
    },
    required=("title", "courseSourcedId", "schoolSourcedId"),
)
USERS = _feed(
    "users",
    "students, staff, parents",
    {
        "enabledUser": "true or false",
        "orgSourcedIds": "Organisations, commas between (1.1)",
        "role": "Role (1.1)",
        "username": "Name at log-in",
        "userIds": "Other ids, as {type:id} with commas between",
        "givenName": "Given name",
        "familyName": "Family name",
        "middleName": "Middle name",
        "identifier": "Identifier",
        "email": "Email address",
        "sms": "Number for text messages",
        "phone": "Telephone number",
        "agentSourcedIds": "Parents of a student or children of a parent, commas between",
        "grades": "Grade levels, CEDS codes with commas between",
        "userMasterIdentifier": "Identifier across systems (1.2)",
        "resourceSourcedIds": "Resources, commas between (1.2)",
        "preferredGivenName": "Preferred given name (1.2)",
        "preferredMiddleName": "Preferred middle name (1.2)",
        "preferredFamilyName": "Preferred family name (1.2)",
        "primaryOrgSourcedId": "Main organisation (1.2)",
        "pronouns": "Pronouns (1.2)",
    },
    required=("enabledUser", "givenName", "familyName"),
    person="sourcedId",
    dialect=WITHOUT_PASSWORDS,
)
ROLES = _feed(
    "roles",
    "who is what in which organisation (1.2)",
    {
        "userSourcedId": "User",
        "roleType": "primary or secondary",
        "role": "student, teacher, parent and others",
        "beginDate": "First day",
        "endDate": "The day after the last",
        "orgSourcedId": "Organisation",
        "userProfileSourcedId": "Profile of the user",
    },
    required=("userSourcedId", "role", "orgSourcedId"),
    person="userSourcedId",
)
ENROLLMENTS = _feed(
    "enrollments",
    "who learns or teaches in which class",
    {
        "classSourcedId": "Class",
        "schoolSourcedId": "School",
        "userSourcedId": "User",
        "role": "administrator, proctor, student or teacher",
        "primary": "Whether the main teacher; means nothing for a student",
        "beginDate": "First day",
        "endDate": "The day after the last",
    },
    required=("classSourcedId", "userSourcedId", "role"),
    person="userSourcedId",
)
RACES = (
    *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander"),
    *("white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity"),
)
BIRTH = {
    "birthDate": "Day of birth",
    "sex": "male, female, unspecified or other",
    **dict.fromkeys(RACES, "true or false"),
    "countryOfBirthCode": "Country of birth",
    "stateOfBirthAbbreviation": "State of birth",
    "cityOfBirth": "City of birth",
    "publicSchoolResidenceStatus": "Whether resident in the district",
}
DEMOGRAPHICS = _feed(
    "demographics",
    "birth, sex and origin of a user, whose sourcedId it has",
    BIRTH,
    person="sourcedId",
    sensitive=True,
)
LINE_ITEMS = _feed(
    "lineItems",
    "what is graded in a class",
    {
        "title": "Name",
        "description": "Description",
        "assignDate": "Day on which it was set",
        "dueDate": "Day on which it was due",
        "classSourcedId": "Class",
        "categorySourcedId": "Category",
        "gradingPeriodSourcedId": "Grading period (1.1)",
        "academicSessionSourcedId": "Academic session (1.2)",
        "resultValueMin": "Lowest score",
        "resultValueMax": "Highest score",
        "schoolSourcedId": "School (1.2)",
    },
    required=("classSourcedId", "resultValueMax"),
)
RESULTS = _feed(
    "results",
    "one student's grade of one line item",
    {
        "lineItemSourcedId": "Line item",
        "studentSourcedId": "Student",
        "scoreStatus": "exempt, fully graded, not submitted, partially graded or submitted",
        "score": "Score",
        "scoreDate": "Day on which it was given",
        "comment": "Comment",
        "textScore": "Score in words (1.2)",
        "classSourcedId": "Class (1.2)",
        "inProgress": "true or false (1.2)",
        "incomplete": "true or false (1.2)",
        "late": "true or false (1.2)",
        "missing": "true or false (1.2)",
    },
    required=("lineItemSourcedId", "studentSourcedId", "scoreStatus", "score"),
    person="studentSourcedId",
)

"""Survey responses: who answered a survey, and when, as far as it may be known.

Of an anonymous response nobody is named who answered it, nor the child that a parent answers for, whatever its record
says; and the Monday of its week stands for day and time. An id of people is of one kind: each kind has its own column.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, cleaned, grade_level
from edulake.expr.categories.wellbeing import RESPONDENTS, RESPONSE_STATUSES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM
from edulake.silver.rules import BAD_VERSION, UNKNOWN_GRADE_LEVEL, left_out, unmapped_in, unread
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing import surveys
from edulake.silver.wellbeing.survey_items import SURVEY_ID

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.contract.table import Person
    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "survey_responses_raw",
        "Responses to surveys as delivered, every one of them, with payload and provenance.",
        as_delivered(
            survey_id="Survey",
            response_id="The source's id of the response",
            respondent_kind="Who answers: a student, staff, a parent",
            student_id="Student who answers",
            staff_id="Member of staff who answers",
            guardian_id="Guardian who answers",
            applicant_id="Applicant who answers",
            about_student_id="Student whom the answers are about",
            about_staff_id="Member of staff whom the answers are about",
            is_anonymous="Whether nobody may know who answered",
            is_test="Whether somebody only tried the survey",
            submitted_date="Day or moment of submission",
            status="Status",
            grade_level="Grade level",
            language="Language in which it was answered",
            updated_at="When the source last changed the response",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_survey_id", "ingestion_timestamp"),
        people={
            "raw_student_id": "student",
            "raw_staff_id": "staff",
            "raw_guardian_id": "guardian",
            "raw_applicant_id": "applicant",
            "raw_about_student_id": "student",
            "raw_about_staff_id": "staff",
        },
        # The record of a wide file holds the answers.
        sensitive=True,
    ),
    required=("survey_id", "response_id", "respondent_kind"),
    identity=("raw_survey_id", "raw_response_id"),
    or_identity=("raw_response_id",),
)

DATE = "submitted_date"
# Who answers, by the column of the id, and of which kind that is; and whom answers may be about.
RESPONDENT: dict[str, Person] = {
    "student_id": "student",
    "staff_id": "staff",
    "guardian_id": "guardian",
    "applicant_id": "applicant",
}
KIND = {"student_id": "Student", "staff_id": "Staff", "guardian_id": "Parent", "applicant_id": "Applicant"}
ABOUT: dict[str, Person] = {"about_student_id": "student", "about_staff_id": "staff"}


def _id(name: str, meaning: str) -> Column:
    return Column(name, "STRING", f"{meaning}; null where nobody may know", personal="direct", mask="identifier")


BUSINESS = (
    SURVEY_ID,
    Column(DATE, "DATE", "Day of submission, of an anonymous response the Monday of its week"),
    SOURCE_SYSTEM,
    surveys.RESPONSE_ID,
    Column("respondent_kind", "STRING", f"Who answers: {', '.join(RESPONDENTS)} or Unknown", nullable=False),
    Column("respondent_kind_raw", "STRING", "Who answers, as delivered, trimmed", personal="direct"),
    _id("student_id", "Student who answers"),
    _id("staff_id", "Member of staff who answers"),
    _id("guardian_id", "Guardian who answers"),
    Column("applicant_id", "STRING", "Applicant who answers; null where nobody may know", personal="direct"),
    _id("about_student_id", "Student whom the answers are about"),
    _id("about_staff_id", "Member of staff whom the answers are about"),
    Column(
        "is_anonymous",
        "BOOLEAN",
        "Whether nobody may know who answered: so its source says, or it names nobody and does not say otherwise",
        nullable=False,
    ),
    Column(
        "status", "STRING", f"{', '.join(RESPONSE_STATUSES)} or Unknown; {surveys.TRIED}", False, personal="indirect"
    ),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown; null where unsaid"),
    Column("language", "STRING", "Language in which it was answered, where the source says", personal="indirect"),
    ISSUE_CODES,
    SCHOOL_ID,
    Column("school_year", "INT", "Year in which the school year of the day ends (from July), unless the source says"),
    TERM,
    KNOWN_AT,
)
SURVEY_RESPONSES_TABLE = Table(
    layer="silver",
    name="survey_responses",
    meaning="One row per response to a survey: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "response_id"),
    cluster_by=("survey_id", DATE),
    statistics=("source_system",),
    people={**RESPONDENT, **ABOUT},
    change_feed=True,
    deletion_vectors=True,
)


def _is_of(column: str) -> SparkColumn:
    """Whether who answers may be of the kind of these ids."""
    return F.coalesce("respondent_kind", F.lit(UNKNOWN)).isin(KIND[column], UNKNOWN)


REFUSALS = surveys.REFUSALS
ISSUES = (
    unmapped_in("respondent_kind"),
    unmapped_in("status"),
    UNKNOWN_GRADE_LEVEL,
    surveys.placeholder(*RESPONDENT, *ABOUT),
    Rule(
        "OTHER_RESPONDENT",
        "left out: an id of people of another kind than who answers",
        lambda: reduce(or_, [F.col(f"known_{kind}").isNotNull() & ~_is_of(name) for name, kind in RESPONDENT.items()]),
    ),
    Rule(
        "NAMED_THOUGH_ANONYMOUS",
        "left out: who answered, in a response that is declared anonymous",
        lambda: F.col("is_declared") & F.col("is_named"),
    ),
    unread("BAD_ANONYMOUS", "whether it is anonymous is neither yes nor no: taken for yes", "secret", "is_declared"),
    unread("BAD_SUBMITTED_DATE", "a day of submission that cannot be read", "day", DATE),
    *left_out(*RESPONDENT, *ABOUT, "school_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    ids = {kind: surveys.unless_placeholder(f"raw_{name}") for name, kind in RESPONDENT.items()}
    is_named = F.coalesce(*ids.values()).isNotNull()
    said, declared = cleaned(F.col("raw_is_anonymous")), as_flag(F.col("raw_is_anonymous"))
    is_anonymous = F.coalesce(declared, said.isNotNull() | ~is_named)
    return {
        **surveys.words(),
        **{f"known_{kind}": id_ for kind, id_ in ids.items()},
        **{name: surveys.unless_placeholder(f"raw_{name}") for name in ABOUT},
        **reading.words(
            respondent_kind_raw="raw_respondent_kind",
            day="raw_submitted_date",
            status_raw="raw_status",
            grade="raw_grade_level",
            language="raw_language",
            year="raw_school_year",
            term="raw_term",
        ),
        "secret": said,
        "is_declared": declared,
        "is_named": is_named,
        "is_anonymous": is_anonymous,
        # When it was changed last is when it was submitted.
        "updated": F.when(~is_anonymous, cleaned(F.col("raw_updated_at"))),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    day = reading.day(how.notations, DATE, "day", how.latest)[DATE]
    ids = [reading.person(how.notations, kind) for kind in RESPONDENT.values()]
    return {
        **{name: F.when(~F.col("is_anonymous"), id_) for one in ids for name, id_ in one.items()},
        DATE: F.when(F.col("is_anonymous"), F.trunc(day, "week")).otherwise(day),
        **reading.versioned(how.notations),
        **reading.category(how.notations, "respondent_kind", RESPONDENTS),
        **reading.category(how.notations, "status", RESPONSE_STATUSES),
        "grade_level": F.when(F.col("grade").isNotNull(), grade_level(F.col("grade"))),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    about = reading.named(how.notations, *ABOUT)
    return {
        "response_id": surveys.response_id(),
        **{name: F.when(_is_of(name), F.col(name)) for name in RESPONDENT},
        **{f"{column}_raw": reading.as_coded(column) for column in ("respondent_kind", "status")},
        "respondent_kind": reading.or_unknown("respondent_kind"),
        "status": F.when(F.col("is_test"), surveys.TEST).otherwise(reading.or_unknown("status")),
        **reading.derived(how.notations, DATE),
        "known_at": surveys.known_at(how.notations, DATE),
        **reading.named(how.notations, "survey_id", "school_id"),
        **about,
        "about_student_id": F.when(~F.col("is_anonymous"), about["about_student_id"]),
    }


SURVEY_RESPONSES = Subject(
    name="survey_responses",
    form=FORM,
    table=SURVEY_RESPONSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "staff_id", "guardian_id"),
    coded=("respondent_kind", "status"),
    checks=surveys.CHECKS,
)

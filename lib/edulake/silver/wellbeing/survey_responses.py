"""Survey responses: who answered a survey, and when, as far as it may be known.

Of an anonymous response nobody is named, whatever its record says, and the Monday of its week stands for day and time.
"""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM
from edulake.silver.wellbeing.survey_items import SURVEY_ID

KINDS = ("Student", "Staff", "Parent", "Applicant", "Other")
STATUSES = ("Complete", "Partial", "Empty")
RESPONSE_ID = Column(
    "response_id",
    "STRING",
    "Response: a hash of source, survey and the source's id",
    nullable=False,
    personal="direct",
)


def _person(name: str, meaning: str) -> Column:
    return Column(name, "STRING", f"{meaning}; null where nobody may know", personal="direct", mask="identifier")


BUSINESS = (
    SURVEY_ID,
    Column("submitted_date", "DATE", "Day of submission, of an anonymous response the Monday of its week"),
    SOURCE_SYSTEM,
    RESPONSE_ID,
    Column("respondent_kind", "STRING", f"Who answers: {', '.join(KINDS)} or Unknown", nullable=False),
    Column("respondent_kind_raw", "STRING", "Who answers, as delivered, trimmed"),
    _person("student_id", "Student who answers"),
    _person("staff_id", "Member of staff who answers"),
    _person("guardian_id", "Guardian who answers"),
    _person("applicant_id", "Applicant who answers"),
    _person("about_student_id", "Student whom the answers are about"),
    _person("about_staff_id", "Member of staff whom the answers are about"),
    Column(
        "is_anonymous",
        "BOOLEAN",
        "Whether nobody may know who answered: so its source says, or it names nobody and does not say otherwise",
        nullable=False,
    ),
    Column("status", "STRING", f"{', '.join(STATUSES)} or Unknown", nullable=False),
    Column("status_raw", "STRING", "Status as delivered, trimmed"),
    Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown; null where unsaid"),
    Column("language", "STRING", "Language in which it was answered, where the source says"),
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
    cluster_by=("survey_id", "submitted_date"),
    statistics=("source_system",),
    people={
        "student_id": "student",
        "staff_id": "staff",
        "guardian_id": "guardian",
        "applicant_id": "applicant",
        "about_student_id": "student",
        "about_staff_id": "staff",
    },
    change_feed=True,
    deletion_vectors=True,
)

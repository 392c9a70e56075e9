"""Survey invitations: how many were asked, by survey, school and who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import business_key, whole_number
from edulake.expr.categories.wellbeing import RESPONDENTS
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_id, unmapped_in, unread
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing.survey_items import SURVEY_ID

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "survey_invitations_raw",
        "Invitations to surveys as delivered, every record of them, with payload and provenance.",
        as_delivered(
            survey_id="Survey",
            respondent_kind="Who is asked: students, staff, parents",
            invited="How many were asked",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_survey_id", "ingestion_timestamp"),
    ),
    required=("survey_id", "respondent_kind", "invited"),
    identity=("raw_survey_id", "raw_school_id", "raw_respondent_kind"),
    or_identity=("raw_survey_id", "raw_school_id", "raw_respondent_kind"),
)

BUSINESS = (
    SURVEY_ID,
    SCHOOL_ID,
    SOURCE_SYSTEM,
    Column("invitation_id", "STRING", "Hash of source, survey, school and who is asked", nullable=False),
    Column("respondent_kind", "STRING", f"Who is asked: {', '.join(RESPONDENTS)} or Unknown", nullable=False),
    Column("respondent_kind_raw", "STRING", "Who is asked, as delivered, trimmed"),
    Column("invited", "INT", "How many were asked; null where it cannot be read"),
    ISSUE_CODES,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
SURVEY_INVITATIONS_TABLE = Table(
    layer="silver",
    name="survey_invitations",
    meaning="One row per survey, school and kind of people asked: its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "invitation_id"),
    cluster_by=("survey_id", "school_id"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (no_id("survey_id"), destroyed("survey_id", "school_id"))
ISSUES = (
    unmapped_in("respondent_kind"),
    unread("BAD_INVITED", "a number of people asked that is no plain whole number", "asked", "invited"),
    *left_out("school_id"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "RESPONSES_OVER_INVITED",
        "more people of a kind completed a survey in a school, or in all where none is named, than were asked",
        """SELECT i.source_system, i.invitation_id FROM {table} AS i JOIN {silver.survey_responses} AS r
ON i.source_system = r.source_system AND i.survey_id = r.survey_id AND i.respondent_kind = r.respondent_kind
AND (i.school_id = r.school_id OR i.school_id IS NULL) WHERE r.status = 'Complete'
GROUP BY i.source_system, i.invitation_id, i.invited
HAVING count(DISTINCT coalesce(r.student_id, r.staff_id, r.guardian_id, r.applicant_id, r.response_id)) > i.invited""",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            respondent_kind_raw="raw_respondent_kind",
            asked="raw_invited",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(survey_id="raw_survey_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.versioned(how.notations),
        **reading.category(how.notations, "respondent_kind", RESPONDENTS),
        "invited": number(how.notations, "asked", whole_number),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    kind = F.col("respondent_kind")
    meant = F.when(kind == UNKNOWN, F.col("respondent_kind_raw")).otherwise(kind)
    of = [F.col("source_system"), F.col("survey_id"), *reading.as_said("school_id"), meant]
    return {
        "invitation_id": business_key(*of),
        "respondent_kind": reading.or_unknown("respondent_kind"),
        "respondent_kind_raw": reading.as_coded("respondent_kind"),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "survey_id", "school_id"),
    }


SURVEY_INVITATIONS = Subject(
    name="survey_invitations",
    form=FORM,
    table=SURVEY_INVITATIONS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    coded=("respondent_kind",),
    checks=CHECKS,
)

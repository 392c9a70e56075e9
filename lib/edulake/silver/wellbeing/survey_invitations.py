"""Survey invitations: how many were asked, by survey, school and who they are."""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.wellbeing.survey_items import SURVEY_ID
from edulake.silver.wellbeing.survey_responses import KINDS

BUSINESS = (
    SURVEY_ID,
    SCHOOL_ID,
    SOURCE_SYSTEM,
    Column("invitation_id", "STRING", "Hash of source, survey, school and who is asked", nullable=False),
    Column("respondent_kind", "STRING", f"Who is asked: {', '.join(KINDS)} or Unknown", nullable=False),
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

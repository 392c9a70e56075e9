"""Survey answers: one row per response, item and option chosen.

A value is read by the scale and the options that its item declares, and by nothing else. What somebody wrote in own
words stays in bronze.
"""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.wellbeing.survey_items import ITEM_CODE, ON_SCALE, SURVEY_ID
from edulake.silver.wellbeing.survey_responses import RESPONSE_ID

STATUSES = ("Answered", "No Response", "Not Applicable", "Out Of Scale")
BUSINESS = (
    SURVEY_ID,
    ITEM_CODE,
    RESPONSE_ID,
    SOURCE_SYSTEM,
    Column(
        "answer_id",
        "STRING",
        "Hash of source, response, item and, of one where several may be chosen, option",
        nullable=False,
        personal="direct",
    ),
    Column("value", ON_SCALE, "Value as stored, on the scale of its item; null off it", personal="sensitive"),
    Column("option", "STRING", "Option that was chosen, as its item declares it", personal="sensitive"),
    Column("status", "STRING", ", ".join(STATUSES), nullable=False),
    Column("has_text", "BOOLEAN", "Whether something was said in own words", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
SURVEY_ANSWERS_TABLE = Table(
    layer="silver",
    name="survey_answers",
    meaning="One row per response, item and option chosen: read by what its item declares, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "answer_id"),
    cluster_by=("survey_id", "item_code", "response_id"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)

"""Survey items: what a survey asks, on which scale, and what an answer counts for.

What an item counts for comes with the survey, never from its answers: where nobody says whether it is reversed, it has
no score.
"""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID

FORMS = ("Single", "Multiple", "Matrix", "Ranking", "Number", "Text")
SURVEY_ID = Column("survey_id", "STRING", "Survey, with the source's namespace if it has one", nullable=False)
ITEM_CODE = Column("item_code", "STRING", "What the survey calls the item", nullable=False)
ON_SCALE, NOT_SAID = "DECIMAL(6,2)", "where the source says"
BUSINESS = (
    SURVEY_ID,
    ITEM_CODE,
    SOURCE_SYSTEM,
    Column("item_id", "STRING", "Hash of source, survey and item", nullable=False),
    Column("family", "STRING", f"What a survey and its repetitions at other times have in common, {NOT_SAID}"),
    Column("text", "STRING", "What is asked, as the source words it"),
    Column("construct", "STRING", f"What the item measures together with others, {NOT_SAID}"),
    Column("form", "STRING", f"{', '.join(FORMS)} or Unknown", nullable=False),
    Column("form_raw", "STRING", "Form as delivered, trimmed"),
    Column("scale_min", ON_SCALE, f"Lowest value, {NOT_SAID}"),
    Column("scale_max", ON_SCALE, f"Highest value, {NOT_SAID}"),
    Column("favourable_from", ON_SCALE, f"From which score on an answer is favourable, {NOT_SAID}"),
    Column("is_reversed", "BOOLEAN", "Whether a high value says little of the construct; null where nobody says"),
    Column("stored_reversed", "BOOLEAN", "Whether values are stored turned over already; null where nobody says"),
    Column(
        "counts_reversed",
        "BOOLEAN",
        "Whether a value scores scale_min + scale_max - value: reversed, and not stored so; null where nobody says, and"
        " then it has no score",
    ),
    Column("options", "ARRAY<STRING>", f"What may be chosen, in the order of the survey, {NOT_SAID}"),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
SURVEY_ITEMS_TABLE = Table(
    layer="silver",
    name="survey_items",
    meaning="One row per item of a survey: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "item_id"),
    cluster_by=("survey_id", "item_code"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)

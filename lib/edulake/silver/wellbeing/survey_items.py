"""Survey items: what a survey asks, on which scale, and what an answer counts for.

What an item counts for comes with the survey, never from its answers: where nobody says whether it is reversed, it has
no score. The rows as delivered are also what the answers of the same system are read by (bronze/with_items.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, is_open, standing
from edulake.expr.categories.wellbeing import SURVEY_FORMS
from edulake.expr.choices import on_scale, options
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_id, unmapped, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "survey_items_raw",
        "Items of surveys as delivered, every record of them, with payload and provenance.",
        as_delivered(
            survey_id="Survey",
            item_code="What the survey calls the item",
            family="What a survey and its repetitions have in common",
            text="What is asked",
            construct="What the item measures together with others",
            form="Form of the answer",
            scale_min="Lowest value",
            scale_max="Highest value",
            favourable_from="From which score on an answer is favourable",
            is_reversed="Whether a high value says little of the construct",
            stored_reversed="Whether values are stored turned over already",
            options="What may be chosen: texts, | or line breaks between, each with its value and = before it or not",
            status="Status",
            updated_at="When the source last changed the item",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_survey_id", "ingestion_timestamp"),
    ),
    required=("survey_id", "item_code", "form"),
    identity=("raw_survey_id", "raw_item_code"),
    or_identity=("raw_item_code",),
)


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
    Column("form", "STRING", f"{', '.join(SURVEY_FORMS)} or Unknown", nullable=False),
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
    Column("options", "ARRAY<STRING>", f"What may be answered, in the order of the survey, {NOT_SAID}"),
    Column("coded_options", "ARRAY<STRING>", "Those with a value, each after it: 1.00=Never; null where none has one"),
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
REFUSALS = (no_id("survey_id"), no_id("item_code"), destroyed("survey_id"))
ISSUES = (
    unmapped_in("form"),
    Rule(
        "BAD_SCALE",
        "a lowest and a highest value of which one cannot be read, or that are in no order",
        lambda: (
            F.coalesce("lowest", "highest").isNotNull() & (F.col("scale_min").isNull() | F.col("scale_max").isNull())
        ),
    ),
    unread("BAD_FAVOURABLE_FROM", "a favourable score that is no plain number", "good", "favourable_from"),
    unread("BAD_REVERSED", "whether it is reversed is neither yes nor no", "turned", "is_reversed"),
    unread("BAD_STORED_REVERSED", "whether it is stored reversed is neither yes nor no", "stored", "stored_reversed"),
    unmapped("said"),
    *left_out("school_id"),
    *BAD_VERSION,
)
# Fewer respondents say too little of how an item goes with others.
ENOUGH = 30
CHECKS = (
    Check(
        "KEYING_UNKNOWN",
        "an item with a construct or a favourable score of which nobody says whether its values are to be turned over",
        "SELECT source_system, item_id FROM {table} WHERE is_active AND counts_reversed IS NULL"
        " AND coalesce(construct, CAST(favourable_from AS STRING)) IS NOT NULL",
    ),
    Check(
        "KEYING_CONTRADICTED",
        "an item whose scores fall where those of the rest of its construct rise: it may be keyed the wrong way round",
        f"""WITH scored AS (
SELECT a.source_system, a.response_id, i.item_id, i.survey_id, i.construct,
CAST(CASE WHEN i.counts_reversed THEN i.scale_max - a.value ELSE a.value - i.scale_min END
/ (i.scale_max - i.scale_min) AS DECIMAL(9,6)) AS score
FROM {{table}} AS i JOIN {{silver.survey_answers}} AS a
ON i.source_system = a.source_system AND i.survey_id = a.survey_id AND i.item_code = a.item_code
WHERE i.counts_reversed IS NOT NULL AND i.construct IS NOT NULL AND i.scale_min < i.scale_max
AND a.value BETWEEN i.scale_min AND i.scale_max),
summed AS (SELECT *, count(*) OVER of_one AS items, sum(score) OVER of_one AS total FROM scored
WINDOW of_one AS (PARTITION BY source_system, response_id, survey_id, construct)),
beside AS (SELECT *, CAST((total - score) / (items - 1) AS DECIMAL(9,6)) AS rest FROM summed WHERE items > 1)
SELECT source_system, item_id FROM beside GROUP BY source_system, item_id
HAVING count(*) >= {ENOUGH} AND count(*) * sum(score * rest) < sum(score) * sum(rest)""",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            item_code="raw_item_code",
            family="raw_family",
            text="raw_text",
            construct="raw_construct",
            form_raw="raw_form",
            lowest="raw_scale_min",
            highest="raw_scale_max",
            good="raw_favourable_from",
            turned="raw_is_reversed",
            stored="raw_stored_reversed",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(survey_id="raw_survey_id", school_id="raw_school_id"),
        "choices": options(F.col("raw_options")),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    lowest, highest = (number(how.notations, word, on_scale) for word in ("lowest", "highest"))
    return {
        **reading.versioned(how.notations),
        **reading.category(how.notations, "form", SURVEY_FORMS),
        "scale_min": F.when(lowest < highest, lowest),
        "scale_max": F.when(lowest < highest, highest),
        "favourable_from": number(how.notations, "good", on_scale),
        "is_reversed": as_flag(F.col("turned")),
        "stored_reversed": as_flag(F.col("stored")),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    is_turned = F.when(F.col("stored_reversed") | ~F.col("is_reversed"), F.lit(False))
    return {
        "item_id": business_key(F.col("source_system"), F.col("survey_id"), F.col("item_code")),
        "form": reading.or_unknown("form"),
        "form_raw": reading.as_coded("form"),
        "counts_reversed": F.coalesce(is_turned, F.col("is_reversed") & ~F.col("stored_reversed")),
        "options": F.transform(_answers(), lambda option: option["text"]),
        "coded_options": _coded(),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "survey_id", "school_id"),
    }


def _answers() -> SparkColumn:
    """The options that are an answer: NA=Don't know is none. Null where nothing is said."""
    return F.filter("choices", lambda option: ~F.coalesce(option["code"] == "NA", F.lit(False)))


def _coded() -> SparkColumn:
    coded = F.filter(_answers(), lambda option: option["number"].isNotNull())
    texts = F.transform(coded, lambda option: F.concat_ws("=", option["number"].cast("string"), option["text"]))
    return F.when(F.size(coded) > 0, texts)


SURVEY_ITEMS = Subject(
    name="survey_items",
    form=FORM,
    table=SURVEY_ITEMS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    coded=("form",),
    checks=CHECKS,
)

"""Survey answers: one row per response and item, and where several options may be chosen one per option.

A value is read by the scale and the options that its item declares, and by nothing else: a row says them itself, or
the list of items of its system does (bronze/with_items.py). What somebody wrote in own words stays in bronze. When an
answer was given is not kept: of an anonymous one it could tell whose it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import NOTHING_SAID, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, as_school_year, business_key, coded, known_category
from edulake.expr.categories.wellbeing import ANSWER_STATUSES, SURVEY_FORMS
from edulake.expr.choices import chosen, in_one_line, on_scale, options
from edulake.expr.numbers import exact_number
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, unmapped
from edulake.silver.subject import Form, Subject
from edulake.silver.wellbeing import survey_scales, surveys
from edulake.silver.wellbeing.survey_items import ITEM_CODE, ON_SCALE, SURVEY_ID
from edulake.silver.wellbeing.survey_scales import ANSWERED, OUT_OF_SCALE, STATUSES
from edulake.silver.wellbeing.surveys import RESPONSE_ID

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "survey_answers_raw",
        "Answers to surveys as delivered, every record of them, with payload and provenance.",
        as_delivered(
            survey_id="Survey",
            response_id="The source's id of the response",
            item_code="What the survey calls the item",
            value="Answer",
            option="Option that was chosen, where another column or the header says which",
            status="What became of the item",
            is_test="Whether somebody only tried the survey",
            form="Form of the answer, where the row says",
            scale_min="Lowest value, where the row says",
            scale_max="Highest value, where the row says",
            options="What may be chosen, where the row says",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_survey_id", "ingestion_timestamp"),
        sensitive=True,
    ),
    required=("survey_id", "response_id", "item_code", "value"),
    identity=("raw_survey_id", "raw_response_id", "raw_item_code"),
    or_identity=("raw_survey_id", "raw_response_id", "raw_item_code"),
)

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
    Column("status", "STRING", f"{', '.join(STATUSES)}; {surveys.TRIED}", nullable=False),
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


def _is_declared() -> SparkColumn:
    """Whether anything is known of the item."""
    return F.coalesce("form_raw", "lowest", "highest").isNotNull() | F.col("choices").isNotNull()


def _is_value_of_option() -> SparkColumn:
    """Whether the number beside an option is its value or rank, as 0 that of Not at all, not whether it was chosen.

    Where no option has it as its value, it is one of the item's scale.
    """
    said = exact_number(F.col("said"))
    is_on_scale = said.between(F.col("scale_min"), F.col("scale_max"))
    is_number = F.col("form").isin("Number", "Ranking") & said.isNotNull()
    fits = F.coalesce(F.col("found")["number"] == said, is_on_scale, is_number)
    return F.col("form").isin("Single", "Matrix", "Number", "Ranking") & F.coalesce(fits, F.lit(False))


def _is_unread() -> SparkColumn:
    nothing = F.coalesce(F.col("value").cast("string"), F.col("option")).isNull()
    said = F.coalesce("said", "picked").isNotNull() & (F.col("status") == ANSWERED)
    return _is_declared() & nothing & said & (F.col("form") != "Text")


REFUSALS = (
    *surveys.REFUSALS,
    no_id("item_code"),
    Rule(
        NOTHING_SAID,
        "an option that was not chosen",
        lambda: (F.lower("picked") != F.lower("said")) & ~as_flag(F.col("said")) & ~_is_value_of_option(),
    ),
)
ISSUES = (
    Rule("UNKNOWN_ITEM", "an answer to an item that no list declares: it has no value", lambda: ~_is_declared()),
    Rule(
        "SCORE_OUT_OF_SCALE",
        "a number off the scale of its item, or with more than two decimals: it is no value",
        lambda: F.col("status") == OUT_OF_SCALE,
    ),
    Rule("UNKNOWN_OPTION", "an answer that its item declares neither as an option nor by its scale", _is_unread),
    unmapped("said_status"),
    *left_out("school_id"),
    BAD_VERSION[0],
)


def _words() -> dict[str, SparkColumn]:
    return {
        **surveys.words(),
        **reading.words(
            item_code="raw_item_code",
            form_raw="raw_form",
            lowest="raw_scale_min",
            highest="raw_scale_max",
            worded="raw_value",
            status_raw="raw_status",
            year="raw_school_year",
            term="raw_term",
        ),
        # What is nothing elsewhere, as None, may be an option.
        "said": in_one_line(F.col("raw_value")),
        "picked": in_one_line(F.col("raw_option")),
        "choices": options(F.col("raw_options")),
        "found": chosen(_in_words(), options(F.col("raw_options"))),
        "found_by_comma": chosen(_in_words(), options(F.col("raw_options")), decimal_comma=True),
    }


def _in_words() -> SparkColumn:
    return in_one_line(F.coalesce(F.when(F.trim("raw_option") != "", F.col("raw_option")), F.col("raw_value")))


def _values(how: Reading) -> dict[str, SparkColumn]:
    form = F.coalesce(known_category(F.col("form_raw"), SURVEY_FORMS), F.lit(UNKNOWN))
    said_status = reading.category(how.notations, "status", ANSWER_STATUSES)["status"]
    codes = by_notation(how.notations, lambda n: n.codes_of("status"), lambda of: coded(F.col("raw_value"), of))
    by_sign = {False: "found", True: "found_by_comma"}
    found = by_notation(how.notations, lambda n: n.decimal_comma, lambda comma: F.col(by_sign[comma]))
    return {
        "found": found,
        "given_year": as_school_year(F.col("year")),
        "form": form,
        "scale_min": number(how.notations, "lowest", on_scale),
        "scale_max": number(how.notations, "highest", on_scale),
        "number": F.coalesce(found["number"], number(how.notations, "said", exact_number)),
        "said_status": said_status,
        "excused": survey_scales.excused(said_status, codes, form, found),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    is_several = F.col("form").isin("Multiple", "Ranking") | ((F.col("form") == UNKNOWN) & F.col("picked").isNotNull())
    option = F.when(is_several, F.coalesce(F.col("found")["text"], F.col("picked")))
    of = [F.col(name) for name in ("source_system", "survey_id", "response", "item_code")]
    return {
        "response_id": surveys.response_id(),
        "answer_id": business_key(*of, option),
        "value": F.when(~F.col("is_test"), survey_scales.value()),
        "option": F.when(~F.col("is_test"), F.col("found")["text"]),
        "status": F.when(F.col("is_test"), surveys.TEST).otherwise(survey_scales.status()),
        "has_text": ~F.col("is_test") & survey_scales.has_text(),
        "source_updated_at": F.lit(None).cast("timestamp"),
        "school_year": F.col("given_year"),
        "known_at": F.col("delivered_at"),
        **reading.named(how.notations, "survey_id", "school_id"),
    }


SURVEY_ANSWERS = Subject(
    name="survey_answers",
    form=FORM,
    table=SURVEY_ANSWERS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("response_id"),
    coded=("status",),
)

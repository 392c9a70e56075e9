"""Surveys of Ed-Fi: what they ask, who answers, and what. What somebody wrote beside the question stays in bronze.

A survey is known by the id of its object. Whether an item is reversed, and what it measures, Ed-Fi does not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, listed, mapped, said_last
from edulake.bronze.edfi.named import id_of, waiting_unless, with_named
from edulake.bronze.edfi.tables_surveys import QUESTION, SURVEY, SURVEY_ANSWERS, SURVEY_QUESTIONS, SURVEY_RESPONSES
from edulake.bronze.spread import PLACE, spread
from edulake.expr.choices import BETWEEN_OPTIONS
from edulake.silver.wellbeing import survey_answers as answers
from edulake.silver.wellbeing import survey_items as items
from edulake.silver.wellbeing import survey_responses as responses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

MATRIX = "matrixElement: string, minRawScore: string, maxRawScore: string"
CHOICE = "sortOrder: int, numericValue: string, textValue: string"
ANSWER = "numericResponse: string, textResponse: string"
ELEMENT = f"matrixElement: string, noResponse: string, {ANSWER}"
ITEM = ("raw_item_code", "raw_text", "raw_scale_min", "raw_scale_max")
SAID = ("raw_item_code", "raw_value", "raw_option", "raw_status", "raw_scale_min", "raw_scale_max")
SKIPPED = "No Response"


def survey_items(facts: DataFrame, current: Current) -> DataFrame:
    """Questions of surveys, for which they wait, and of a matrix each element as an item of its own."""
    told = _of_survey(said_last(facts, current, SURVEY_QUESTIONS, spreads=True), current)
    columns = {
        "survey_id": F.col("_survey"),
        "form": code("raw_question_form_descriptor"),
        "options": _options(),
    }
    question = (F.col("raw_question_code"), F.col("raw_question_text"))
    whole = _candidate(ITEM, "questionCode", *question, *_nothing(2))
    elements = F.transform(
        listed("raw_matrices", MATRIX),
        lambda one: _candidate(
            ITEM,
            "matrices",
            _element(one),
            F.concat_ws(" ", "raw_question_text", one["matrixElement"]),
            one["minRawScore"],
            one["maxRawScore"],
        ),
    )
    each = F.when(F.size(elements) > 0, elements).otherwise(F.array(whole))
    return spread(mapped(told, items.FORM, columns), each, ITEM)


def survey_responses(facts: DataFrame, current: Current) -> DataFrame:
    """Responses to surveys, for which they wait; one that names nobody is anonymous."""
    told = _of_survey(said_last(facts, current, SURVEY_RESPONSES), current)
    student, member = F.col("raw_student_unique_id"), F.col("raw_staff_unique_id")
    guardian = F.coalesce("raw_contact_unique_id", "raw_parent_unique_id")
    kind = F.when(student.isNotNull(), "Student").when(member.isNotNull(), "Staff").when(guardian.isNotNull(), "Parent")
    columns = {
        "survey_id": F.col("_survey"),
        "response_id": F.col("raw_survey_response_identifier"),
        "respondent_kind": kind,
        "student_id": student,
        "staff_id": member,
        "guardian_id": guardian,
        "submitted_date": F.col("raw_response_date"),
    }
    return mapped(told, responses.FORM, columns)


def survey_answers(facts: DataFrame, current: Current) -> DataFrame:
    """Answers, read by the question that they are to, for which they wait; of a matrix one for each element."""
    told = _of_survey(said_last(facts, current, SURVEY_ANSWERS, spreads=True), current)
    asked = {
        "_question": F.col("raw_question_code"),
        "_form": code("raw_question_form_descriptor"),
        "_options": _options(),
        "_matrices": F.col("raw_matrices"),
    }
    rows = waiting_unless(F.col("_question").isNotNull(), with_named(told, current, QUESTION, asked))
    columns = {
        "survey_id": F.col("_survey"),
        "response_id": F.col("raw_survey_response_identifier"),
        "form": F.col("_form"),
        "options": F.col("_options"),
    }
    question = F.col("raw_question_code")
    values = F.transform(
        listed("raw_values", ANSWER), lambda one: _candidate(SAID, "values", question, *_value(one), *_nothing(3))
    )
    elements = F.transform(
        listed("raw_survey_question_matrix_element_responses", ELEMENT),
        lambda one: _candidate(SAID, "matrix", _element(one), *_value(one), _skipped(one["noResponse"]), *_scale(one)),
    )
    skipped = _candidate(SAID, "noResponse", question, *_nothing(2), _skipped(F.col("raw_no_response")), *_nothing(2))
    every = F.concat(values, elements)
    is_skipped = _skipped(F.col("raw_no_response")).isNotNull() & (F.size(every) == 0)
    return spread(mapped(rows, answers.FORM, columns), F.when(is_skipped, F.array(skipped)).otherwise(every), SAID)


def _of_survey(rows: DataFrame, current: Current) -> DataFrame:
    """Rows with the id of the `_survey` that they name, for which they wait."""
    return waiting_unless(F.col("_survey").isNotNull(), with_named(rows, current, SURVEY, {"_survey": id_of(SURVEY)}))


def _options() -> Column:
    """What may be chosen, in the order of the question, each with its value if it has one; null for nothing."""
    choices = F.array_sort(F.filter(listed("raw_response_choices", CHOICE), lambda one: one["textValue"].isNotNull()))

    def option(one: Column) -> Column:
        text = F.regexp_replace(one["textValue"], BETWEEN_OPTIONS, "/")
        return F.concat_ws("=", one["numericValue"], text)

    return F.when(F.size(choices) > 0, F.array_join(F.transform(choices, option), "|"))


def _element(one: Column) -> Column:
    """The code of an element of a matrix, which has none of its own: that of the question, and what it is called."""
    return F.concat_ws("/", "raw_question_code", one["matrixElement"])


def _value(one: Column) -> tuple[Column, Column]:
    """What is answered, and the option that it is the value or the rank of, where both are said."""
    number, text = one["numericResponse"], one["textResponse"]
    return F.coalesce(number, text), F.when(number.isNotNull(), text)


def _skipped(said: Column) -> Column:
    return F.when(F.lower(said) == "true", SKIPPED)


def _scale(element: Column) -> tuple[Column, Column]:
    """The lowest and the highest value of an element of the question's matrix."""
    mine = F.get(
        F.filter(listed("_matrices", MATRIX), lambda one: one["matrixElement"] == element["matrixElement"]), F.lit(0)
    )
    return mine["minRawScore"], mine["maxRawScore"]


def _nothing(how_often: int) -> list[Column]:
    return [F.lit(None).cast("string")] * how_often


def _candidate(names: tuple[str, ...], place: str, *values: Column) -> Column:
    fields = zip((PLACE, *names), (F.lit(place), *values), strict=True)
    return F.struct(*[value.alias(name) for name, value in fields])

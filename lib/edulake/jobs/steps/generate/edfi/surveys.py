"""What the district asks, who answers, and what, as Ed-Fi tells of surveys.

Students answer without their names. Ed-Fi has no word for who only tried a form: nothing is told of them. Some
responses are taken back with all of their answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.answers import PLACEHOLDER
from edulake.jobs.steps.generate.district.calendar import NIGHTS, deliveries
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.facts import NO_TARGET, agency, school_year, staff, taken_back
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, nothing, to

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

NAMESPACE = f"{OWN}/Survey"
FORMS = {"Single": "Radio box", "Multiple": "Checkbox", "Text": "Textbox"}
TAKEN_BACK = 20  # per mille of responses


def surveys(facts: Facts) -> Resource:
    """A survey a kind of people and year, told with its items."""
    each = facts.plan.lasts["survey_items"].select("survey_id", "family", "school_year", "told_on").distinct()
    year = F.col("school_year").cast("int")
    return Resource(
        each,
        _survey(),
        {
            **_survey(),
            "educationOrganizationReference": agency(),
            "schoolYearTypeReference": school_year(year),
            "surveyTitle": F.concat("family", F.lit(", "), "school_year"),
        },
    )


def questions(facts: Facts) -> Resource:
    """The items; what may be chosen on a scale has a number each."""
    return Resource(
        facts.plan.lasts["survey_items"],
        _question(),
        {
            "surveyReference": to("Survey", "surveys", _survey()),
            "questionCode": F.col("item_code"),
            "questionText": F.col("text"),
            "questionFormDescriptor": code("QuestionForm", looked_up(F.col("form"), FORMS)),
            "matrices": nothing(),
            "responseChoices": F.when(F.col("form") == "Single", _numbers()).otherwise(_words()),
        },
    )


def responses(facts: Facts) -> Resource:
    """Responses with who answers; an id that a mailing left unfilled is nobody's."""
    guardian = F.col("guardian_id")
    contact = F.when(guardian.isNotNull(), to("Contact", "contacts", {"contactUniqueId": guardian}))
    rows = _counted(facts, "survey_responses")
    return Resource(
        rows.withColumn("fault", F.when(guardian == PLACEHOLDER, NO_TARGET)),
        _response(),
        {
            "surveyReference": to("Survey", "surveys", _survey()),
            "contactReference": contact,
            "staffReference": F.when(F.col("staff_id").isNotNull(), staff(F.col("staff_id"))),
            "surveyResponseIdentifier": F.col("response_id"),
            "responseDate": F.col("told_on"),
            "responseTime": F.lit(600),
            "surveyLevels": nothing(),
        },
    )


def answers(facts: Facts) -> Resource:
    """An answer a response and question: a number, words, one value for each option, or that there is none."""
    forms = facts.plan.lasts["survey_items"].select("survey_id", "item_code", "form")
    rows = _counted(facts, "survey_answers").join(forms, ["survey_id", "item_code"])
    value, several = F.col("value"), F.col("form") == "Multiple"
    said = F.filter(F.when(several, F.split(value, "[|]")).otherwise(F.array(value)), F.isnotnull)
    is_number = (F.col("form") == "Single") & value.rlike("^[0-9]+$")
    values = F.transform(
        F.coalesce(said, F.array().cast("array<string>")),
        lambda one, number: F.struct(
            (number + 1).alias("surveyQuestionResponseValueIdentifier"),
            F.when(is_number, one.cast("int")).alias("numericResponse"),
            F.when(~is_number, one).alias("textResponse"),
        ),
    )
    return Resource(
        rows,
        {**_question(), "surveyResponseIdentifier": F.col("response_id")},
        {
            "surveyQuestionReference": to("SurveyQuestion", "surveyQuestions", _question()),
            "surveyResponseReference": to("SurveyResponse", "surveyResponses", _response()),
            "noResponse": value.isNull(),
            "surveyQuestionMatrixElementResponses": nothing(),
            "values": values,
        },
    )


def standing(facts: Facts, name: str) -> DataFrame:
    """Responses, or answers, that hold in the end, as the district's own truth takes them."""
    there = F.col("gone_on").isNull() & (F.col("told_on") <= deliveries()[-1].isoformat())
    return _counted(facts, name).where(there)


def _counted(facts: Facts, name: str) -> DataFrame:
    """Rows of those who were asked, and of each response when it is taken back."""
    draws = Draws(facts.seed, ("number",))
    rows = facts.plan.happens[name].where(~F.col("is_aside")).withColumn("number", F.xxhash64("response_id"))
    is_gone = draws.happens("response taken back", TAKEN_BACK)
    return rows.withColumn("gone_on", taken_back(is_gone, draws.between("night", 1, NIGHTS)))


def _numbers() -> Column:
    numbers = F.sequence(F.col("scale_min").cast("int"), F.col("scale_max").cast("int"))
    return F.transform(numbers, lambda one: _choice(one, one, F.concat(F.lit("Step "), one.cast("string"))))


def _words() -> Column:
    nothing_ = F.lit(None).cast("int")
    options = F.coalesce(F.split("options", "[|]"), F.array().cast("array<string>"))
    return F.transform(options, lambda one, place: _choice(place + 1, nothing_, one))


def _choice(place: Column, number: Column, text: Column) -> Column:
    return F.struct(place.alias("sortOrder"), number.alias("numericValue"), text.alias("textValue"))


def _survey() -> dict[str, Column]:
    return {"namespace": F.lit(NAMESPACE), "surveyIdentifier": F.col("survey_id")}


def _question() -> dict[str, Column]:
    return {**_survey(), "questionCode": F.col("item_code")}


def _response() -> dict[str, Column]:
    return {**_survey(), "surveyResponseIdentifier": F.col("response_id")}

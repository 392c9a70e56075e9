"""What responses to surveys and answers share: which response it is, and whether somebody only tried the survey."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column
from edulake.expr import as_flag, business_key, identifier
from edulake.expr.choices import is_placeholder
from edulake.expr.lookup import folded
from edulake.silver import reading
from edulake.silver.rules import destroyed, no_id

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

RESPONSE_ID = Column(
    "response_id",
    "STRING",
    "Response: a hash of source, survey and the source's id",
    nullable=False,
    personal="direct",
)
# The status of what somebody only tried a survey by: it stands, and counts nowhere. Only so does one go that counted.
TEST = "Test"
TRIED = f"{TEST} of one by which somebody tried the survey: it counts nowhere"
# What programs write instead of yes.
TESTS = ("test", "preview", "survey preview", "survey test")
REFUSALS = (
    no_id("survey_id"),
    no_id("response_id"),
    destroyed("survey_id", "response_id"),
)
# What responses must not say together.
CHECKS = (
    Check(
        "DUPLICATE_RESPONSE",
        "a response of somebody who answered the survey again, about the same person: the newest complete one counts",
        """SELECT source_system, response_id FROM (
SELECT source_system, response_id, row_number() OVER (PARTITION BY source_system, survey_id, respondent_kind,
student_id, staff_id, guardian_id, applicant_id, about_student_id, about_staff_id
ORDER BY status = 'Complete' DESC, submitted_date DESC NULLS LAST, known_at DESC, response_id) AS place FROM {table}
WHERE status NOT IN ('Empty', 'Test') AND coalesce(student_id, staff_id, guardian_id, applicant_id) IS NOT NULL)
WHERE place > 1""",
    ),
    Check(
        "COMPLETE_WITHOUT_ANSWERS",
        "a complete response of which no answer is known, to a survey that has answers",
        """SELECT r.source_system, r.response_id FROM {table} AS r
LEFT SEMI JOIN {silver.survey_answers} AS s ON r.source_system = s.source_system AND r.survey_id = s.survey_id
LEFT ANTI JOIN {silver.survey_answers} AS a ON r.source_system = a.source_system AND r.response_id = a.response_id
WHERE r.status = 'Complete'""",
    ),
)


def words() -> dict[str, SparkColumn]:
    """The survey, the source's id of the response unless it is a placeholder, and whether it is a test."""
    tested = F.col("raw_is_test")
    return {
        **reading.ids(survey_id="raw_survey_id", school_id="raw_school_id"),
        "response": unless_placeholder("raw_response_id"),
        "is_test": F.coalesce(as_flag(tested) | folded(tested).isin(*TESTS), folded(tested).isin(*TESTS), F.lit(False)),
    }


def unless_placeholder(raw: str) -> SparkColumn:
    """The id that a raw column is; null for a field that a mailing did not fill."""
    return F.when(~is_placeholder(F.col(raw)), identifier(F.col(raw)))


def placeholder(*names: str) -> Rule:
    """One of these ids is a field that a mailing did not fill; they are named without the prefix of raw columns."""
    meaning = "left out: an id that is a field which a mailing did not fill, such as @ID@"
    return Rule(
        "PLACEHOLDER_ID", meaning, lambda: reduce(or_, [is_placeholder(F.col(f"raw_{name}")) for name in names])
    )


def response_id() -> SparkColumn:
    """The response, from the words survey_id and response: null without one of them."""
    known = F.col("survey_id").isNotNull() & F.col("response").isNotNull()
    return F.when(known, business_key(F.col("source_system"), F.col("survey_id"), F.col("response")))


def known_at(notations: Notations, date: str) -> SparkColumn:
    """When a response was known: as it was changed or submitted last, of an anonymous one only the day `date`.

    Of two that somebody gave on one day the later one is the newer. From the word `day`, whose day is `date`.
    """
    said = reading.moment(notations, "submitted_at", "day")["submitted_at"]
    submitted = F.when(~F.col("is_anonymous") & F.col(date).isNotNull(), said)
    return F.coalesce("source_updated_at", submitted, reading.day_begins(notations, date), "delivered_at")

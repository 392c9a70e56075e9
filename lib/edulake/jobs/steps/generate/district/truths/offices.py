"""The truth about all that offices tell: money, what people say, and what is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.jobs.steps.generate.district.truth import told
from edulake.jobs.steps.generate.district.truths import learning, money, voices

if TYPE_CHECKING:
    from edulake.jobs.steps.generate.district.plan import Plan

BOOKS = {"accounts", "finance_postings", "finance_balances"}
VOICES = {"survey_items", "survey_invitations", "survey_responses", "survey_answers"}
LEARNING = {"curriculum_links", "objective_results", "skill_ratings"}


def of_offices(plan: Plan) -> dict[str, Any]:
    """The truth about fees, books, surveys, objectives and skills, as far as they are told by the last delivery.

    What needs a table that the plan does not have is left out.
    """
    happened = told(plan)
    tables = happened.keys() | plan.lasts.keys()
    truth: dict[str, Any] = {}
    if "fee_entries" in tables:
        truth |= money.fees(happened)
    if tables >= BOOKS:
        truth |= money.books(happened, plan.lasts["accounts"])
    if tables >= VOICES:
        truth |= voices.voices(happened, plan.lasts["survey_items"])
    if tables >= LEARNING:
        truth |= learning.learning(happened, plan.lasts["curriculum_links"])
    return truth

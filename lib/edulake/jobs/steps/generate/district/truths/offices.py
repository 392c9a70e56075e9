"""The truth about all that offices tell: money, what people say, and what is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.jobs.steps.generate.district.truth import told
from edulake.jobs.steps.generate.district.truths import learning, money, voices

if TYPE_CHECKING:
    from edulake.jobs.steps.generate.district.plan import Plan


def of_offices(plan: Plan) -> dict[str, Any]:
    """The truth about fees, books, surveys, objectives and skills, as far as they are told by the last delivery."""
    happened = told(plan)
    return {
        **money.fees(happened),
        **money.books(happened, plan.lasts["accounts"]),
        **voices.voices(happened, plan.lasts["survey_items"]),
        **learning.learning(happened, plan.lasts["curriculum_links"]),
    }

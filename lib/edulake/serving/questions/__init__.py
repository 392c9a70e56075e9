"""The questions that people see, by domain: each is asked once, and shown by report, notebook, dashboard and demo."""

from __future__ import annotations

from edulake.serving.questions import (
    curriculum,
    language,
    learning,
    models,
    money,
    operations,
    people,
    voices,
    wellbeing,
)

__all__ = [
    "QUESTIONS",
    "curriculum",
    "language",
    "learning",
    "models",
    "money",
    "operations",
    "people",
    "voices",
    "wellbeing",
]

# In the order in which they are shown.
QUESTIONS = tuple(
    question
    for domain in (operations, money, people, learning, curriculum, language, wellbeing, voices, models)
    for question in domain.QUESTIONS
)

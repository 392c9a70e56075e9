"""Subjects about the learning of a language: what is talked, practised and tested, and at which level."""

from edulake.silver.language.attempts import ATTEMPTS
from edulake.silver.language.conversations import CONVERSATIONS
from edulake.silver.language.experiment_assignments import EXPERIMENT_ASSIGNMENTS
from edulake.silver.language.experiment_exposures import EXPERIMENT_EXPOSURES
from edulake.silver.language.lesson_progress import LESSON_PROGRESS
from edulake.silver.language.lessons import LESSONS
from edulake.silver.language.messages import MESSAGES
from edulake.silver.language.proficiency import PROFICIENCY

SUBJECTS = (
    *(LESSONS, CONVERSATIONS, MESSAGES, LESSON_PROGRESS, ATTEMPTS, PROFICIENCY),
    *(EXPERIMENT_ASSIGNMENTS, EXPERIMENT_EXPOSURES),
)

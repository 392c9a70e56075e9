"""Answers about learning a language."""

from edulake.gold.language.error_patterns import ERROR_PATTERNS
from edulake.gold.language.experiment_results import EXPERIMENT_RESULTS
from edulake.gold.language.language_activity import LANGUAGE_ACTIVITY
from edulake.gold.language.learner_levels import LEARNER_LEVELS
from edulake.gold.language.lesson_effects import LESSON_EFFECTS
from edulake.gold.language.lesson_progress_summary import LESSON_PROGRESS_SUMMARY
from edulake.gold.language.level_velocity import LEVEL_VELOCITY
from edulake.gold.language.retention import RETENTION
from edulake.gold.language.skill_profile import SKILL_PROFILE
from edulake.gold.language.topic_engagement import TOPIC_ENGAGEMENT

PRODUCTS = (
    LANGUAGE_ACTIVITY,
    RETENTION,
    TOPIC_ENGAGEMENT,
    ERROR_PATTERNS,
    SKILL_PROFILE,
    LESSON_PROGRESS_SUMMARY,
    LEARNER_LEVELS,
    LEVEL_VELOCITY,
    LESSON_EFFECTS,
    EXPERIMENT_RESULTS,
)

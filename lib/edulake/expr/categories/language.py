"""Categories of subjects about the learning of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

# Those of the Common European Framework, the lowest first.
LEVELS: Spellings = {level: (level.lower(),) for level in ("A1", "A2", "B1", "B2", "C1", "C2")}
# Words for levels of no scale: which of those above one is, only the source's codes say.
LEGACY_LEVELS = (
    *("beginner", "elementary", "pre intermediate", "intermediate", "upper intermediate", "advanced", "proficient"),
)
# What a test is that asks for several levels at once.
MIXED = "Mixed"
LEVELS_OF_TESTS: Spellings = {**LEVELS, MIXED: ("mixed", "all levels")}
PROGRESS_STATUSES: Spellings = {
    "not_started": ("not started", "new"),
    "in_progress": ("in progress", "started", "incomplete"),
    "completed": ("completed", "complete", "finished", "done", "passed"),
}
ROLES: Spellings = {
    "user": ("user", "learner", "student", "human"),
    "assistant": ("assistant", "tutor", "ai", "bot", "model"),
}
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "lessons": {"level": LEVELS},
    "conversations": {"level": LEVELS},
    "messages": {"level": LEVELS, "role": ROLES},
    "lesson_progress": {"status": PROGRESS_STATUSES},
    "attempts": {"level": LEVELS_OF_TESTS},
    "proficiency": {"level": LEVELS},
}
